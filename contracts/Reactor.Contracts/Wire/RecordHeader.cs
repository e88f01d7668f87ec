using System.Buffers.Binary;

namespace Reactor.Contracts.Wire;

/// <summary>The first 8 bytes of every record (docs/abi.md, section 3).</summary>
internal static class RecordHeader
{
    /// <summary>Writes length, type, <c>a</c> and <c>b</c>: <see cref="WireLayout.HeaderBytes"/>.</summary>
    internal static void Write(Span<byte> destination, int length, RecordType type, byte a, ushort b) =>
        BinaryPrimitives.WriteUInt64LittleEndian(destination, (uint)length | ((ulong)type << 32) | ((ulong)a << 40) | ((ulong)b << 48));
}
