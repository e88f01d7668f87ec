using System.Collections.Concurrent;
using Reactor.Contracts.Results;

namespace Reactor.Engine.Tests;

/// <summary>A reaction that keeps what it is given, and can be held up or refuse.</summary>
internal sealed class CollectingReaction(string name, string? refusal = null) : IReaction
{
    private readonly ManualResetEventSlim _open = new(initialState: true);

    public string Name { get; } = name;

    public ConcurrentQueue<string> Events { get; } = new();

    public void Hold() => _open.Reset();

    public void Release() => _open.Set();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task DeliverAsync(QueryDelivery delivery, CancellationToken cancellationToken)
    {
        await Task.Run(() => _open.Wait(cancellationToken), cancellationToken);
        if (refusal is not null)
        {
            throw new ReactionException(Name, delivery.DiffId(0), refusal);
        }

        if (delivery.Signal != ResultSignal.None)
        {
            Events.Enqueue($"{delivery.DiffId(0)} {delivery.Signal}");
        }

        for (var diff = 0; diff < delivery.Results.DiffCount; diff++)
        {
            foreach (var row in delivery.Results.Rows(delivery.Results.Diffs[diff]))
            {
                Events.Enqueue(row.Change switch
                {
                    RowChange.Added => $"{delivery.DiffId(diff)} +{row.After(0).Integer}",
                    RowChange.Updated => $"{delivery.DiffId(diff)} {row.Before(0).Integer}>{row.After(0).Integer}",
                    _ => $"{delivery.DiffId(diff)} -{row.Before(0).Integer}",
                });
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _open.Dispose();
        return ValueTask.CompletedTask;
    }
}
