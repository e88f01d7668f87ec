using Reactor.Bench.Measuring;

namespace Reactor.Bench.Tests;

/// <summary>What is said about repeated measurements.</summary>
public sealed class DistributionTests
{
    [Fact]
    public void Quantiles_do_not_depend_on_the_order()
    {
        var distribution = Distribution.Of([5, 1, 4, 2, 3]);

        distribution.Should().Be(new Distribution(5, Median: 3, LowerQuartile: 2, UpperQuartile: 4, P99: 5));
    }

    [Fact]
    public void Quantiles_between_two_measurements_are_interpolated()
    {
        var distribution = Distribution.Of([10, 20, 30, 40]);

        (distribution.Median, distribution.LowerQuartile, distribution.UpperQuartile).Should().Be((25, 17.5, 32.5));
    }

    [Fact]
    public void One_of_a_hundred_measurements_is_beyond_the_99th_percentile()
    {
        Distribution.Of(Enumerable.Range(1, 200).Select(value => (double)value)).P99.Should().Be(198);
    }

    [Fact]
    public void Nothing_measured_is_refused()
    {
        var describe = () => Distribution.Of([]);

        describe.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Ratio_ignores_what_slows_whole_rounds_down()
    {
        var floor = new Samples();
        var subject = new Samples();
        foreach (double load in (double[])[1, 9, 1, 7, 1])
        {
            floor.Add(10 * load);
            subject.Add(20 * load);
        }

        subject.RatioTo(floor).Should().Be(2);
    }
}
