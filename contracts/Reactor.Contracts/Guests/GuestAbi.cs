namespace Reactor.Contracts.Guests;

/// <summary>The numbers of the guest ABI, version 1. docs/abi.md explains them; they are append-only.</summary>
public static class GuestAbi
{
    /// <summary>Version of the mailbox layout and of every record on the wire. A guest image built for another version is refused.</summary>
    public const uint Version = 1;

    /// <summary>
    /// What was added to version 1 without changing it, counted: 1 = manifest, host functions, errors of calls; 2 = limits of queries. A guest that uses an addition
    /// looks here first and refuses an older host.
    /// </summary>
    public const uint Revision = 2;

    /// <summary>First eight bytes of the mailbox: "RCTRMBX1" read as a little-endian number.</summary>
    public const ulong MailboxMagic = 0x3158_424D_5254_4352;

    /// <summary>Type of the auxiliary vector entry (System V ABI, figure 3.11) whose value is the address of the mailbox.</summary>
    public const ulong MailboxAuxiliaryVectorType = 0x5243_5452;

    /// <summary>I/O port of the hypercall: the only one a guest may use. The number of the call is in EAX.</summary>
    public const ushort HypercallPort = 0x0510;

    /// <summary>Bytes of the mailbox: one page.</summary>
    public const int MailboxBytes = 4096;

    /// <summary>Every record starts at a multiple of this many bytes, and its length is one.</summary>
    public const int RecordAlignment = 8;

    /// <summary>Deepest nesting of lists and maps in one cell; deeper input is malformed on either side.</summary>
    public const int MaxNesting = 64;

    /// <summary>Most labels and relation types one query may name: they travel as one 64-bit mask.</summary>
    public const int MaxLabels = 64;
}
