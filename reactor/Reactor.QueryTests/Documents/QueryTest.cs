using Reactor.Contracts.Resources;
using Reactor.QueryCompiler;
using Reactor.QueryTests.Values;
using Reactor.Resources;

namespace Reactor.QueryTests.Documents;

/// <summary>One document: a query, and what it is to do.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Location">Where it begins.</param>
/// <param name="Query">What is compiled.</param>
/// <param name="TextMap">Where the characters of the query's text stand.</param>
/// <param name="Refusal">How the query must be refused; null when it must compile.</param>
/// <param name="Cases">Its cases.</param>
/// <param name="Rules">How values are compared.</param>
internal sealed record QueryTest(
    string Name, ResourceLocation Location, QuerySource Query, QueryTextMap TextMap, ExpectedRefusal? Refusal, IReadOnlyList<TestCase> Cases, ComparisonRules Rules);

/// <summary>A diagnostic that the query must give; null matches anything.</summary>
/// <param name="Location">Where it is asked for.</param>
/// <param name="Code">Its code.</param>
/// <param name="Line">Line in the query's text, from 1.</param>
/// <param name="Column">Column in that line, from 1.</param>
/// <param name="Contains">Part of its message, in any case.</param>
internal sealed record ExpectedRefusal(ResourceLocation Location, string? Code, long? Line, long? Column, string? Contains);

/// <summary>One history and what the query makes of it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Location">Where it begins.</param>
/// <param name="ClockNs">The clock at its start, nanoseconds since the Unix epoch.</param>
/// <param name="Seed">Seed of the query instance.</param>
/// <param name="Given">What is there before the first step.</param>
/// <param name="Initial">The diff of that; null when it is not checked.</param>
/// <param name="Steps">What happens then.</param>
/// <param name="Results">The result at the end; null when it is not checked.</param>
/// <param name="Errors">The row errors that stand at the end; null when they are not checked.</param>
internal sealed record TestCase(
    string Name,
    ResourceLocation Location,
    long ClockNs,
    ulong Seed,
    IReadOnlyList<TestChange> Given,
    ExpectedDiff? Initial,
    IReadOnlyList<TestStep> Steps,
    ExpectedResult? Results,
    ExpectedErrors? Errors);

/// <summary>One unit, and what it changes.</summary>
/// <param name="Location">Where it stands.</param>
/// <param name="IsTransaction">Whether its changes are a transaction; otherwise there is one change, or none.</param>
/// <param name="Changes">Its changes.</param>
/// <param name="AtNs">When they became effective, nanoseconds since the Unix epoch; null for the clock.</param>
/// <param name="AdvanceNs">By how much the clock moves, for a step without changes.</param>
/// <param name="AdvanceToNs">Where it moves to, likewise.</param>
/// <param name="Diffs">The diffs that are not empty, in order; null when they are not checked.</param>
/// <param name="Results">The result behind it; null when it is not checked.</param>
/// <param name="Errors">The row errors that stand behind it; null when they are not checked.</param>
internal sealed record TestStep(
    ResourceLocation Location,
    bool IsTransaction,
    IReadOnlyList<TestChange> Changes,
    long? AtNs,
    long? AdvanceNs,
    long? AdvanceToNs,
    IReadOnlyList<ExpectedDiff>? Diffs,
    ExpectedResult? Results,
    ExpectedErrors? Errors);

/// <summary>A diff as it should be: rows in any order.</summary>
/// <param name="Location">Where it stands.</param>
/// <param name="AtNs">The clock it should carry; null when that is not checked.</param>
/// <param name="Added">Rows that come.</param>
/// <param name="Updated">Rows that change.</param>
/// <param name="Deleted">Rows that go.</param>
internal sealed record ExpectedDiff(
    ResourceLocation Location,
    long? AtNs,
    IReadOnlyList<ExpectedRow> Added,
    IReadOnlyList<(ExpectedRow Before, ExpectedRow After)> Updated,
    IReadOnlyList<ExpectedRow> Deleted)
{
    /// <summary>Whether nothing should change.</summary>
    internal bool IsEmpty => Added.Count + Updated.Count + Deleted.Count == 0;
}

/// <summary>A row as it should be.</summary>
/// <param name="Location">Where it stands.</param>
/// <param name="Values">By column.</param>
internal sealed record ExpectedRow(ResourceLocation Location, IReadOnlyDictionary<string, TestValue> Values);

/// <summary>A result as it should be.</summary>
/// <param name="Location">Where it stands.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="IsOrdered">Whether they must come in this order, that of ORDER BY.</param>
internal sealed record ExpectedResult(ResourceLocation Location, IReadOnlyList<ExpectedRow> Rows, bool IsOrdered);

/// <summary>The row errors that should stand.</summary>
/// <param name="Location">Where they stand.</param>
/// <param name="Parts">Part of each one's text, in any case.</param>
internal sealed record ExpectedErrors(ResourceLocation Location, IReadOnlyList<string> Parts);
