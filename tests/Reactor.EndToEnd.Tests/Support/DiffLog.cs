using System.Collections.Concurrent;
using System.Security.Cryptography;
using Reactor.Contracts.Results;
using Reactor.Contracts.Wire;

namespace Reactor.EndToEnd.Tests.Support;

/// <summary>A reaction that keeps a digest of every diff: enough to tell whether two runs delivered the same bytes.</summary>
internal sealed class DiffLog : IReaction
{
    private readonly ConcurrentDictionary<string, List<LoggedDiff>> _queries = new(StringComparer.Ordinal);

    public string Name => "log";

    /// <summary>What was delivered of a query, in order. Only to be read when the run is over.</summary>
    public IReadOnlyList<LoggedDiff> Of(string query) => _queries.GetValueOrDefault(query) ?? [];

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Called by one loop per query.
    public Task DeliverAsync(QueryDelivery delivery, CancellationToken cancellationToken)
    {
        var log = _queries.GetOrAdd(delivery.Query.Name, _ => []);
        if (delivery.Signal != ResultSignal.None)
        {
            log.Add(new LoggedDiff(delivery.DiffId(0), delivery.Signal, 0, [], ""));
        }

        for (var diff = 0; diff < delivery.Results.DiffCount; diff++)
        {
            log.Add(Digest(delivery, diff));
        }

        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static LoggedDiff Digest(QueryDelivery delivery, int diff)
    {
        var entry = delivery.Results.Diffs[diff];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(BitConverter.GetBytes(entry.ClockNs));
        var net = new long[delivery.Query.Columns.Count];
        foreach (var row in delivery.Results.Rows(entry))
        {
            hash.AppendData([(byte)row.Change]);
            hash.AppendData(BitConverter.GetBytes(row.Identity));
            hash.AppendData(BitConverter.GetBytes(row.BeforeImage.Length));
            hash.AppendData(row.BeforeImage);
            hash.AppendData(row.AfterImage);
            for (var column = 0; column < net.Length; column++)
            {
                net[column] += (row.Change == RowChange.Deleted ? 0 : IntegerOf(row.After(column)))
                    - (row.Change == RowChange.Added ? 0 : IntegerOf(row.Before(column)));
            }
        }

        return new LoggedDiff(delivery.DiffId(diff), ResultSignal.None, entry.Rows, net, Convert.ToHexString(hash.GetHashAndReset()));
    }

    private static long IntegerOf(CellView cell) => cell.Type == CellType.Integer ? cell.Integer : 0;
}
