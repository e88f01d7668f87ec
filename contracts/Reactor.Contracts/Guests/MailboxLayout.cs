namespace Reactor.Contracts.Guests;

/// <summary>Byte offsets into the mailbox page. All fields are little-endian; addresses are guest-virtual.</summary>
public static class MailboxLayout
{
    /// <summary>u64 <see cref="GuestAbi.MailboxMagic"/>; written by the host before the first entry.</summary>
    public const int Magic = 0x00;

    /// <summary>u32 <see cref="GuestAbi.Version"/>; written by the host.</summary>
    public const int Version = 0x08;

    /// <summary>u32 <see cref="GuestAbi.Revision"/>; written by the host. 0 from hosts that know no manifest.</summary>
    public const int Revision = 0x0C;

    /// <summary>u64 address of the hypercall: <c>uint32_t call(uint32_t number)</c>, System V calling convention; written by the host.</summary>
    public const int HypercallAddress = 0x10;

    /// <summary>u64 address of the inbox; written by the host.</summary>
    public const int InboxAddress = 0x18;

    /// <summary>u64 bytes of the inbox; written by the host.</summary>
    public const int InboxCapacity = 0x20;

    /// <summary>u64 address of the outbox; written by the host.</summary>
    public const int OutboxAddress = 0x28;

    /// <summary>u64 bytes of the outbox; written by the host.</summary>
    public const int OutboxCapacity = 0x30;

    /// <summary>u32 <see cref="GuestCommand"/>; written by the host before each entry that starts a command.</summary>
    public const int Command = 0x40;

    /// <summary>u32 argument of the command.</summary>
    public const int Argument = 0x44;

    /// <summary>u64 bytes of records in the inbox.</summary>
    public const int InboxLength = 0x48;

    /// <summary>i64 the clock of the batch, nanoseconds since the Unix epoch: what a guest's clock_gettime answers. Moves on when all threads of a guest wait for time.</summary>
    public const int Clock = 0x50;

    /// <summary>16 bytes: key of the state tables' hash functions and seed of volatile functions; fixed for the life of an instance.</summary>
    public const int Seed = 0x58;

    /// <summary>u64 bytes of records (or of the failure's text) in the outbox; written by the guest before each call.</summary>
    public const int OutboxLength = 0x80;

    /// <summary>u64 number of the unit being applied; written by the guest before it looks at the unit's first change.</summary>
    public const int CurrentUnit = 0x88;

    /// <summary>u32 number of the host function, its place among the guest's imports; written by the guest before <see cref="GuestCall.HostFunction"/>.</summary>
    public const int HostFunction = 0x90;

    /// <summary>u32 <see cref="Guests.HostFunctionStatus"/> of the last host function; written by the host.</summary>
    public const int HostFunctionStatus = 0x94;

    /// <summary>u64 offset in the outbox of the host function's arguments, a multiple of 8; written by the guest.</summary>
    public const int HostArgumentsOffset = 0x98;

    /// <summary>u64 bytes of the arguments, a multiple of 8; written by the guest. The result begins where they end.</summary>
    public const int HostArgumentsLength = 0xA0;

    /// <summary>u64 bytes of the result, or of the error's text; written by the host.</summary>
    public const int HostResultLength = 0xA8;

    /// <summary>i64 monotonic clock, nanoseconds: kept by the guest where it reads clocks without a system call, and by the host. 0 at the start.</summary>
    public const int Monotonic = 0xC0;

    /// <summary>i64 nanoseconds that readings of the wall clock have passed in this batch; kept by the guest's clock functions, set to 0 by the host.</summary>
    public const int PassedByReadings = 0xC8;
}
