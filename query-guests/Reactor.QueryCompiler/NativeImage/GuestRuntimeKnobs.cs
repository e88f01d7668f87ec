using System.Globalization;
using System.Numerics;

namespace Reactor.QueryCompiler.NativeImage;

/// <summary>Environment of a .NET guest: how its garbage collector is to live within the memory limit of its micro-VM.</summary>
public static class GuestRuntimeKnobs
{
    /// <summary>Smallest memory limit a .NET guest starts in: 32 MiB. Its image, stacks and the collector's tables take 18 of them.</summary>
    public const long MinMemoryBytes = 32L << 20;

    /// <summary>Below this the regions of the heap must be small, so that several share 2 MiB; arrays of 4 MiB and more have no room there.</summary>
    private const long RoomyMemoryBytes = 64L << 20;

    /// <summary>What a guest that has just said ready has committed: image, stacks, first regions of the heap, the collector's tables.</summary>
    private const long BootedBytes = 28L << 20;

    /// <summary>The variables for a memory limit.</summary>
    /// <param name="memoryBytes">Limit of the micro-VM's committed memory, at least <see cref="MinMemoryBytes"/>.</param>
    /// <returns>Name and value. Values are hexadecimal, as the runtime reads them.</returns>
    /// <remarks>
    /// The heap may use three quarters of what the booted guest leaves: the rest is for memory that one kind of objects once used and
    /// another cannot, which stays committed. A region of the heap is an eighth of the limit (as a power of two), because a region of
    /// large objects is eight times that: then all large arrays lie in one region, where the space of freed ones is joined and used again.
    /// With the runtime's own region size a heap of which 60 % was garbage threw OutOfMemoryException. A table that grows by doubling
    /// can reach a quarter of the limit. Addresses of four times the limit are reserved, for 32 regions; they cost nothing.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="memoryBytes"/> is less than the least.</exception>
    public static IReadOnlyDictionary<string, string> For(long memoryBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(memoryBytes, MinMemoryBytes);
        bool isRoomy = memoryBytes >= RoomyMemoryBytes;
        long sizeClass = (long)BitOperations.RoundUpToPowerOf2((ulong)memoryBytes);
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DOTNET_GCHeapHardLimit"] = Hex(isRoomy ? (memoryBytes - BootedBytes) / 4 * 3 : memoryBytes / 4),
            ["DOTNET_GCRegionSize"] = Hex(isRoomy ? sizeClass / 8 : sizeClass / 64),
            ["DOTNET_GCRegionRange"] = Hex(sizeClass * 4),

            // How much is allocated between two collections: small enough to stay in the processor's cache and to keep idle clones small.
            ["DOTNET_GCgen0size"] = Hex(isRoomy ? Math.Min(4L << 20, memoryBytes / 16) : memoryBytes / 32),

            // The finalizer's stack; 8 MiB otherwise.
            ["DOTNET_Thread_DefaultStackSize"] = Hex(512 << 10),
        };
    }

    private static string Hex(long value) => value.ToString("x", CultureInfo.InvariantCulture);
}
