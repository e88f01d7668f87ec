using CsCheck;
using Reactor.QueryRuntime.Aggregates;

namespace Reactor.QueryRuntime.Tests.Aggregates;

public sealed class SortedBagTests
{
    [Fact]
    public void A_bag_is_its_sorted_multiset_after_any_history() =>
        Gen.Select(Gen.Int[0, 40], Gen.Bool).Array[0, 300].Sample(
            history =>
            {
                var bag = new SortedBag<int, ByTens>();
                var expected = new List<int>();
                foreach (var (number, add) in history)
                {
                    if (add || !expected.Remove(number))
                    {
                        bag.Add(number);
                        expected.Add(number);
                    }
                    else
                    {
                        bag.Remove(number);
                    }
                }

                expected.Sort();
                Content(bag).Should().Equal(expected);
                bag.Count.Should().Be(expected.Count);
                bag.DistinctCount.Should().Be(expected.Distinct().Count());
                bag.TryFirst(out var first).Should().Be(expected.Count > 0);
                bag.TryLast(out var last).Should().Be(expected.Count > 0);
                first.Should().Be(expected.FirstOrDefault());
                last.Should().Be(expected.LastOrDefault());
                for (var probe = 0; probe <= 40; probe += 5)
                {
                    bag.TryFirstOfGroup(probe, out var member).Should().Be(expected.Exists(number => number / 10 == probe / 10));
                    bag.TryFirstOfNextGroup(probe, out var next).Should().Be(expected.Exists(number => number / 10 > probe / 10));
                    member.Should().Be(expected.Find(number => number / 10 >= probe / 10));
                    next.Should().Be(expected.Find(number => number / 10 > probe / 10));
                }
            },
            iter: 500);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Cost_grows_with_the_logarithm_even_for_sorted_input(bool ascending)
    {
        const int Items = 100_000;
        var bag = new SortedBag<int, Counting>();
        Counting.Comparisons = 0;

        for (var i = 0; i < Items; i++)
        {
            bag.Add(ascending ? i : -i);
        }

        for (var i = 0; i < Items; i++)
        {
            bag.Remove(ascending ? i : -i);
        }

        bag.DistinctCount.Should().Be(0);
        (Counting.Comparisons / (2 * Items)).Should().BeLessThan(25, "an AVL tree of 100,000 nodes is at most 24 levels high");
    }

    private static List<int> Content(SortedBag<int, ByTens> bag)
    {
        var visitor = new Lister([]);
        bag.Visit(ref visitor);
        return visitor.Numbers;
    }

    private readonly struct Lister(List<int> numbers) : IBagVisitor<int>
    {
        public List<int> Numbers { get; } = numbers;

        public void Visit(in int item, int copies) => Numbers.AddRange(Enumerable.Repeat(item, copies));
    }

    private readonly struct ByTens : IBagOrder<int>
    {
        public static int Compare(in int left, in int right) => left.CompareTo(right);

        public static int CompareGroups(in int left, in int right) => (left / 10).CompareTo(right / 10);
    }

    private readonly struct Counting : IBagOrder<int>
    {
        [ThreadStatic]
        private static long Total;

        public static long Comparisons
        {
            get => Total;
            set => Total = value;
        }

        public static int Compare(in int left, in int right)
        {
            Total++;
            return left.CompareTo(right);
        }

        public static int CompareGroups(in int left, in int right) => Compare(left, right);
    }
}
