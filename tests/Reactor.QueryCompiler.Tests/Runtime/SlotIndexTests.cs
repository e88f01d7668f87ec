using CsCheck;
using Reactor.QueryRuntime.Storage;

namespace Reactor.QueryCompiler.Tests.Runtime;

public sealed class SlotIndexTests
{
    [Fact]
    public void Chains_hold_what_was_set_last_under_any_history()
    {
        // Few hashes, and neighbouring ones: chains grow, probing sequences meet and are cut.
        var step = Gen.Select(Gen.Int[0, 60], Gen.ULong[0, 25], Gen.Bool);
        step.Array[0, 1500].Sample(
            steps =>
            {
                var index = new SlotIndex();
                var expected = new Dictionary<int, ulong>();
                foreach (var (element, hash, sets) in steps)
                {
                    if (sets)
                    {
                        index.Set(element, hash);
                        expected[element] = hash;
                    }
                    else
                    {
                        index.Remove(element);
                        expected.Remove(element);
                    }
                }

                index.Count.Should().Be(expected.Count);
                for (ulong hash = 0; hash <= 26; hash++)
                {
                    Chain(index, hash).Order().Should().Equal(expected.Where(entry => entry.Value == hash).Select(entry => entry.Key).Order());
                }
            },
            iter: 50);
    }

    private static IEnumerable<int> Chain(SlotIndex index, ulong hash)
    {
        for (var element = index.First(hash); element != SlotIndex.None; element = index.Next(element))
        {
            yield return element;
        }
    }
}
