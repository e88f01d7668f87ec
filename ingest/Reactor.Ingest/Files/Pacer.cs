namespace Reactor.Ingest.Files;

/// <summary>Slows a feed down to a rate, for demonstrations. The time spent elsewhere counts, a pause is not caught up.</summary>
internal sealed class Pacer(double changesPerSecond, TimeProvider clock)
{
    private long _start = clock.GetTimestamp();
    private double _due;

    /// <summary>Waits until these changes may be written.</summary>
    public async ValueTask WaitAsync(int changes, CancellationToken cancellationToken)
    {
        var early = _due - clock.GetElapsedTime(_start).TotalSeconds;
        if (early > 0)
        {
            await Task.Delay(TimeSpan.FromSeconds(early), clock, cancellationToken);
        }
        else if (early < -1)
        {
            _start = clock.GetTimestamp();
            _due = 0;
        }

        _due += changes / changesPerSecond;
    }
}
