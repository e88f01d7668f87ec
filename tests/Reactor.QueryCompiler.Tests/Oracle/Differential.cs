using System.Runtime.InteropServices;
using Reactor.Contracts.Results;
using Reactor.Cypher.Binding;
using Reactor.Oracle.Evaluation;
using Reactor.Oracle.Graph;
using Reactor.Oracle.Values;

namespace Reactor.QueryCompiler.Tests.Oracle;

/// <summary>Runs a history through the engine and the oracle and throws at the first difference.</summary>
internal sealed class Differential
{
    private readonly Subject _subject;
    private readonly History _history;
    private readonly bool _sortLists;
    private readonly bool _isOuter;
    private readonly EncodedHistory _encoded;

    private Differential(Subject subject, History history)
    {
        _subject = subject;
        _history = history;
        _sortLists = QueryCorpus.Collects(subject.Text);
        _isOuter = subject.Bound.Branches.SelectMany(parts => parts).SelectMany(part => part.Readings).Any(reading => reading is BoundReading.Match { IsOptional: true });
        _encoded = EncodedHistory.Of(history, subject.Manifest);
    }

    /// <summary>Compares results after every unit, then the bytes of differently cut feeds.</summary>
    /// <returns>Diffs seen.</returns>
    /// <exception cref="OracleMismatchException">A difference.</exception>
    internal static int Run(Subject subject, History history)
    {
        var differential = new Differential(subject, history);
        var written = new List<byte>();
        var diffs = differential.CompareWithOracle(written);
        differential.CompareCuts([.. written]);
        return diffs;
    }

    private int CompareWithOracle(List<byte> written)
    {
        using var engine = new EngineRun(_subject.Make(), seed: 1);
        var validator = new ResultValidator(_subject.Manifest.Columns.Count);
        var oracle = new OracleQuery(_subject.Bound, QueryCorpus.Parameters);
        var graph = new OracleGraph(_subject.Joins, CompiledCorpus.Sources);
        var bag = new ResultBag(_subject.Manifest.Columns.Count, _sortLists);
        var before = new Dictionary<string, string>();
        var diffs = 0;
        for (var i = 0; i < _history.Units.Count; i++)
        {
            foreach (var (change, source) in _history.Units[i].Changes)
            {
                graph.Apply(change, _history.Vocabulary, source);
            }

            var outbox = engine.Apply(_encoded.Units[i]);
            written.AddRange(outbox);
            var result = oracle.Evaluate(graph);
            var after = result.Rows.ToDictionary(row => row.Key, row => RowText.Of(row.Value.Select(OracleValue.ToWire), _sortLists));
            try
            {
                var changes = Read(outbox, i, validator, bag);
                diffs += changes.Count > 0 ? 1 : 0;
                Same("rows", after.Values.Order(StringComparer.Ordinal), bag.Rows);
                CompareChanges(Changes(before, after), Shown(changes));
                Same("rows in error", [$"{result.Errors.Count}"], [$"{validator.StandingRowErrors}"]);
            }
            catch (OracleMismatchException mismatch)
            {
                throw new OracleMismatchException($"after unit {i + 1}: {mismatch.Message}");
            }

            before = after;
        }

        return diffs;
    }

    private List<(RowChange Change, string Before, string After)> Read(byte[] outbox, int unit, ResultValidator validator, ResultBag bag)
    {
        var batch = new ResultBatch();
        if (!validator.TryAppend(outbox, (ulong)unit + 1, batch, out var error) || validator.IsInsideDiff)
        {
            throw new OracleMismatchException($"the outbox is not valid: {error ?? "the diff does not end"}");
        }

        if (batch.DiffCount == 0)
        {
            return [];
        }

        var diff = batch.Diffs.Count == 1 ? batch.Diffs[0] : throw new OracleMismatchException($"{batch.DiffCount} diffs");
        return (diff.Unit, diff.ClockNs) == ((ulong)unit + 1, _encoded.ClocksNs[unit])
            ? bag.Apply(batch, diff)
            : throw new OracleMismatchException($"the diff is of unit {diff.Unit} at {diff.ClockNs}");
    }

    /// <summary>However the records are cut into inboxes, and whatever key the hash tables use, the same bytes come out.</summary>
    private void CompareCuts(byte[] expected)
    {
        var random = new Random(_history.Seed);
        var all = _encoded.Units.SelectMany(unit => unit).ToList();
        for (var attempt = 0; attempt < 3; attempt++)
        {
            using var engine = new EngineRun(_subject.Make(), seed: new UInt128((ulong)random.NextInt64(), (ulong)random.NextInt64()));
            var written = new List<byte>();
            for (var start = 0; start < all.Count;)
            {
                var count = attempt == 0 ? all.Count : Math.Min(random.Next(1, 12), all.Count - start);
                written.AddRange(engine.Apply(all.GetRange(start, count)));
                start += count;
            }

            if (!CollectionsMarshal.AsSpan(written).SequenceEqual(expected))
            {
                throw new OracleMismatchException($"fed {(attempt == 0 ? "in one batch" : "in random pieces")} other bytes come out than unit by unit");
            }
        }
    }

    /// <summary>What a diff from one result to the next must say, by the rows' identities.</summary>
    private static List<string> Changes(Dictionary<string, string> before, Dictionary<string, string> after)
    {
        var deleted = before.Where(row => !after.ContainsKey(row.Key)).Select(row => Show(RowChange.Deleted, row.Value, ""));
        var added = after.Where(row => !before.ContainsKey(row.Key)).Select(row => Show(RowChange.Added, "", row.Value));
        var updated = after.Where(row => before.TryGetValue(row.Key, out var old) && old != row.Value).Select(row => Show(RowChange.Updated, before[row.Key], row.Value));
        return [.. deleted.Concat(added).Concat(updated).Order(StringComparer.Ordinal)];
    }

    /// <summary>A collected list may change its order alone; the oracle does not see that.</summary>
    private List<string> Shown(IEnumerable<(RowChange Change, string Before, string After)> changes) =>
    [
        .. changes.Where(change => !_sortLists || change.Before != change.After)
            .Select(change => Show(change.Change, change.Before, change.After))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>
    /// Which match takes the place of a row of nulls, and so whose update a change is, is decided by hashes the oracle does not have: with OPTIONAL
    /// MATCH, what goes and what comes must agree.
    /// </summary>
    private void CompareChanges(IReadOnlyList<string> oracle, IReadOnlyList<string> engine)
    {
        if (_isOuter && !oracle.SequenceEqual(engine))
        {
            (oracle, engine) = (WithoutExchanges(oracle), WithoutExchanges(engine));
        }

        Same("changes", oracle, engine);
    }

    /// <summary>Updates as a deletion and an addition, without pairs of rows that look alike: what took the other's place shows nowhere.</summary>
    private static List<string> WithoutExchanges(IEnumerable<string> changes)
    {
        var left = changes
            .SelectMany(change => change[0] == '~' && change[2..].Split(" => ") is [var before, var after] ? [$"- {before}", $"+ {after}"] : new[] { change })
            .Order(StringComparer.Ordinal).ToList();
        foreach (var added in left.Where(change => change[0] == '+').ToArray())
        {
            if (left.Remove($"-{added[1..]}"))
            {
                left.Remove(added);
            }
        }

        return left;
    }

    private static string Show(RowChange change, string before, string after) => change switch
    {
        RowChange.Added => $"+ {after}",
        RowChange.Deleted => $"- {before}",
        _ => $"~ {before} => {after}",
    };

    private static void Same(string what, IEnumerable<string> oracle, IEnumerable<string> engine)
    {
        var (expected, actual) = (oracle.ToList(), engine.ToList());
        if (!expected.SequenceEqual(actual))
        {
            throw new OracleMismatchException($"{what} differ\n  oracle: {string.Join("\n          ", expected)}\n  engine: {string.Join("\n          ", actual)}");
        }
    }
}
