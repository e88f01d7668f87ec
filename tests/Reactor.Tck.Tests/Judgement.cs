using Reactor.Contracts.Queries;

namespace Reactor.Tck.Tests;

/// <summary>Whether a result is the one a scenario expects.</summary>
internal static class Judgement
{
    /// <summary>Compares columns, rows, the order where the scenario is about it, and errors.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="manifest">The compiled query.</param>
    /// <param name="run">What came out.</param>
    /// <param name="order">Identities of the rows in order; null when the query gives none or nobody can tell: then rows are compared as a bag.</param>
    internal static TckOutcome Of(TckScenario scenario, QueryManifest manifest, GuestRun run, IEnumerable<UInt128>? order)
    {
        if (scenario.Rows is null)
        {
            return OfError(scenario, run);
        }

        if (run.RowErrors > 0)
        {
            return scenario.Fail($"row error: {run.NewestRowError}", string.Join('\n', run.Rows.Values));
        }

        var columns = manifest.Columns.Select(column => column.Name);
        if (scenario.Rows.Count > 0 && !columns.SequenceEqual(scenario.Columns))
        {
            return scenario.Fail("wrong columns", $"{string.Join(", ", columns)} instead of {string.Join(", ", scenario.Columns)}");
        }

        var isOrdered = scenario.IsOrdered && order is not null;
        string[] expected = isOrdered ? [.. scenario.Rows] : [.. scenario.Rows.Order(StringComparer.Ordinal)];
        string[] got = isOrdered ? [.. order!.Select(identity => run.Rows[identity])] : [.. run.Rows.Values.Order(StringComparer.Ordinal)];
        return got.SequenceEqual(expected) ? scenario.Pass() : scenario.Fail(
            isOrdered && got.Order(StringComparer.Ordinal).SequenceEqual(expected.Order(StringComparer.Ordinal)) ? "wrong order" : "wrong rows",
            $"expected\n{string.Join('\n', expected)}\ngot\n{string.Join('\n', got)}");
    }

    // The kit names a class and a detail; row errors carry the class.
    private static TckOutcome OfError(TckScenario scenario, GuestRun run)
    {
        if (run.RowErrors == 0 || scenario.ErrorPhase == "compile time")
        {
            return scenario.Fail($"no error: {scenario.ErrorClass}({scenario.Error}) at {scenario.ErrorPhase}", run.NewestRowError);
        }

        return run.NewestRowError.StartsWith(scenario.ErrorClass + ":", StringComparison.Ordinal)
            ? scenario.Pass()
            : scenario.Fail($"wrong class of error: {run.NewestRowError} instead of {scenario.ErrorClass}", "");
    }
}
