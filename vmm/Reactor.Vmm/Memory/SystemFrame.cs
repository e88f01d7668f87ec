using System.Buffers.Binary;
using Reactor.Contracts.Guests;

namespace Reactor.Vmm.Memory;

/// <summary>Physical frame 0: what the CPU itself needs to run ring 3, and the three pages the guest shares with the host.</summary>
/// <remarks>
/// <para>GDT, TSS, IDT, stubs and their stack are mapped for ring 0 only, in the high half; page tables are mapped nowhere. The mailbox,
/// the hypercall and the clock functions are mapped for ring 3 at <see cref="GuestLayout.Mailbox"/>, <see cref="GuestLayout.Hypercall"/> and
/// <see cref="GuestLayout.Vdso"/>.</para>
/// <para>Ring 0 is stubs of one instruction that matters, <c>out</c>: the host learns from the port whether it was a system call or an
/// exception, and from the stub's address which exception. It never returns from a stub: it sets ring 3's state itself.</para>
/// <para>The system-call stub lies in the hypercall page and its port is open to ring 3, because some hosts (kvm_pvm) do not leave ring 3
/// at <c>syscall</c>. Jumping to it is a system call like any other; writing to the port from elsewhere ends the guest.</para>
/// </remarks>
internal static class SystemFrame
{
    // Physical page numbers inside the frame.
    internal const int RootPage = 1;
    internal const int SystemTablePage = 2;
    internal const int UserTablePage = 3;
    internal const int GdtPage = 4;
    internal const int TssPage = 5;
    internal const int IdtPage = 6;
    internal const int ExceptionStubPage = 7;
    internal const int StackPage = 8;
    internal const int HypercallPage = 10;
    internal const int MailboxPage = 11;
    internal const int VdsoPage = 12;

    /// <summary>From here to the end of the frame: page tables, taken as needed.</summary>
    internal const int FirstTablePage = 16;

    internal const int TablePages = 512;

    /// <summary>Ring-0 address of page 0 of the frame; only the pages listed in the remarks are present.</summary>
    internal const ulong Base = 0xFFFF_FF80_0000_0000;

    internal const ulong PageTableRoot = RootPage * GuestLayout.PageBytes;
    internal const ulong GdtAddress = Base + GdtPage * GuestLayout.PageBytes;
    internal const ushort GdtLimit = 7 * 8 - 1;
    internal const ulong IdtAddress = Base + IdtPage * GuestLayout.PageBytes;
    internal const ushort IdtLimit = 256 * 16 - 1;
    internal const ulong TssAddress = Base + TssPage * GuestLayout.PageBytes;
    internal const ulong ExceptionStubAddress = Base + ExceptionStubPage * GuestLayout.PageBytes;
    internal const ulong SyscallStubAddress = GuestLayout.Hypercall + SyscallStubOffset;

    /// <summary>The I/O bitmap ends with the byte that holds the hypercall's port and the closing byte of ones.</summary>
    internal const uint TssLimit = TssBytes + GuestAbi.HypercallPort / 8 + 1;

    internal const ushort KernelCodeSelector = 0x08;
    internal const ushort TssSelector = 0x18;
    internal const ushort UserDataSelector = 0x2B;
    internal const ushort UserCodeSelector = 0x33;

    /// <summary>sysret would load SS from this + 8 and CS from this + 16.</summary>
    internal const ushort SystemReturnSelector = 0x23;

    /// <summary>Ports of the stubs: none that an in-kernel device of KVM answers.</summary>
    internal const ushort SyscallPort = 0xE0;
    internal const ushort ExceptionPort = 0xE1;

    /// <summary>Page-fault error code, bit 0: the page was present, so its protection was violated. Bit 1: by a write. Bit 4: by a fetch.</summary>
    internal const ulong FaultPresent = 1;
    internal const ulong FaultWrite = 2;
    internal const ulong FaultFetch = 16;

    private const int TssBytes = 0x68;
    private const int StubBytes = 16;
    private const int SyscallStubOffset = 0x100;
    private const int OutBytes = 2;
    private const int BreakpointVector = 3;

    /// <summary>Writes tables and stubs into a zeroed frame.</summary>
    internal static void Write(Span<byte> frame)
    {
        WriteGdt(Page(frame, GdtPage));
        WriteTss(Page(frame, TssPage));
        WriteIdt(Page(frame, IdtPage));
        Span<byte> stubs = Page(frame, ExceptionStubPage);
        for (int vector = 0; vector < 256; vector++)
        {
            WriteStub(stubs[(vector * StubBytes)..], ExceptionPort);
        }

        Span<byte> calls = Page(frame, HypercallPage);
        WriteHypercall(calls);
        Vdso.Write(Page(frame, VdsoPage));
        WriteStub(calls[SyscallStubOffset..], SyscallPort);
    }

    /// <summary>Whether the vCPU stopped in the system-call stub: at its <c>out</c> (upstream KVM) or behind it.</summary>
    internal static bool IsSyscallStub(ulong rip) => rip is SyscallStubAddress or SyscallStubAddress + OutBytes;

    /// <summary>Which exception the vCPU reports, from the address it stopped at in an exception stub.</summary>
    internal static int VectorAt(ulong rip) => (int)((rip - ExceptionStubAddress) / StubBytes) & 0xFF;

    /// <summary>What the CPU pushed when it entered an exception stub; the stack always starts at the same place (IST 1).</summary>
    internal static ExceptionFrame ReadExceptionFrame(ReadOnlySpan<byte> frame, int vector)
    {
        ReadOnlySpan<byte> top = frame.Slice(StackPage * GuestLayout.PageBytes, GuestLayout.PageBytes)[^48..];
        return new ExceptionFrame(
            vector,
            HasErrorCode(vector) ? BinaryPrimitives.ReadUInt64LittleEndian(top) : 0,
            Rip: BinaryPrimitives.ReadUInt64LittleEndian(top[8..]),
            Rflags: BinaryPrimitives.ReadUInt64LittleEndian(top[24..]),
            Rsp: BinaryPrimitives.ReadUInt64LittleEndian(top[32..]));
    }

    internal static Span<byte> Page(Span<byte> frame, int page) => frame.Slice(page * GuestLayout.PageBytes, GuestLayout.PageBytes);

    private static bool HasErrorCode(int vector) => vector is 8 or (>= 10 and <= 14) or 17 or 21 or 29 or 30;

    private static void WriteGdt(Span<byte> gdt)
    {
        Write64(gdt, 1, 0x00AF_9B00_0000_FFFF);    // 0x08 ring 0, 64-bit code
        Write64(gdt, 2, 0x00CF_9300_0000_FFFF);    // 0x10 ring 0, data
        Write64(gdt, 3, TssLimit | (TssAddress & 0xFF_FFFF) << 16 | 0x8Bul << 40 | (TssAddress >> 24 & 0xFF) << 56);
        Write64(gdt, 4, TssAddress >> 32);
        Write64(gdt, 5, 0x00CF_F300_0000_FFFF);    // 0x28 ring 3, data
        Write64(gdt, 6, 0x00AF_FB00_0000_FFFF);    // 0x30 ring 3, 64-bit code
    }

    private static void WriteTss(Span<byte> tss)
    {
        const ulong StackTop = Base + (StackPage + 1) * GuestLayout.PageBytes;
        BinaryPrimitives.WriteUInt64LittleEndian(tss[0x04..], StackTop);
        BinaryPrimitives.WriteUInt64LittleEndian(tss[0x24..], StackTop);
        BinaryPrimitives.WriteUInt16LittleEndian(tss[0x66..], TssBytes);

        // One bit per port, 1 = closed. A 4-byte access needs the bits of all four ports.
        Span<byte> bitmap = tss[TssBytes..((int)TssLimit + 1)];
        bitmap.Fill(0xFF);
        bitmap[GuestAbi.HypercallPort / 8] = 0xF0;
        bitmap[SyscallPort / 8] = 0xFE;
    }

    private static void WriteIdt(Span<byte> idt)
    {
        for (int vector = 0; vector < 256; vector++)
        {
            ulong stub = ExceptionStubAddress + (ulong)(vector * StubBytes);

            // Present 64-bit interrupt gate on IST 1. Ring 3 may raise a breakpoint itself, nothing else.
            ulong type = vector == BreakpointVector ? 0xEEul : 0x8Eul;
            Write64(idt, vector * 2, (stub & 0xFFFF) | (ulong)KernelCodeSelector << 16 | 1ul << 32 | type << 40 | (stub >> 16 & 0xFFFF) << 48);
            Write64(idt, vector * 2 + 1, stub >> 32);
        }
    }

    // out imm8, al; hlt. The host never lets the hlt run.
    private static void WriteStub(Span<byte> stub, ushort port)
    {
        ReadOnlySpan<byte> code = [0xE6, (byte)port, 0xF4];
        code.CopyTo(stub);
    }

    // mov eax, edi; mov dx, 0x510; out dx, eax; ret
    private static void WriteHypercall(Span<byte> page)
    {
        page.Fill(0xCC);
        ReadOnlySpan<byte> code =
            [0x89, 0xF8, 0x66, 0xBA, GuestAbi.HypercallPort & 0xFF, GuestAbi.HypercallPort >> 8, 0xEF, 0xC3];
        code.CopyTo(page);
    }

    private static void Write64(Span<byte> table, int index, ulong value) =>
        BinaryPrimitives.WriteUInt64LittleEndian(table[(index * 8)..], value);
}
