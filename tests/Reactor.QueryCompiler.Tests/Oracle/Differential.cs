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
        var past = new OracleHistory();
        var bag = new ResultBag(_subject.Manifest.Columns.Count, _sortLists);
        var before = new Dictionary<string, string>();
        var diffs = 0;
        for (var i = 0; i < _history.Units.Count; i++)
        {
            var clockNs = _encoded.ClocksNs[i];
            var expected = new List<StepChanges>();
            OracleResult result;
            while (past.NextDueNs is { } due && due <= clockNs)
            {
                past.BeginInstant((long)due);
                result = Evaluate((long)due, isInstant: true);
            }

            past.BeginUnit(clockNs, _history.Units[i].Changes.Select(item => OracleElement.KeyOf(item.Change.Kind, item.Source, item.Change.Id)));
            foreach (var (change, source) in _history.Units[i].Changes)
            {
                graph.Apply(change, _history.Vocabulary, source);
            }

            result = Evaluate(clockNs, isInstant: false);
            var outbox = engine.Apply(_encoded.Units[i]);
            written.AddRange(outbox);
            try
            {
                var got = Read(outbox, i, validator, bag);
                diffs += got.Count;
                Same("rows", before.Values.Order(StringComparer.Ordinal), bag.Rows);
                CompareSteps(expected, got);
                Same("rows in error", [$"{result.Errors.Count}"], [$"{validator.StandingRowErrors}"]);
            }
            catch (OracleMismatchException mismatch)
            {
                throw new OracleMismatchException($"after unit {i + 1}: {mismatch.Message}");
            }

            OracleResult Evaluate(long atNs, bool isInstant)
            {
                var evaluated = oracle.Evaluate(graph, past);
                var after = evaluated.Rows.ToDictionary(row => row.Key, row => RowText.Of(row.Value.Select(OracleValue.ToWire), _sortLists));
                expected.Add(new StepChanges(atNs, isInstant, Changes(before, after)));
                before = after;
                return evaluated;
            }
        }

        return diffs;
    }

    /// <summary>The diffs of a unit: those of the instants at which timers fired, then its own.</summary>
    private List<StepChanges> Read(byte[] outbox, int unit, ResultValidator validator, ResultBag bag)
    {
        var batch = new ResultBatch();
        if (!validator.TryAppend(outbox, (ulong)unit + 1, batch, out var error) || validator.IsInsideDiff)
        {
            throw new OracleMismatchException($"the outbox is not valid: {error ?? "the diff does not end"}");
        }

        return [.. batch.Diffs.Select(diff => diff.Unit == (ulong)unit + 1
            ? new StepChanges(diff.ClockNs, diff.IsInstant, Shown(bag.Apply(batch, diff)))
            : throw new OracleMismatchException($"the diff is of unit {diff.Unit}"))];
    }

    /// <summary>Each instant and the unit itself, by their time; a step that changes nothing has no diff.</summary>
    private void CompareSteps(List<StepChanges> oracle, List<StepChanges> engine)
    {
        foreach (var (clockNs, isInstant) in oracle.Concat(engine).Select(step => (step.ClockNs, step.IsInstant)).Distinct())
        {
            IReadOnlyList<string> Of(List<StepChanges> steps) => steps.Find(step => step.ClockNs == clockNs && step.IsInstant == isInstant)?.Changes ?? [];

            try
            {
                CompareChanges(Of(oracle), Of(engine));
            }
            catch (OracleMismatchException mismatch) when (isInstant)
            {
                throw new OracleMismatchException($"at the instant {clockNs}: {mismatch.Message}");
            }
        }
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

    /// <summary>What one step of a unit changes.</summary>
    private sealed record StepChanges(long ClockNs, bool IsInstant, IReadOnlyList<string> Changes);
}
