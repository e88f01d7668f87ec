namespace Reactor.Ingest.EventHubs;

/// <summary>
/// Where partitions wait for each other: the bootstrap is over when each one of each hub has come to a live change or to its end. The set of
/// partitions is known once every hub has told its own. Thread-safe.
/// </summary>
internal sealed class BootstrapGate(int hubs)
{
    private readonly Lock _gate = new();
    private readonly HashSet<int> _waitedFor = [];
    private readonly HashSet<string> _toldHubs = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the end of the bootstrap is written.</summary>
    public Task Ended => _ended.Task;

    /// <summary>A hub's partitions are known.</summary>
    public void Expect(string hub, IEnumerable<int> partitions)
    {
        lock (_gate)
        {
            if (_toldHubs.Add(hub))
            {
                _waitedFor.UnionWith(partitions);
            }
        }
    }

    /// <summary>A partition has nothing more to bootstrap.</summary>
    /// <returns>True once: for the last one, who writes the end and then calls <see cref="Open"/>.</returns>
    public bool Arrive(int partition)
    {
        lock (_gate)
        {
            return _waitedFor.Remove(partition) && _waitedFor.Count == 0 && _toldHubs.Count == hubs;
        }
    }

    /// <summary>Lets everyone through.</summary>
    public void Open() => _ended.TrySetResult();
}
