using System.Buffers;
using System.Buffers.Binary;
using Reactor.Vmm.Kvm;
using Reactor.Vmm.Memory;
using Reactor.Vmm.Syscalls;

namespace Reactor.Vmm.Debugging;

/// <summary>The PT_NOTE segment of a core: what Linux writes for a process of the same threads (linux/elfcore.h, linux/procfs.h).</summary>
internal sealed class CoreNotes
{
    private const uint Status = 1;
    private const uint FloatingPoint = 2;
    private const uint ProcessInfo = 3;
    private const uint AuxiliaryVector = 6;
    private const uint ExtendedState = 0x202;
    private const uint Signal = 0x53494749;

    private const int StatusBytes = 336;
    private const int ProcessInfoBytes = 136;
    private const int LegacyStateBytes = 512;
    private const int StateHeaderBytes = 64;
    private const int AvxStateBytes = 256;
    private const int FeatureMaskOffset = 464;
    private const ulong AvxFeature = 4;
    private const int ProcessId = 1;

    private const ulong AtPhdr = 3;
    private const ulong AtPhent = 4;
    private const ulong AtPhnum = 5;
    private const ulong AtPageSize = 6;
    private const ulong AtEntry = 9;
    private const ulong ProgramHeaderBytes = 56;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    private CoreNotes()
    {
    }

    internal static ReadOnlyMemory<byte> Of(CoreContent content)
    {
        var notes = new CoreNotes();
        for (int i = 0; i < content.Threads.Count; i++)
        {
            CoreThread thread = content.Threads[i];
            notes.AddStatus(thread, content.Signal.Signal);
            if (i == 0)
            {
                // Readers take what follows the first thread's status as the process's.
                notes.AddProcessInfo();
                notes.AddSignal(content.Signal);
                notes.AddAuxiliaryVector(content);
            }

            notes.AddFloatingPoint(thread, content.FeatureMask);
        }

        return notes._bytes.WrittenMemory;
    }

    // struct elf_prstatus: si_signo, si_code, si_errno; pr_cursig at 12, pr_pid at 32, pr_reg at 112, pr_fpvalid at 328.
    private void AddStatus(CoreThread thread, int signal)
    {
        Span<byte> status = stackalloc byte[StatusBytes];
        status.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(status, signal);
        BinaryPrimitives.WriteInt16LittleEndian(status[12..], (short)signal);
        BinaryPrimitives.WriteInt32LittleEndian(status[32..], thread.Id);
        WriteRegisters(status[112..], thread);
        BinaryPrimitives.WriteInt32LittleEndian(status[328..], 1);
        Add("CORE\0"u8, Status, status);
    }

    // struct user_regs_struct, asm/user_64.h.
    private static void WriteRegisters(Span<byte> destination, CoreThread thread)
    {
        VcpuRegisters r = thread.Registers;
        const ulong NotInASystemCall = ulong.MaxValue;
        ReadOnlySpan<ulong> values =
        [
            r.R15, r.R14, r.R13, r.R12, r.Rbp, r.Rbx, r.R11, r.R10, r.R9, r.R8, r.Rax, r.Rcx, r.Rdx, r.Rsi, r.Rdi, NotInASystemCall,
            r.Rip, SystemFrame.UserCodeSelector, r.Rflags, r.Rsp, SystemFrame.UserDataSelector, thread.FsBase, 0, 0, 0, 0, 0,
        ];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(destination[(i * sizeof(ulong))..], values[i]);
        }
    }

    // struct elf_prpsinfo: pr_state, pr_sname at 1, pr_uid at 16, pr_gid at 20, pr_pid at 24, pr_fname[16] at 40, pr_psargs[80] at 56.
    private void AddProcessInfo()
    {
        Span<byte> info = stackalloc byte[ProcessInfoBytes];
        info.Clear();
        info[1] = (byte)'R';
        BinaryPrimitives.WriteUInt32LittleEndian(info[16..], ProcessSyscalls.UserId);
        BinaryPrimitives.WriteUInt32LittleEndian(info[20..], ProcessSyscalls.UserId);
        BinaryPrimitives.WriteInt32LittleEndian(info[24..], ProcessId);
        "guest"u8.CopyTo(info[40..]);
        "guest"u8.CopyTo(info[56..]);
        Add("CORE\0"u8, ProcessInfo, info);
    }

    private void AddSignal(SignalInfo signal)
    {
        Span<byte> info = stackalloc byte[SignalInfo.Bytes];
        signal.Write(info);
        Add("CORE\0"u8, Signal, info);
    }

    private void AddAuxiliaryVector(CoreContent content)
    {
        if (content.Entry.Address.Value == 0)
        {
            return;
        }

        ReadOnlySpan<ulong> values =
        [
            AtPhdr, content.Entry.HeadersAddress.Value,
            AtPhent, ProgramHeaderBytes,
            AtPhnum, (ulong)content.Entry.HeaderCount,
            AtPageSize, GuestLayout.PageBytes,
            AtEntry, content.Entry.Address.Value,
            0, 0,
        ];
        Span<byte> vector = stackalloc byte[values.Length * sizeof(ulong)];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(vector[(i * sizeof(ulong))..], values[i]);
        }

        Add("CORE\0"u8, AuxiliaryVector, vector);
    }

    private void AddFloatingPoint(CoreThread thread, ulong featureMask)
    {
        if (thread.ExtendedState.IsEmpty)
        {
            return;
        }

        byte[] image = new byte[LegacyStateBytes + StateHeaderBytes + ((featureMask & AvxFeature) != 0 ? AvxStateBytes : 0)];
        thread.ExtendedState.Span[..Math.Min(image.Length, thread.ExtendedState.Length)].CopyTo(image);
        Add("CORE\0"u8, FloatingPoint, image.AsSpan(0, LegacyStateBytes));

        // What a reader needs to know the image's layout stands in bytes that the CPU leaves to software.
        BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(FeatureMaskOffset), featureMask);
        Add("LINUX\0"u8, ExtendedState, image);
    }

    // Elf64_Nhdr: lengths of name and content, type; both are padded to 4 bytes.
    private void Add(ReadOnlySpan<byte> name, uint type, ReadOnlySpan<byte> content)
    {
        Span<byte> header = stackalloc byte[12];
        BinaryPrimitives.WriteInt32LittleEndian(header, name.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], type);
        _bytes.Write(header);
        _bytes.Write(name);
        Pad();
        _bytes.Write(content);
        Pad();
    }

    private void Pad() => _bytes.Write("\0\0\0"u8[..(-_bytes.WrittenCount & 3)]);
}
