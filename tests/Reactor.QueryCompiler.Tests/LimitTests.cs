using Reactor.QueryCompiler.Tests.Support;

namespace Reactor.QueryCompiler.Tests;

/// <summary>Queries as large as the front end lets them be compile and run.</summary>
public sealed class LimitTests
{
    private readonly GraphFeed _feed = new();

    [Fact]
    public void Longest_chains_of_operators_compile()
    {
        foreach (var text in new[]
        {
            $"RETURN {string.Join(" + ", Enumerable.Repeat("1", 990))} AS x",
            $"MATCH (n:N) WHERE {string.Join(" OR ", Enumerable.Range(0, 990).Select(i => $"n.v = {i}"))} RETURN n.v AS v",
            $"MATCH (n:N) WHERE {string.Join(" AND ", Enumerable.Range(0, 400).Select(i => $"n.v <> {i} / n.w"))} RETURN n.v AS v",
            $"MATCH (n:N) RETURN CASE {string.Concat(Enumerable.Range(0, 400).Select(i => $"WHEN n.v = {i} THEN {i} "))} END AS v",
            $"MATCH (n:N) RETURN {string.Concat(Enumerable.Repeat("NOT (", 125))}n.b{string.Concat(Enumerable.Repeat(")", 125))} AS b",
            $"MATCH (n:N) RETURN {string.Concat(Enumerable.Repeat("CASE WHEN n.b THEN 1 ELSE ", 100))}2{string.Concat(Enumerable.Repeat(" END", 100))} AS b",
            $"MATCH (n:N) RETURN {string.Concat(Enumerable.Repeat("toString(1 / ", 120))}n.v{string.Concat(Enumerable.Repeat(")", 120))} AS b",
            $"RETURN [{string.Join(", ", Enumerable.Range(0, 2000))}] AS l",
            $"RETURN {string.Concat(Enumerable.Repeat("[", 60))}1{string.Concat(Enumerable.Repeat("]", 60))} AS l",
        })
        {
            using var run = QueryRun.Start(text, _feed);
        }
    }

    [Fact]
    public void Pattern_of_many_elements_compiles_and_matches()
    {
        const int Hops = 20;
        var path = string.Concat(Enumerable.Range(1, Hops).Select(i => $"-[:R]->(n{i})"));
        using var run = QueryRun.Start($"MATCH (n0:Start){path} RETURN id(n{Hops}) AS last", _feed, _feed.Node("0", "Start"));
        for (var i = 1; i <= Hops; i++)
        {
            run.Unit(_feed.Relation($"{i}", "R", $"{i - 1}", $"{i}"), _feed.Node($"{i}", "N"));
        }

        run.Rows.Should().Equal($"{Hops}");
    }

    [Fact]
    public void Result_of_many_columns_and_rows_of_many_properties_work()
    {
        var columns = string.Join(", ", Enumerable.Range(0, 300).Select(i => $"n.p{i} AS c{i}"));
        using var run = QueryRun.Start($"MATCH (n:N) RETURN {columns}", _feed, _feed.Node("1", "N", [.. Enumerable.Range(0, 300).Select(i => ($"p{i}", (object?)i))]));

        run.Rows.Should().Equal(string.Join(", ", Enumerable.Range(0, 300)));
    }
}
