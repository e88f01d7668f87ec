using Reactor.Cypher.Diagnostics;
using Reactor.Cypher.Syntax;

namespace Reactor.Cypher.Tests;

/// <summary>Whatever the text, there is a result: a query or an error, no exception, no endless loop, no overflow of a small stack.</summary>
public sealed class RobustnessTests
{
    private const int SmallStackBytes = 1024 * 1024;

    private const string Rich = """
        MATCH p = (a:A {x: 1, y: $p})-[r:R|S*1..3 {z: 'q'}]->(b WHERE b.x > 2), shortestPath((a)-[*]-(c))
        WHERE NOT (a)-->(b) AND a.x IN [1, 2.5e3, 0x1F] OR exists { (a)--(b) } XOR all(q IN a.l WHERE q IS NOT NULL)
        OPTIONAL MATCH (a)<-[:T]-() UNWIND [i IN range(1, 3) WHERE i > 1 | i ^ 2] AS u
        WITH DISTINCT a, count(DISTINCT b.x) AS n, CASE a.x WHEN 1, 2 THEN 'o\u00e9' ELSE "p" END AS `q r` // comment
        ORDER BY n DESC SKIP 1 LIMIT 2 WHERE a.name STARTS WITH 'x' AND a.tags[0..-1][$i].k ENDS WITH reduce(s = '', t IN a.l | s + t)
        RETURN *, a {.x, .*, k: -1}, [(a)-->(d) | d.x], -a.x % 2 <= 3 < 4 AS ch /* end */ UNION ALL RETURN 1 AS a;
        """;

    [Fact]
    public void Rich_query_is_refused_only_for_its_features()
    {
        var result = CypherCompiler.Bind(Rich);

        result.Diagnostics.Select(diagnostic => diagnostic.Code).Distinct().Should()
            .BeSubsetOf([DiagnosticCode.UnsupportedFeature, DiagnosticCode.DifferentColumnsInUnion, DiagnosticCode.ColumnNameConflict, DiagnosticCode.NoExpressionAlias]);
    }

    [Fact]
    public void Every_truncation_of_a_query_gives_a_result() => OnSmallStack(() =>
    {
        for (var length = 0; length <= Rich.Length; length++)
        {
            CheckResult(Rich[..length]);
            CheckResult(Rich[length..]);
        }
    });

    [Fact]
    public void Every_omission_of_a_character_gives_a_result() => OnSmallStack(() =>
    {
        for (var index = 0; index < Rich.Length; index++)
        {
            CheckResult(Rich.Remove(index, 1));
        }
    });

    [Fact]
    public void Token_soup_gives_a_result() => OnSmallStack(() =>
    {
        var tokens = Lexer.Tokenize(Rich).Where(token => token.Kind != TokenKind.End).Select(token => Rich.Substring(token.Span.Start, token.Span.Length))
            .Concat(["\u2014", "'", "\"", "`", "\\", "\uD83D", "1e", "..", "\0", "count(*)", "=~", "RETURN"]).ToArray();
        var random = new Random(20240607);
        for (var round = 0; round < 20_000; round++)
        {
            var soup = string.Join(' ', Enumerable.Range(0, random.Next(1, 40)).Select(_ => tokens[random.Next(tokens.Length)]));
            CheckResult(soup);
            CheckResult("MATCH (a)-->(b) RETURN " + soup);
        }
    });

    [Theory]
    [InlineData("(", "1", ")")]
    [InlineData("[", "1", "]")]
    [InlineData("{a: ", "1", "}")]
    [InlineData("NOT ", "true", "")]
    [InlineData("- ", "$p", "")]
    [InlineData("abs(", "1", ")")]
    [InlineData("CASE WHEN true THEN ", "1", " END")]
    [InlineData("[x IN ", "[]", " | 1]")]
    [InlineData("[x IN ", "[]", ", 1]")]
    [InlineData("EXISTS { MATCH (a) WHERE ", "true", " RETURN a }")]
    [InlineData("(a {x: ", "1", "})-->()")]
    [InlineData("$p[", "1", "]")]
    public void Deep_nesting_is_a_diagnostic(string open, string core, string close) => OnSmallStack(() =>
    {
        var result = CypherCompiler.Bind($"RETURN {Repeat(open, 20_000)}{core}{Repeat(close, 20_000)} AS x");

        result.Diagnostics.Should().ContainSingle().Which.Code.Should().Be(DiagnosticCode.QueryTooComplex);
    });

    [Theory]
    [InlineData("1", " + 1")]
    [InlineData("true", " AND true")]
    [InlineData("$p", ".x")]
    [InlineData("$p", "[0]")]
    [InlineData("$p", " IS NULL")]
    [InlineData("$p", " IN $p")]
    public void Long_chain_is_a_diagnostic(string first, string next) => OnSmallStack(() =>
    {
        CypherCompiler.Bind($"RETURN {first}{Repeat(next, 500)} AS x").HasErrors.Should().BeFalse();
        CypherCompiler.Bind($"RETURN {first}{Repeat(next, 100_000)} AS x").Diagnostics.Should().ContainSingle()
            .Which.Code.Should().Be(DiagnosticCode.QueryTooComplex);
    });

    [Fact]
    public void Chains_inside_nested_brackets_add_up() => OnSmallStack(() =>
    {
        var text = "1";
        for (var level = 0; level < 100; level++)
        {
            text = $"({text}){Repeat(" + 1", 100)}";
        }

        CypherCompiler.Bind($"RETURN {text} AS x").Diagnostics.Should().ContainSingle().Which.Code.Should().Be(DiagnosticCode.QueryTooComplex);
    });

    [Fact]
    public void Wide_query_is_no_deep_query() => OnSmallStack(() =>
    {
        var properties = string.Join(", ", Enumerable.Range(0, 5_000).Select(i => $"p{i}: {i}"));
        var path = string.Concat(Enumerable.Repeat("-->()", 2_000));
        var comparison = string.Concat(Enumerable.Repeat(" < a.x", 2_000));
        var list = string.Join(", ", Enumerable.Range(0, 20_000));

        var result = CypherCompiler.Bind($"MATCH (a {{{properties}}}){path} WHERE 1{comparison} RETURN [{list}] AS l, a.x");

        result.Diagnostics.Should().BeEmpty();
    });

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private static void CheckResult(string text)
    {
        var result = CypherCompiler.Bind(text);
        if (result.HasErrors == result.Diagnostics.All(diagnostic => diagnostic.Severity != Severity.Error))
        {
            throw new InvalidOperationException($"Neither query nor error, or both: {text}");
        }

        foreach (var diagnostic in result.Diagnostics)
        {
            if (diagnostic.Span.Start < 0 || diagnostic.Span.End > text.Length)
            {
                throw new InvalidOperationException($"Place outside the text: {text}");
            }

            DiagnosticFormatter.Format(diagnostic, result.Source);
        }
    }

    /// <summary>Runs on a thread with a fraction of the usual stack, and fails rather than hangs.</summary>
    private static void OnSmallStack(Action action)
    {
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(action), SmallStackBytes);
        thread.Start();
        thread.Join(TimeSpan.FromSeconds(60)).Should().BeTrue("parsing must end");
        failure.Should().BeNull();
    }
}
