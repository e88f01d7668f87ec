using Microsoft.Extensions.Logging;

namespace Reactor.Reactions;

/// <summary>
/// Repeats attempts until the receiver takes them: backs off, says so once, reminds from time to time, and says when it is over.
/// One per delivery loop; not thread-safe.
/// </summary>
internal sealed partial class ReceiverWait(Reaction reaction, BackOff backOff, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromSeconds(30);

    private int _failures;
    private long _firstFailure;
    private long _lastReminder;

    /// <summary>Notes a failed attempt and waits before the next one.</summary>
    /// <param name="error">Why it failed: one sentence, for people.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task FailedAsync(string error, CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        if (_failures++ == 0)
        {
            _firstFailure = _lastReminder = now;
            reaction.Statistics.BeginWaiting(error);
            LogWaiting(reaction.Name, reaction.Target, error);
        }
        else if (time.GetElapsedTime(_lastReminder, now) >= ReminderPeriod)
        {
            _lastReminder = now;
            LogStillWaiting(reaction.Name, reaction.Target, (long)time.GetElapsedTime(_firstFailure, now).TotalSeconds, error);
        }

        reaction.Statistics.AddRetry(error);
        return Task.Delay(backOff.DelayAfter(_failures), time, cancellationToken);
    }

    /// <summary>Notes an attempt that was taken.</summary>
    public void Succeeded()
    {
        if (_failures > 0)
        {
            LogRecovered(reaction.Name, reaction.Target, _failures);
            GaveUp();
        }
    }

    /// <summary>Ends the wait without success.</summary>
    public void GaveUp()
    {
        if (_failures > 0)
        {
            reaction.Statistics.EndWaiting();
            _failures = 0;
        }
    }

    [LoggerMessage(EventId = 3200, Level = LogLevel.Warning, Message = "Reaction {Reaction} waits for {Target}: {Error}. It tries again until that works.")]
    private partial void LogWaiting(string reaction, string target, string error);

    [LoggerMessage(EventId = 3201, Level = LogLevel.Warning, Message = "Reaction {Reaction} still waits for {Target} after {Seconds} s: {Error}.")]
    private partial void LogStillWaiting(string reaction, string target, long seconds, string error);

    [LoggerMessage(EventId = 3202, Level = LogLevel.Information, Message = "Reaction {Reaction} reached {Target} after {Failures} failed attempts.")]
    private partial void LogRecovered(string reaction, string target, int failures);
}
