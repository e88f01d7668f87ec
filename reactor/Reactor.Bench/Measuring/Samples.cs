namespace Reactor.Bench.Measuring;

/// <summary>What an <see cref="Operation"/> took, round by round, in microseconds.</summary>
internal sealed class Samples
{
    private readonly List<double> _microseconds = [];

    /// <summary>All rounds together.</summary>
    internal Distribution Distribution => Distribution.Of(_microseconds);

    internal void Add(double microseconds) => _microseconds.Add(microseconds);

    /// <summary>
    /// How many times as long as another operation of the same rounds: the median of the rounds' quotients, from which what slowed a
    /// round down as a whole cancels out.
    /// </summary>
    internal double RatioTo(Samples floor) => Distribution.Of(_microseconds.Zip(floor._microseconds, (own, other) => own / other)).Median;
}
