using System.Buffers.Binary;
using System.Security.Cryptography;
using Reactor.Vmm.Snapshots;

namespace Reactor.Vmm.Syscalls;

/// <summary>What getrandom(2) answers: a stream that depends only on the instance's seed, so that a guest can be replayed.</summary>
/// <remarks>SHA-256 of seed and counter, block by block.</remarks>
internal sealed class GuestEntropy
{
    internal const int SeedBytes = 16;

    private readonly byte[] _seed;
    private ulong _counter;

    internal ReadOnlySpan<byte> Seed => _seed;

    internal GuestEntropy(ReadOnlySpan<byte> seed)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, SeedBytes);
        _seed = seed.ToArray();
    }

    /// <summary>The stream of another seed, as far along as this one.</summary>
    internal GuestEntropy WithSeed(ReadOnlySpan<byte> seed) => new(seed) { _counter = _counter };

    internal void Save(StateWriter writer)
    {
        writer.Bytes(_seed);
        writer.UInt64(_counter);
    }

    internal static GuestEntropy Load(ref StateReader reader)
    {
        ReadOnlySpan<byte> seed = reader.Bytes(SeedBytes, "its seed is too long");
        reader.Require(seed.Length == SeedBytes, "its seed is too short");
        return new GuestEntropy(seed) { _counter = reader.UInt64() };
    }

    internal void Fill(Span<byte> destination)
    {
        Span<byte> input = stackalloc byte[SeedBytes + sizeof(ulong)];
        Span<byte> block = stackalloc byte[SHA256.HashSizeInBytes];
        _seed.CopyTo(input);
        while (!destination.IsEmpty)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(input[SeedBytes..], _counter++);
            _ = SHA256.HashData(input, block);
            int part = Math.Min(block.Length, destination.Length);
            block[..part].CopyTo(destination);
            destination = destination[part..];
        }
    }
}
