using System.Buffers.Binary;
using Reactor.Contracts.Guests;

namespace Reactor.Vmm.Memory;

/// <summary>The mailbox page as the host sees it. The guest may have written anything into it.</summary>
internal readonly ref struct Mailbox(Span<byte> page)
{
    private readonly Span<byte> _page = page[..GuestAbi.MailboxBytes];

    internal Span<byte> Seed => _page.Slice(MailboxLayout.Seed, 16);

    /// <summary>What the guest says the outbox holds: hostile.</summary>
    internal ulong OutboxLength
    {
        get => BinaryPrimitives.ReadUInt64LittleEndian(_page[MailboxLayout.OutboxLength..]);
        set => BinaryPrimitives.WriteUInt64LittleEndian(_page[MailboxLayout.OutboxLength..], value);
    }

    /// <summary>Number of the unit the guest says it applies: hostile.</summary>
    internal ulong CurrentUnit => BinaryPrimitives.ReadUInt64LittleEndian(_page[MailboxLayout.CurrentUnit..]);

    /// <summary>The batch's clock, as the guest sees it.</summary>
    internal long ClockNs
    {
        set => BinaryPrimitives.WriteInt64LittleEndian(_page[MailboxLayout.Clock..], value);
    }

    /// <summary>The monotonic clock, which guest and host both move on: hostile.</summary>
    internal long MonotonicNs
    {
        get => BinaryPrimitives.ReadInt64LittleEndian(_page[MailboxLayout.Monotonic..]);
        set => BinaryPrimitives.WriteInt64LittleEndian(_page[MailboxLayout.Monotonic..], value);
    }

    /// <summary>Number of the host function the guest calls: hostile.</summary>
    internal uint HostFunction => BinaryPrimitives.ReadUInt32LittleEndian(_page[MailboxLayout.HostFunction..]);

    /// <summary>Where in the outbox the guest says its arguments begin: hostile.</summary>
    internal ulong HostArgumentsOffset => BinaryPrimitives.ReadUInt64LittleEndian(_page[MailboxLayout.HostArgumentsOffset..]);

    /// <summary>How many bytes of arguments the guest says there are: hostile.</summary>
    internal ulong HostArgumentsLength => BinaryPrimitives.ReadUInt64LittleEndian(_page[MailboxLayout.HostArgumentsLength..]);

    /// <summary>Tells the guest how its host function ended.</summary>
    internal void SetHostResult(HostFunctionStatus status, int resultLength)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_page[MailboxLayout.HostFunctionStatus..], (uint)status);
        BinaryPrimitives.WriteUInt64LittleEndian(_page[MailboxLayout.HostResultLength..], (ulong)resultLength);
    }

    /// <summary>Writes the fields that never change.</summary>
    internal void Initialise(GuestLimits limits)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_page[MailboxLayout.Magic..], GuestAbi.MailboxMagic);
        BinaryPrimitives.WriteUInt32LittleEndian(_page[MailboxLayout.Version..], GuestAbi.Version);
        BinaryPrimitives.WriteUInt32LittleEndian(_page[MailboxLayout.Revision..], GuestAbi.Revision);
        BinaryPrimitives.WriteUInt64LittleEndian(_page[MailboxLayout.HypercallAddress..], GuestLayout.Hypercall);
        BinaryPrimitives.WriteUInt64LittleEndian(_page[MailboxLayout.InboxAddress..], GuestLayout.Boxes);
        BinaryPrimitives.WriteUInt64LittleEndian(_page[MailboxLayout.InboxCapacity..], (ulong)limits.InboxBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(_page[MailboxLayout.OutboxAddress..], GuestLayout.Boxes + (ulong)limits.InboxBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(_page[MailboxLayout.OutboxCapacity..], (ulong)limits.OutboxBytes);
    }

    internal void SetCommand(GuestCommand command, uint argument, int inboxLength, long clockNs)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_page[MailboxLayout.Command..], (uint)command);
        BinaryPrimitives.WriteUInt32LittleEndian(_page[MailboxLayout.Argument..], argument);
        BinaryPrimitives.WriteUInt64LittleEndian(_page[MailboxLayout.InboxLength..], (ulong)inboxLength);
        ClockNs = clockNs;
        BinaryPrimitives.WriteInt64LittleEndian(_page[MailboxLayout.PassedByReadings..], 0);
        OutboxLength = 0;
    }
}
