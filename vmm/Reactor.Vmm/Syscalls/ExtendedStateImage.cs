using System.Buffers.Binary;
using System.Runtime.Intrinsics.X86;

namespace Reactor.Vmm.Syscalls;

/// <summary>
/// x87, SSE and AVX state in the XSAVE format without compaction (Intel SDM volume 1, 13.4), as KVM takes it and as it lies in a signal
/// frame. In a frame the last 48 bytes of the FXSAVE area say how much follows, and a second magic number ends it.
/// </summary>
internal static class ExtendedStateImage
{
    private const int LegacyBytes = 512;
    private const int HeaderBytes = 64;
    private const int AvxBytes = 256;
    private const int ControlWordOffset = 0;
    private const int StatusWordOffset = 2;
    private const int MxcsrOffset = 24;
    private const int SoftwareOffset = 464;
    private const uint FrameMagicStart = 0x4650_5853;   // FP_XSTATE_MAGIC1
    private const uint FrameMagicEnd = 0x4650_5845;     // FP_XSTATE_MAGIC2
    private const ushort InitialControlWord = 0x37F;
    private const uint InitialMxcsr = 0x1F80;

    // Every bit below is defined on each CPU with SSE2; a reserved one would make the load fault.
    private const uint MxcsrMask = 0xFFFF;

    private static readonly byte[] InitialImage = MakeInitial();

    /// <summary>The state a handler starts with: the one of a new process.</summary>
    internal static ReadOnlySpan<byte> Initial => InitialImage;

    /// <summary>The components a guest has, as XCR0 enables them.</summary>
    internal static ulong Features => Avx.IsSupported ? 7u : 3u;

    /// <summary>Bytes of the state itself.</summary>
    internal static int StateBytes => LegacyBytes + HeaderBytes + (Avx.IsSupported ? AvxBytes : 0);

    /// <summary>Bytes of the state in a signal frame.</summary>
    internal static int FrameBytes => StateBytes + sizeof(uint);

    /// <summary>Writes the state as it lies in a signal frame.</summary>
    /// <param name="image">What the vCPU holds, possibly without the zeroes at its end.</param>
    /// <param name="frame">[<see cref="FrameBytes"/>].</param>
    internal static void WriteFrame(ReadOnlySpan<byte> image, Span<byte> frame)
    {
        image = image[..Math.Min(image.Length, StateBytes)];
        frame.Clear();
        image.CopyTo(frame);

        // Code that changes registers in the frame without knowing the header must have its changes taken.
        ulong present = BinaryPrimitives.ReadUInt64LittleEndian(frame[LegacyBytes..]);
        BinaryPrimitives.WriteUInt64LittleEndian(frame[LegacyBytes..], (present & Features) | 3);
        Span<byte> software = frame[SoftwareOffset..LegacyBytes];
        software.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(software, FrameMagicStart);
        BinaryPrimitives.WriteUInt32LittleEndian(software[4..], (uint)FrameBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(software[8..], Features);
        BinaryPrimitives.WriteUInt32LittleEndian(software[16..], (uint)StateBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[StateBytes..], FrameMagicEnd);
    }

    /// <summary>Takes the state out of a signal frame the guest may have written itself. Without the magic numbers only the FXSAVE area counts.</summary>
    /// <param name="frame">[<see cref="FrameBytes"/>], hostile.</param>
    /// <param name="image">Cleared and filled with what a vCPU accepts.</param>
    /// <returns><see langword="false"/> when a CPU would fault loading it.</returns>
    internal static bool TryReadFrame(ReadOnlySpan<byte> frame, Span<byte> image)
    {
        if ((BinaryPrimitives.ReadUInt32LittleEndian(frame[MxcsrOffset..]) & ~MxcsrMask) != 0)
        {
            return false;
        }

        image.Clear();
        frame[..SoftwareOffset].CopyTo(image);
        if (!IsExtended(frame))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(image[LegacyBytes..], 3);
            return true;
        }

        ReadOnlySpan<byte> header = frame.Slice(LegacyBytes, HeaderBytes);
        ulong present = BinaryPrimitives.ReadUInt64LittleEndian(header);
        if ((present & ~Features) != 0 || header[sizeof(ulong)..].ContainsAnyExcept((byte)0))
        {
            return false;
        }

        BinaryPrimitives.WriteUInt64LittleEndian(image[LegacyBytes..], present);
        frame[(LegacyBytes + HeaderBytes)..StateBytes].CopyTo(image[(LegacyBytes + HeaderBytes)..]);
        return true;
    }

    /// <summary>What an unmasked x87 or SIMD exception was about: si_code of its SIGFPE.</summary>
    /// <param name="image">What the vCPU holds, possibly without the zeroes at its end.</param>
    /// <param name="isSimd">Whether it was #XM and not #MF.</param>
    internal static int FloatingPointCode(ReadOnlySpan<byte> image, bool isSimd)
    {
        Span<byte> start = stackalloc byte[MxcsrOffset + sizeof(uint)];
        start.Clear();
        image[..Math.Min(image.Length, start.Length)].CopyTo(start);
        uint mxcsr = BinaryPrimitives.ReadUInt32LittleEndian(start[MxcsrOffset..]);
        int status = isSimd ? (int)mxcsr : BinaryPrimitives.ReadUInt16LittleEndian(start[StatusWordOffset..]);
        int mask = isSimd ? (int)(mxcsr >> 7) : BinaryPrimitives.ReadUInt16LittleEndian(start[ControlWordOffset..]);

        // Flags, from bit 0: invalid, denormal, division by zero, overflow, underflow, precision. The codes are FPE_FLTINV and its neighbours.
        int raised = status & ~mask & 0x3F;
        return (raised & 1) != 0 ? 7
            : (raised & 4) != 0 ? 3
            : (raised & 8) != 0 ? 4
            : (raised & 0x12) != 0 ? 5
            : (raised & 0x20) != 0 ? 6
            : 0;
    }

    private static byte[] MakeInitial()
    {
        byte[] image = new byte[StateBytes];
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(ControlWordOffset), InitialControlWord);
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(MxcsrOffset), InitialMxcsr);
        BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(LegacyBytes), Features);
        return image;
    }

    private static bool IsExtended(ReadOnlySpan<byte> frame)
    {
        ReadOnlySpan<byte> software = frame[SoftwareOffset..LegacyBytes];
        return BinaryPrimitives.ReadUInt32LittleEndian(software) == FrameMagicStart
            && BinaryPrimitives.ReadUInt32LittleEndian(software[4..]) == FrameBytes
            && BinaryPrimitives.ReadUInt32LittleEndian(software[16..]) == StateBytes
            && BinaryPrimitives.ReadUInt32LittleEndian(frame[StateBytes..]) == FrameMagicEnd;
    }
}
