using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Reactor.Vmm.Kvm;
using Reactor.Vmm.Memory;
using Reactor.Vmm.Syscalls;

namespace Reactor.Vmm.Snapshots;

/// <summary>Registers in a snapshot's file. What comes from there is made fit for ring 3: nothing of it can reach another ring or make KVM refuse.</summary>
internal static unsafe class RegisterState
{
    // XSAVE image: MXCSR at 24, its mask at 28, header at 512: XSTATE_BV, XCOMP_BV, zeroes.
    private const int HeaderOffset = 512;
    private const int HeaderEnd = 576;
    private const int MaxImageBytes = 64 << 10;
    private const uint DefinedControl = 0xFFFF;

    internal static void Save(StateWriter writer, in VcpuRegisters registers) =>
        writer.Raw(MemoryMarshal.AsBytes(new ReadOnlySpan<VcpuRegisters>(in registers)));

    internal static VcpuRegisters Load(ref StateReader reader)
    {
        var registers = MemoryMarshal.Read<VcpuRegisters>(reader.Raw(sizeof(VcpuRegisters)));
        reader.Require(registers.Rip < GuestLayout.UserEnd, "a thread's instruction pointer is impossible");
        registers.Rflags = GuestProcess.UserFlagsOf(registers.Rflags);
        return registers;
    }

    internal static ulong LoadFsBase(ref StateReader reader)
    {
        ulong fsBase = reader.UInt64();
        reader.Require(fsBase < GuestLayout.UserEnd, "a thread's FS base is impossible");
        return fsBase;
    }

    /// <summary>Reads an XSAVE image, possibly without the zeroes at its end; empty for a thread whose image is in the vCPU.</summary>
    internal static byte[] LoadExtendedState(ref StateReader reader)
    {
        byte[] image = reader.Bytes(MaxImageBytes, "an XSAVE image is too long").ToArray();
        if (image.Length == 0)
        {
            return image;
        }

        byte[] padded = image.Length >= HeaderEnd ? image : [.. image, .. new byte[HeaderEnd - image.Length]];
        bool isSound = (BinaryPrimitives.ReadUInt32LittleEndian(padded.AsSpan(24)) & ~DefinedControl) == 0
            && (BinaryPrimitives.ReadUInt64LittleEndian(padded.AsSpan(HeaderOffset)) & ~reader.StateComponents) == 0
            && !padded.AsSpan(HeaderOffset + 8, HeaderEnd - HeaderOffset - 8).ContainsAnyExcept((byte)0);
        reader.Require(isSound, "an XSAVE image is malformed");
        return image;
    }
}
