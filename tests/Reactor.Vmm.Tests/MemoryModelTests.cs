namespace Reactor.Vmm.Tests;

/// <summary>Random sequences of touching, giving back, mapping, snapshots, restores and promotions leave what a plain array would hold.</summary>
public sealed class MemoryModelTests
{
    private const int PagesOfFrame = 512;
    private const int Frames = 12;
    private const int Pages = Frames * PagesOfFrame;
    private const long Page = MemoryGuest.PageBytes;

    [Theory]
    [InlineData(1, InstanceMemory.CopyOnWrite)]
    [InlineData(2, InstanceMemory.CopyOnWrite)]
    [InlineData(3, InstanceMemory.HugePages)]
    [InlineData(4, InstanceMemory.Adaptive)]
    [InlineData(5, InstanceMemory.Adaptive)]
    [InlineData(6, InstanceMemory.CopyOnWrite)]
    [InlineData(7, InstanceMemory.CopyOnWrite)]
    [InlineData(8, InstanceMemory.CopyOnWrite)]
    [InlineData(9, InstanceMemory.CopyOnWrite)]
    [InlineData(10, InstanceMemory.CopyOnWrite)]
    [InlineData(11, InstanceMemory.CopyOnWrite)]
    [InlineData(12, InstanceMemory.CopyOnWrite)]
    [InlineData(13, InstanceMemory.CopyOnWrite)]
    public void Memory_holds_what_was_written_last_and_zeroes_otherwise(int seed, InstanceMemory memory)
    {
        const int WetPages = 4 * PagesOfFrame;
        using GuestTemplate template = MemoryGuest.BootWithSea(64 << 20, WetPages * Page);
        using MicroVm guest = template.Clone(memory);
        var random = new Random(seed);
        byte[] model = new byte[Pages];
        model.AsSpan(0, WetPages).Fill(1);
        GuestSnapshot? snapshot = null;
        byte[] remembered = [];

        for (int i = 0; i < 250; i++)
        {
            (int start, int count) = Range(random);
            (long from, long length) = (start * Page, count * Page);
            int action = random.Next(12);
            switch (action)
            {
                case 0 or 1 or 2:
                    guest.FillSea(from, length, value: (byte)i);
                    model.AsSpan(start, count).Fill((byte)i);
                    break;
                case 3 or 4:
                    guest.DiscardSea(from, length).Should().Be(0);
                    model.AsSpan(start, count).Clear();
                    break;
                case 5 or 6:
                    guest.UnmapSea(from, length).Should().Be(0);
                    guest.MapSea(from, length).Should().Be(0);
                    model.AsSpan(start, count).Clear();
                    break;
                case 7:
                    guest.DecommitSea(from, length).Should().Be(0);
                    guest.CommitSea(from, length).Should().Be(0);
                    model.AsSpan(start, count).Clear();
                    break;
                case 8:
                    _ = guest.Detach();
                    break;
                case 9 when i % 5 == 0:
                    snapshot?.Dispose();
                    snapshot = guest.TakeSnapshot();
                    remembered = [.. model];
                    break;
                case 10 when snapshot is not null:
                    guest.Restore(snapshot);
                    model = [.. remembered];
                    break;
                case 11 when i % 7 == 0 && memory == InstanceMemory.Adaptive:
                    _ = guest.Promote();
                    break;
                default:
                    break;
            }

            (start, count) = Range(random);
            guest.SumSea(start * Page, count * Page).Should().Be(Sum(model, start, count), "step {0}, action {1}", i, action);
        }

        guest.SumSea(0, Pages * Page).Should().Be(Sum(model, 0, Pages));
        guest.CommittedBytes.Should().BeLessThanOrEqualTo((64 + 4) << 20);
        using MicroVm other = template.Clone();
        other.SumSea(0, Pages * Page).Should().Be(WetPages);
        snapshot?.Dispose();
    }

    [Fact]
    public void Guest_that_gives_every_other_page_of_a_large_template_back_costs_few_mappings()
    {
        const long Sea = 160 * MemoryGuest.FrameBytes;
        using GuestTemplate template = MemoryGuest.BootWithSea(512 << 20, Sea);
        using MicroVm guest = template.Clone();
        long committed = guest.CommittedBytes;

        for (long at = 0; at < Sea; at += 2 * MemoryGuest.FrameBytes)
        {
            guest.DiscardSea(at, MemoryGuest.FrameBytes).Should().Be(0);
        }

        guest.CommittedBytes.Should().Be(committed - Sea / 2);
        MemoryCopyOnWriteTests.Mappings(guest).Should().BeLessThanOrEqualTo(70);
        guest.SumSea(0, Sea).Should().Be(Sea / 2 / Page);
    }

    // Often whole frames, often parts of one.
    private static (int Start, int Count) Range(Random random)
    {
        bool isWhole = random.Next(2) == 0;
        int start = isWhole ? random.Next(Frames) * PagesOfFrame : random.Next(Pages);
        int count = isWhole ? random.Next(1, 5) * PagesOfFrame : random.Next(1, 2 * PagesOfFrame);
        return (start, Math.Min(count, Pages - start));
    }

    private static long Sum(byte[] model, int start, int count)
    {
        long sum = 0;
        foreach (byte value in model.AsSpan(start, count))
        {
            sum += value;
        }

        return sum;
    }
}
