using System.Globalization;
using Reactor.Contracts.Guests;
using Reactor.Contracts.Queries;
using Reactor.Contracts.Results;
using Reactor.QueryRuntime.Loop;

namespace Reactor.QueryTests.Running;

/// <summary>One guest, driven through a history.</summary>
internal sealed class GuestRun : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly ITestGuests _guests;
    private readonly ResultValidator _validator;
    private IGuestInstance _guest;
    private ulong _unit;

    private GuestRun(QueryManifest manifest, ITestGuests guests, UInt128 seed)
    {
        _guests = guests;
        _validator = new ResultValidator(manifest.Columns.Count);
        _guest = guests.Create(seed);
        Drain(_guest.Enter(GuestCommand.Open, (uint)manifest.Number, 0, 0, Deadline), new ResultBatch());
    }

    /// <summary>Rows that stand in error.</summary>
    internal long StandingErrors => _validator.StandingRowErrors;

    /// <summary>The query, where it runs in this process.</summary>
    internal CompiledQuery? Query => (_guest as InProcessGuest)?.Query;

    /// <summary>Runs a history.</summary>
    /// <param name="manifest">The query.</param>
    /// <param name="history">What happens.</param>
    /// <param name="guests">Makes the guest.</param>
    /// <param name="seed">Its seed.</param>
    /// <param name="way">How the units reach it.</param>
    /// <param name="behindUnit">Called when a unit is done, with its number from 0; only for <see cref="BatchWay.One"/>.</param>
    /// <returns>Per unit its diffs.</returns>
    /// <exception cref="GuestStoppedException">The guest did not survive it.</exception>
    internal static IReadOnlyList<IReadOnlyList<UnitDiff>> Of(
        QueryManifest manifest, EncodedHistory history, ITestGuests guests, UInt128 seed, BatchWay way, Action<int, GuestRun>? behindUnit = null)
    {
        var units = history.Units;
        var run = new GuestRun(manifest, guests, seed);
        try
        {
            switch (way)
            {
                case BatchWay.All:
                    return run.Apply(units, 0);
                case BatchWay.One:
                    var all = new List<IReadOnlyList<UnitDiff>>();
                    for (var unit = 0; unit < units.Count; unit++)
                    {
                        all.AddRange(run.Apply([units[unit]], unit));
                        behindUnit?.Invoke(unit, run);
                    }

                    return all;
                default:
                    var diffs = new List<IReadOnlyList<UnitDiff>>();
                    for (var unit = 0; unit < units.Count; unit++)
                    {
                        diffs.AddRange(run.Apply([units[unit]], unit));
                        run = run.Restart(manifest, units.Take(unit + 1), seed);
                    }

                    return diffs;
            }
        }
        finally
        {
            run.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _guest.Dispose();

    private GuestRun Restart(QueryManifest manifest, IEnumerable<IReadOnlyList<byte[]>> past, UInt128 seed)
    {
        if (_guests.Restart(_guest) is { } restarted)
        {
            _guest = restarted;
            return this;
        }

        Dispose();
        var replayed = new GuestRun(manifest, _guests, seed);
        replayed.Apply([.. past], 0);
        return replayed;
    }

    /// <summary>Applies units, as many per entry as fit.</summary>
    private List<IReadOnlyList<UnitDiff>> Apply(List<IReadOnlyList<byte[]>> units, int first)
    {
        var batch = new ResultBatch();
        _unit = (ulong)(first + units.Count);
        var length = 0;
        foreach (var record in units.SelectMany(unit => unit))
        {
            if (length + record.Length > _guest.Inbox.Length)
            {
                Enter(length, batch);
                length = 0;
            }

            if (record.Length > _guest.Inbox.Length)
            {
                throw new GuestStoppedException(string.Create(CultureInfo.InvariantCulture, $"a change of {record.Length} bytes does not fit into the inbox of {_guest.Inbox.Length}"));
            }

            record.CopyTo(_guest.Inbox[length..]);
            length += record.Length;
        }

        Enter(length, batch);
        var diffs = units.Select(_ => new List<UnitDiff>()).ToArray();
        foreach (var entry in batch.Diffs)
        {
            var rows = new List<ChangedRow>(entry.Rows);
            foreach (var row in batch.Rows(entry))
            {
                rows.Add(ChangedRow.Of(row));
            }

            diffs[(int)entry.Unit - 1 - first].Add(new UnitDiff(entry.ClockNs, entry.IsInstant, rows));
        }

        return [.. diffs];
    }

    private void Enter(int length, ResultBatch batch) => Drain(_guest.Enter(GuestCommand.Apply, 0, length, 0, Deadline), batch);

    private void Drain(GuestExit exit, ResultBatch batch)
    {
        for (; ; exit = _guest.Continue(Deadline))
        {
            if (!exit.IsHealthy)
            {
                throw new GuestStoppedException($"the query stopped: {exit.Reason}: {exit.Detail}");
            }

            if (!_validator.TryAppend(_guest.Outbox[..exit.OutboxLength].ToArray(), _unit, batch, out var error))
            {
                throw new GuestStoppedException($"the query's results are malformed: {error}");
            }

            if (exit.Reason == GuestExitReason.Done)
            {
                return;
            }
        }
    }
}
