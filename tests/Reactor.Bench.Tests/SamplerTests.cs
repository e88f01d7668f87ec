using Reactor.Bench.Measuring;

namespace Reactor.Bench.Tests;

/// <summary>Operations are measured in turn.</summary>
public sealed class SamplerTests
{
    private static readonly BenchSettings Settings = new() { Budget = TimeSpan.FromTicks(1), MinRounds = 3, MaxRounds = 3 };

    [Fact]
    public void Operations_alternate_each_between_its_set_up_and_its_clean_up()
    {
        var steps = new List<string>();
        var first = new Operation(() => steps.Add("a")) { Repeats = 2 };
        var second = new Operation(() => steps.Add("b")) { Before = () => steps.Add("("), After = () => steps.Add(")") };

        var samples = new Sampler(Settings).Interleave(first, second);

        string.Concat(steps).Should().MatchRegex(@"^(aa\(b\))+$").And.HaveLength("aa(b)".Length * 4, "one round is not counted");
        samples.Should().OnlyContain(one => one.Distribution.Count == 3);
    }

    [Fact]
    public void Time_of_repeats_is_their_mean()
    {
        var samples = new Sampler(Settings).Interleave(
            new Operation(() => Thread.Sleep(2)), new Operation(() => Thread.Sleep(2)) { Repeats = 5 });

        samples[1].RatioTo(samples[0]).Should().BeLessThan(3);
    }

    [Fact]
    public void Second_thread_reports_its_failure_to_the_first()
    {
        using var other = new BenchThread();

        var run = () => other.Run(() => throw new InvalidOperationException("no"));

        run.Should().Throw<InvalidOperationException>().WithMessage("*no");
    }
}
