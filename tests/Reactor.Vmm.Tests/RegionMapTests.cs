using Reactor.Vmm.Memory;

namespace Reactor.Vmm.Tests;

public sealed class RegionMapTests
{
    [Fact]
    public void Neighbours_of_one_kind_merge_and_others_do_not()
    {
        var map = new RegionMap();
        Add(map, 0x1000, 0x2000);
        Add(map, 0x3000, 0x4000);

        Add(map, 0x2000, 0x3000);
        map.TryAdd(new Region(0x4000, 0x5000, RegionKind.Heap)).Should().BeTrue();

        map.Regions.Should().Equal(new Region(0x1000, 0x4000, RegionKind.Mapping), new Region(0x4000, 0x5000, RegionKind.Heap));
    }

    [Fact]
    public void Remove_splits_what_reaches_over_its_ends()
    {
        var map = new RegionMap();
        Add(map, 0x1000, 0x9000);

        map.TryRemove(0x3000, 0x5000).Should().BeTrue();

        map.Regions.Should().Equal(new Region(0x1000, 0x3000, RegionKind.Mapping), new Region(0x5000, 0x9000, RegionKind.Mapping));
        map.IsFree(0x3000, 0x5000).Should().BeTrue();
        map.IsFree(0x2000, 0x4000).Should().BeFalse();
        map.IsCovered(0x1000, 0x3000).Should().BeTrue();
        map.IsCovered(0x1000, 0x6000).Should().BeFalse();
    }

    [Fact]
    public void Gap_is_the_lowest_that_fits_with_its_alignment()
    {
        var map = new RegionMap();
        Add(map, 0x1000, 0x2000);
        Add(map, 0x5000, 0x6000);

        map.TryFindGap(0x1000, 0x20000, 0x3000, 0x1000, out ulong inside).Should().BeTrue();
        map.TryFindGap(0x1000, 0x20000, 0x3000, 0x4000, out ulong behind).Should().BeTrue();
        map.TryFindGap(0x1000, 0x8000, 0x3000, 0x1000, out _).Should().BeTrue();
        map.TryFindGap(0x1000, 0x8000, 0x4000, 0x1000, out _).Should().BeFalse();

        inside.Should().Be(0x2000);
        behind.Should().Be(0x8000);
    }

    [Fact]
    public void Punching_holes_stops_at_the_capacity()
    {
        var map = new RegionMap();
        Add(map, Page(1), Page(1_000_000));
        for (int hole = 2; map.TryRemove(Page(hole), Page(hole + 1)); hole += 2)
        {
            map.Regions.Count.Should().BeLessThanOrEqualTo(RegionMap.Capacity);
        }

        map.Regions.Should().HaveCount(RegionMap.Capacity);
        map.TryRemove(Page(999_999), Page(1_000_000)).Should().BeTrue("taking an end off needs no further region");
    }

    [Fact]
    public void Random_history_agrees_with_a_list_of_pages()
    {
        var random = new Random(12345);
        var map = new RegionMap();
        bool[] pages = new bool[256];
        for (int step = 0; step < 5000; step++)
        {
            int start = random.Next(1, 255);
            int end = random.Next(start + 1, 257);
            bool free = !pages.AsSpan(start, end - start).Contains(true);
            bool covered = !pages.AsSpan(start, end - start).Contains(false);
            map.IsFree(Page(start), Page(end)).Should().Be(free);
            map.IsCovered(Page(start), Page(end)).Should().Be(covered);
            if (free && random.Next(2) == 0)
            {
                Add(map, Page(start), Page(end));
                pages.AsSpan(start, end - start).Fill(true);
            }
            else if (random.Next(3) == 0)
            {
                _ = map.TryRemove(Page(start), Page(end));
                pages.AsSpan(start, end - start).Clear();
            }

            map.Regions.Sum(region => (int)(region.Length / 0x1000)).Should().Be(pages.Count(page => page));
        }
    }

    private static ulong Page(int number) => (ulong)number * 0x1000;

    private static void Add(RegionMap map, ulong start, ulong end) =>
        map.TryAdd(new Region(start, end, RegionKind.Mapping)).Should().BeTrue();
}
