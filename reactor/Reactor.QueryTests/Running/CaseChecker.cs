using Reactor.Contracts.Queries;
using Reactor.Contracts.Resources;
using Reactor.Contracts.Wire;
using Reactor.QueryTests.Documents;
using Reactor.QueryTests.Reports;
using Reactor.QueryTests.Values;

namespace Reactor.QueryTests.Running;

/// <summary>Compares what came out of a case with what should have.</summary>
/// <param name="manifest">The query.</param>
/// <param name="rules">How values are compared.</param>
/// <param name="failures">Gets what differs.</param>
internal sealed class CaseChecker(QueryManifest manifest, ComparisonRules rules, List<TestFailure> failures)
{
    /// <summary>Compares the diffs of every unit and the results behind steps.</summary>
    /// <param name="test">The case.</param>
    /// <param name="units">Diffs per unit, the bootstrap first.</param>
    /// <param name="notes">What was seen behind units.</param>
    internal void Check(TestCase test, IReadOnlyList<IReadOnlyList<UnitDiff>> units, IReadOnlyDictionary<int, UnitNote> notes)
    {
        var rows = new Dictionary<UInt128, byte[]>();
        for (var unit = 0; unit < units.Count; unit++)
        {
            foreach (var row in units[unit].SelectMany(diff => diff.Rows))
            {
                if (row.After.Length == 0)
                {
                    rows.Remove(row.Identity);
                }
                else
                {
                    rows[row.Identity] = row.After;
                }
            }

            if (unit == 0)
            {
                CheckDiffs("the start", test.Location, test.Initial is null ? null : [test.Initial], units[0]);
                continue;
            }

            var step = test.Steps[unit - 1];
            CheckDiffs($"step {unit}", step.Location, step.Diffs, units[unit]);
            CheckResult($"step {unit}", step.Results, rows, notes.GetValueOrDefault(unit)?.Order);
            CheckErrors($"step {unit}", step.Errors, notes.GetValueOrDefault(unit)?.Errors);
        }

        var last = notes.GetValueOrDefault(units.Count - 1);
        CheckResult("the end", test.Results, rows, last?.Order);
        CheckErrors("the end", test.Errors, last?.Errors);
    }

    private void CheckDiffs(string where, ResourceLocation location, IReadOnlyList<ExpectedDiff>? expected, IReadOnlyList<UnitDiff> got)
    {
        if (expected is null)
        {
            return;
        }

        var wanted = expected.Where(diff => !diff.IsEmpty).ToArray();
        for (var i = 0; i < Math.Max(wanted.Length, got.Count); i++)
        {
            var diff = i < wanted.Length ? wanted[i] : null;
            var actual = i < got.Count ? got[i] : null;
            var report = new DifferenceText();
            if (diff?.AtNs is { } at && actual is not null && at != actual.ClockNs)
            {
                report.Missing($"at: {DifferenceText.Time(at)}");
                report.Unexpected($"at: {DifferenceText.Time(actual.ClockNs)}");
            }

            Compare("added", diff?.Added ?? [], Rows(actual, row => row.Before.Length == 0 ? row.After : null), report);
            CompareUpdates(diff?.Updated ?? [], actual, report);
            Compare("deleted", diff?.Deleted ?? [], Rows(actual, row => row.After.Length == 0 ? row.Before : null), report);
            if (!report.IsEmpty)
            {
                var number = wanted.Length > 1 || got.Count > 1 ? $", diff {i + 1}{(actual is null ? " (missing)" : $" at {DifferenceText.Time(actual.ClockNs)}")}" : "";
                failures.Add(new TestFailure(diff?.Location ?? (expected.Count > 0 ? expected[^1].Location : location), $"{where}{number}", report.ToString()));
            }
        }
    }

    private void CompareUpdates(IReadOnlyList<(ExpectedRow Before, ExpectedRow After)> expected, UnitDiff? actual, DifferenceText report)
    {
        var left = (actual?.Rows ?? []).Where(row => row.Before.Length > 0 && row.After.Length > 0).Select(row => (Before: Columns(row.Before), After: Columns(row.After))).ToList();
        foreach (var (before, after) in expected)
        {
            var found = left.FindIndex(row => rules.Match(before.Values, row.Before) && rules.Match(after.Values, row.After));
            if (found >= 0)
            {
                left.RemoveAt(found);
            }
            else
            {
                report.Missing($"updated {TestValue.Print(before.Values)} -> {TestValue.Print(after.Values)}");
            }
        }

        foreach (var (before, after) in left)
        {
            report.Unexpected($"updated {TestValue.Print(before)} -> {TestValue.Print(after)}");
        }
    }

    private void CheckResult(string where, ExpectedResult? expected, Dictionary<UInt128, byte[]> rows, IReadOnlyList<UInt128>? order)
    {
        if (expected is null)
        {
            return;
        }

        var report = new DifferenceText();
        if (!expected.IsOrdered)
        {
            Compare("row", expected.Rows, rows.OrderBy(row => row.Key).Select(row => Columns(row.Value)), report);
        }
        else if (order is null)
        {
            report.Note("the query's last clause gives its rows no order");
        }
        else
        {
            CompareInOrder(expected.Rows, [.. order.Where(rows.ContainsKey).Select(identity => Columns(rows[identity]))], report);
        }

        if (!report.IsEmpty)
        {
            failures.Add(new TestFailure(expected.Location, $"{where}, results", report.ToString()));
        }
    }

    private void CompareInOrder(IReadOnlyList<ExpectedRow> expected, IReadOnlyList<IReadOnlyDictionary<string, TestValue>> got, DifferenceText report)
    {
        for (var i = 0; i < Math.Max(expected.Count, got.Count); i++)
        {
            if (i < expected.Count && i < got.Count && rules.Match(expected[i].Values, got[i]))
            {
                continue;
            }

            if (i < expected.Count)
            {
                report.Missing($"row {i + 1} {TestValue.Print(expected[i].Values)}");
            }

            if (i < got.Count)
            {
                report.Unexpected($"row {i + 1} {TestValue.Print(got[i])}");
            }
        }
    }

    private void CheckErrors(string where, ExpectedErrors? expected, IReadOnlyList<string>? standing)
    {
        if (expected is null)
        {
            return;
        }

        var report = new DifferenceText();
        var left = (standing ?? []).Order(StringComparer.Ordinal).ToList();

        // The longest first: a short part may also be found in what a long one is meant for.
        foreach (var part in expected.Parts.OrderByDescending(part => part.Length))
        {
            var found = left.FindIndex(error => error.Contains(part, StringComparison.OrdinalIgnoreCase));
            if (found >= 0)
            {
                left.RemoveAt(found);
            }
            else
            {
                report.Missing($"row error with '{part}'");
            }
        }

        foreach (var error in left)
        {
            report.Unexpected($"row error '{error}'");
        }

        if (!report.IsEmpty)
        {
            failures.Add(new TestFailure(expected.Location, $"{where}, errors", report.ToString()));
        }
    }

    private void Compare(string what, IReadOnlyList<ExpectedRow> expected, IEnumerable<IReadOnlyDictionary<string, TestValue>> got, DifferenceText report)
    {
        var left = got.ToList();
        foreach (var row in expected)
        {
            var found = left.FindIndex(actual => rules.Match(row.Values, actual));
            if (found >= 0)
            {
                left.RemoveAt(found);
                continue;
            }

            report.Missing($"{what} {TestValue.Print(row.Values)}");
            NoteColumns(row, report);
        }

        foreach (var row in left)
        {
            report.Unexpected($"{what} {TestValue.Print(row)}");
        }
    }

    private void NoteColumns(ExpectedRow row, DifferenceText report)
    {
        var columns = manifest.Columns.Select(column => column.Name).ToArray();
        foreach (var unknown in row.Values.Keys.Except(columns, StringComparer.Ordinal))
        {
            report.Note($"the result has no column \"{unknown}\"; {Spelling.Suggest(unknown, columns) ?? $"its columns are {string.Join(", ", columns)}"}");
        }
    }

    private IEnumerable<IReadOnlyDictionary<string, TestValue>> Rows(UnitDiff? diff, Func<ChangedRow, byte[]?> image) =>
        (diff?.Rows ?? []).Select(image).OfType<byte[]>().Select(Columns);

    private Dictionary<string, TestValue> Columns(byte[] image)
    {
        var values = new Dictionary<string, TestValue>(StringComparer.Ordinal);
        for (var i = 0; i < manifest.Columns.Count; i++)
        {
            values[manifest.Columns[i].Name] = TestValue.Of(new CellView(image, ImageWriter.CellOffset(i)));
        }

        return values;
    }
}
