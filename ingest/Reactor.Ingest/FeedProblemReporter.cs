using Microsoft.Extensions.Logging;
using Reactor.Contracts.Changes;

namespace Reactor.Ingest;

/// <summary>
/// What happens to malformed values: every one is counted, the first few are logged in full, then one line per
/// <see cref="Interval"/> says how many more there were. Thread-safe.
/// </summary>
/// <param name="source">Name of the source.</param>
/// <param name="policy">Skip or stop.</param>
/// <param name="statistics">Where they are counted.</param>
/// <param name="logger">Where they are logged.</param>
/// <param name="clock">Time of the log's rate limit.</param>
public sealed partial class FeedProblemReporter(
    string source, ErrorPolicy policy, SourceStatistics statistics, ILogger logger, TimeProvider clock)
{
    private const int LoggedInFull = 5;

    private readonly Lock _gate = new();
    private long _logged;
    private long _suppressed;
    private long _lastLogged;

    /// <summary>Least time between two log lines once the first problems were logged in full.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Takes note of a malformed value.</summary>
    /// <exception cref="FeedException">The policy is <see cref="ErrorPolicy.Stop"/>.</exception>
    public void Report(SourcePosition position, string reason, ReadOnlySpan<byte> value)
    {
        var problem = new FeedProblem(source, position, reason, FeedProblem.ExcerptOf(value));
        statistics.CountMalformed(problem.ToString());
        if (policy == ErrorPolicy.Stop)
        {
            throw new FeedException(source, position, $"{reason}: {problem.Excerpt}");
        }

        lock (_gate)
        {
            var now = clock.GetTimestamp();
            if (_logged < LoggedInFull)
            {
                LogMalformed(problem.Source, problem.Position, problem.Reason, problem.Excerpt);
            }
            else if (clock.GetElapsedTime(_lastLogged, now) >= Interval)
            {
                LogMoreMalformed(problem.Source, _suppressed + 1, problem.Position, problem.Reason, problem.Excerpt);
                _suppressed = 0;
            }
            else
            {
                _suppressed++;
                return;
            }

            _logged++;
            _lastLogged = now;
        }
    }

    [LoggerMessage(1001, LogLevel.Warning, "Source {Source}: skipped a malformed value at {Position}: {Reason}: {Excerpt}")]
    private partial void LogMalformed(string source, SourcePosition position, string reason, string excerpt);

    [LoggerMessage(1002, LogLevel.Warning, "Source {Source}: skipped {Count} more malformed values, the last at {Position}: {Reason}: {Excerpt}")]
    private partial void LogMoreMalformed(string source, long count, SourcePosition position, string reason, string excerpt);
}
