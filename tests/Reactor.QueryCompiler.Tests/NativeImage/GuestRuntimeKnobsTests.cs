using Reactor.QueryCompiler.NativeImage;

namespace Reactor.QueryCompiler.Tests.NativeImage;

public sealed class GuestRuntimeKnobsTests
{
    [Theory]
    [InlineData(32, "1800000", "400000", "8000000")]
    [InlineData(128, "6000000", "1000000", "20000000")]
    [InlineData(200, "9600000", "2000000", "40000000")]
    [InlineData(1024, "30000000", "8000000", "100000000")]
    public void For_gives_three_quarters_to_the_heap_and_one_region_to_large_arrays(long mebibytes, string heap, string region, string range)
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
