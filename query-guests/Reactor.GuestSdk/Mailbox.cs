using System.Runtime.CompilerServices;
using Reactor.Contracts.Guests;
using Reactor.GuestSdk.Interop;

namespace Reactor.GuestSdk;

/// <summary>The mailbox page the host mapped into this guest (docs/abi.md, section 2), field by field.</summary>
/// <remarks>The host writes it only while the guest is outside, in the hypercall, which the compiler cannot look into: plain reads are fresh.</remarks>
internal readonly unsafe struct Mailbox
{
    private readonly byte* _page;

    /// <param name="page">Address of a readable and writable page of <see cref="GuestAbi.MailboxBytes"/> that lives as long as the guest.</param>
    /// <exception cref="InvalidOperationException">The page is not a mailbox, or one of another ABI version.</exception>
    internal Mailbox(nuint page)
    {
        _page = (byte*)page;
        if (page == 0)
        {
            throw new InvalidOperationException("This program is a Reactor guest: it runs in a Reactor micro-VM, not as a process.");
        }

        if (Read<ulong>(MailboxLayout.Magic) != GuestAbi.MailboxMagic || Read<uint>(MailboxLayout.Version) != GuestAbi.Version)
        {
            throw new InvalidOperationException("The host speaks another version of the guest ABI than this image.");
        }
    }

    internal GuestCommand Command => (GuestCommand)Read<uint>(MailboxLayout.Command);

    internal uint Argument => Read<uint>(MailboxLayout.Argument);

    internal long ClockNs => Read<long>(MailboxLayout.Clock);

    internal uint Revision => Read<uint>(MailboxLayout.Revision);

    internal ReadOnlySpan<byte> Inbox => new(
        Pointer(MailboxLayout.InboxAddress),
        checked((int)Math.Min(Read<ulong>(MailboxLayout.InboxLength), Read<ulong>(MailboxLayout.InboxCapacity))));

    internal Span<byte> Outbox => new(Pointer(MailboxLayout.OutboxAddress), checked((int)Read<ulong>(MailboxLayout.OutboxCapacity)));

    internal ReadOnlySpan<byte> Seed => new(_page + MailboxLayout.Seed, 16);

    internal ulong CurrentUnit
    {
        set => Unsafe.WriteUnaligned(_page + MailboxLayout.CurrentUnit, value);
    }

    /// <summary>Finds the mailbox through the auxiliary vector.</summary>
    /// <exception cref="InvalidOperationException">There is none, or it is of another ABI version.</exception>
    internal static Mailbox Locate() => new(Libc.getauxval((nuint)GuestAbi.MailboxAuxiliaryVectorType));

    /// <summary>Leaves the guest; comes back when the host enters it again.</summary>
    internal void Call(GuestCall call, int outboxLength)
    {
        Unsafe.WriteUnaligned(_page + MailboxLayout.OutboxLength, (ulong)outboxLength);

        // SAFETY: the host wrote the address of a function with this signature and never changes it. The call is an ordinary unmanaged
        // one, so that this thread counts as outside managed code meanwhile: another thread of the guest may collect garbage.
        _ = ((delegate* unmanaged<uint, uint>)Pointer(MailboxLayout.HypercallAddress))((uint)call);
    }

    /// <summary>Calls a function of the host, whose arguments are in the outbox; the result lies behind them.</summary>
    internal HostFunctionStatus CallHostFunction(uint number, int argumentsOffset, int argumentsLength, out int resultLength)
    {
        Unsafe.WriteUnaligned(_page + MailboxLayout.HostFunction, number);
        Unsafe.WriteUnaligned(_page + MailboxLayout.HostArgumentsOffset, (ulong)argumentsOffset);
        Unsafe.WriteUnaligned(_page + MailboxLayout.HostArgumentsLength, (ulong)argumentsLength);
        Call(GuestCall.HostFunction, 0);
        resultLength = checked((int)Read<ulong>(MailboxLayout.HostResultLength));
        return (HostFunctionStatus)Read<uint>(MailboxLayout.HostFunctionStatus);
    }

    private byte* Pointer(int offset) => (byte*)Read<ulong>(offset);

    // SAFETY: every offset is a constant of MailboxLayout, inside the page the constructor was given.
    private T Read<T>(int offset)
        where T : unmanaged => Unsafe.ReadUnaligned<T>(_page + offset);
}
