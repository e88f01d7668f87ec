namespace Reactor.Reactions.Tests;

public sealed class BackOffTests
{
    [Theory]
    [InlineData(1, 50, 100)]
    [InlineData(2, 100, 200)]
    [InlineData(5, 800, 1600)]
    [InlineData(8, 5000, 10000)]
    [InlineData(int.MaxValue, 5000, 10000)]
    public void DelayAfter_doubles_up_to_the_maximum_and_is_shortened_by_up_to_half(int failures, double shortestMs, double longestMs)
    {
        var delays = Enumerable.Range(0, 200).Select(_ => BackOff.Default.DelayAfter(failures).TotalMilliseconds).ToList();

        delays.Should().OnlyContain(delay => delay >= shortestMs && delay <= longestMs);
        (delays.Max() - delays.Min()).Should().BeGreaterThan(shortestMs / 2);
    }
}
