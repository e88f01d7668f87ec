using Reactor.QueryCompiler.NativeImage;

namespace Reactor.QueryCompiler.Tests.NativeImage;

public sealed class GuestRuntimeKnobsTests
{
    [Theory]
    [InlineData(32, "800000", "80000", "8000000")]
    [InlineData(64, "1b00000", "800000", "10000000")]
    [InlineData(128, "4b00000", "1000000", "20000000")]
    [InlineData(200, "8100000", "2000000", "40000000")]
    [InlineData(1024, "2eb00000", "8000000", "100000000")]
    public void For_leaves_room_beside_the_heap_and_gives_large_arrays_one_region(long mebibytes, string heap, string region, string range)
    {
        IReadOnlyDictionary<string, string> knobs = GuestRuntimeKnobs.For(mebibytes << 20);

        knobs["DOTNET_GCHeapHardLimit"].Should().Be(heap);
        knobs["DOTNET_GCRegionSize"].Should().Be(region);
        knobs["DOTNET_GCRegionRange"].Should().Be(range);
    }

    [Fact]
    public void For_refuses_less_than_a_guest_starts_in()
    {
        Action less = () => GuestRuntimeKnobs.For(GuestRuntimeKnobs.MinMemoryBytes - 1);

        less.Should().Throw<ArgumentOutOfRangeException>();
    }
}
