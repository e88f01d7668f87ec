using System.Buffers.Binary;

namespace Reactor.Vmm.Kvm;

/// <summary>Everything a vCPU holds of a guest between two instructions in ring 3.</summary>
/// <remarks>
/// All guests share one layout of frame 0, so control registers, descriptor tables, XCR0 and MSRs are the shell's, the same for all;
/// of the system registers a guest owns its FS base alone.
/// </remarks>
internal sealed class VcpuState
{
    private byte[] _extendedState;

    /// <param name="registers">General registers.</param>
    /// <param name="fsBase">FS base: thread-local storage.</param>
    /// <param name="extendedState">XSAVE image: x87, SSE, AVX; becomes this object's.</param>
    internal VcpuState(VcpuRegisters registers, ulong fsBase, byte[] extendedState)
    {
        Registers = registers;
        FsBase = fsBase;
        _extendedState = extendedState;
    }

    /// <summary>General registers.</summary>
    internal VcpuRegisters Registers { get; private set; }

    /// <summary>FS base.</summary>
    internal ulong FsBase { get; private set; }

    /// <summary>XSAVE image without the zeroes at its end.</summary>
    internal ReadOnlySpan<byte> ExtendedState => _extendedState;

    /// <summary>The state at a program's first instruction: registers zero, x87 and SSE as the ABI wants them.</summary>
    internal static VcpuState AtStart(GuestAddress instruction, GuestAddress stack)
    {
        // FCW: all exceptions masked, extended precision. MXCSR: all masked. XSTATE_BV: x87 and SSE come from the image.
        byte[] image = new byte[576];
        BinaryPrimitives.WriteUInt16LittleEndian(image, 0x37F);
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(24), 0x1F80);
        BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(512), 3);
        return new VcpuState(new VcpuRegisters { Rip = instruction.Value, Rsp = stack.Value, Rflags = 0x202 }, 0, image);
    }

    /// <summary>Replaces the state; keeps its buffer when the image fits.</summary>
    /// <param name="registers">General registers.</param>
    /// <param name="fsBase">FS base.</param>
    /// <param name="extendedState">XSAVE image of any length.</param>
    internal void Set(in VcpuRegisters registers, ulong fsBase, ReadOnlySpan<byte> extendedState)
    {
        Registers = registers;
        FsBase = fsBase;
        ReadOnlySpan<byte> used = extendedState.TrimEnd((byte)0);
        if (used.Length > _extendedState.Length)
        {
            _extendedState = used.ToArray();
        }
        else
        {
            used.CopyTo(_extendedState);
            _extendedState.AsSpan(used.Length).Clear();
        }
    }

    internal VcpuState Copy() => new(Registers, FsBase, [.. _extendedState]);
}
