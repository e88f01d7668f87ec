using Reactor.Cypher.Diagnostics;
using static Reactor.Cypher.Diagnostics.DiagnosticCode;

namespace Reactor.Cypher.Tests;

/// <summary>Every kind of mistake, with the text at fault between « and ».</summary>
public sealed class DiagnosticTests
{
    public static TheoryData<DiagnosticCode, string> Mistakes => new()
    {
        { UnexpectedSyntax, "MATCH (a) «RETRN» a" },
        { UnexpectedSyntax, "MATCH (a)-[r]->«b» RETURN a" },
        { UnexpectedSyntax, "MATCH (a) WHERE «RETURN» a" },
        { UnexpectedSyntax, "RETURN {«1B2c3e67»:1} AS literal" },
        { UnexpectedSyntax, "RETURN {k1«.»k: 1} AS literal" },
        { UnexpectedSyntax, "RETURN {«,» } AS literal" },
        { UnexpectedSyntax, "RETURN [1, 2 «3»]" },
        { UnexpectedSyntax, "RETURN 1 = «NOT» true" },
        { UnexpectedSyntax, "RETURN «'open" + "»" },
        { UnexpectedSyntax, "RETURN 1 «RETURN_» 2" },
        { UnexpectedSyntax, "MATCH (n) RETURN «toUpper(DISTINCT n.x)»" },
        { InvalidNumberLiteral, "RETURN «9223372h54775808» AS literal" },
        { IntegerOverflow, "RETURN «9223372036854775808» AS literal" },
        { IntegerOverflow, "RETURN -«0x8000000000000001» AS literal" },
        { FloatingPointOverflow, "RETURN «1.34E999»" },
        { InvalidUnicodeLiteral, @"RETURN '«\u»H'" },
        { InvalidUnicodeCharacter, "RETURN 42 «—» 41" },
        { InvalidUnicodeCharacter, "RETURN «\u201C»x\u201D" },
        { InvalidClauseComposition, "«MATCH» (a)" },
        { InvalidClauseComposition, "MATCH (a) «WITH» a" },
        { InvalidClauseComposition, "MATCH (a) RETURN a «MATCH» (b) RETURN b" },
        { InvalidClauseComposition, "RETURN 1 AS a UNION RETURN 2 AS a «UNION ALL» RETURN 3 AS a" },
        { UndefinedVariable, "MATCH (a) RETURN «b»" },
        { UndefinedVariable, "MATCH (a) WITH a.x AS x RETURN «a».x" },
        { UndefinedVariable, "MATCH (a {x: «b».y}) RETURN a" },
        { UndefinedVariable, "MATCH (a) WITH a.x AS x, count(*) AS c WHERE «a».x = 1 RETURN x" },
        { UndefinedVariable, "MATCH (a) WITH DISTINCT a.x AS x WHERE «a».x = 1 RETURN x" },
        { UndefinedVariable, "MATCH (a) RETURN a.x, «b».x + count(*)" },
        { VariableAlreadyBound, "MATCH «p» = (p)--() RETURN p" },
        { VariableTypeConflict, "MATCH (r)-[«r»]->() RETURN r" },
        { VariableTypeConflict, "MATCH ()-[r]->(), («r») RETURN r" },
        { VariableTypeConflict, "WITH 1 AS n MATCH («n») RETURN n" },
        { RelationshipUniquenessViolation, "MATCH (a)-[r]->()-[«r»]->(a) RETURN r" },
        { InvalidRelationshipPattern, "MATCH (a)-[:LIKES«..»]->(c) RETURN c" },
        { InvalidParameterUse, "MATCH (a «$props») RETURN a" },
        { MissingParameter, "RETURN «$limt»" },
        { InvalidAggregation, "MATCH (a) WHERE «count(*)» > 1 RETURN a" },
        { InvalidAggregation, "MATCH (a) WITH a WHERE «sum(a.x)» > 1 RETURN a" },
        { InvalidAggregation, "MATCH (a) RETURN sum(«count(a)»)" },
        { InvalidAggregation, "MATCH (a {x: «count(*)»}) RETURN a" },
        { InvalidAggregation, "MATCH (n) RETURN [x IN [1, 2] | «count(*)»]" },
        { AmbiguousAggregationExpression, "MATCH (a) RETURN «a.x» + count(*)" },
        { AmbiguousAggregationExpression, "MATCH (a), (b) RETURN a.x + b.x, «a.x» + count(*)" },
        { NonConstantExpression, "MATCH (a) RETURN count(«rand()»)" },
        { NonConstantExpression, "MATCH (a) RETURN count(*) + «rand()»" },
        { UnknownFunction, "RETURN «toUper»('a')" },
        { UnknownFunction, "RETURN «my.own»('a')" },
        { InvalidNumberOfArguments, "RETURN «toUpper()»" },
        { InvalidNumberOfArguments, "RETURN «substring('a', 1, 2, 3)»" },
        { InvalidNumberOfArguments, "MATCH (a) RETURN «count(a, a)»" },
        { InvalidNumberOfArguments, "RETURN «coalesce()»" },
        { InvalidArgumentType, "RETURN any(x IN ['a', true] WHERE «x % 2» = 0) AS r" },
        { InvalidArgumentType, "RETURN NOT «1»" },
        { InvalidArgumentType, "RETURN true AND «'x'»" },
        { InvalidArgumentType, "RETURN «'a' + true»" },
        { InvalidArgumentType, "RETURN «'a' * 2»" },
        { InvalidArgumentType, "RETURN -«'a'»" },
        { InvalidArgumentType, "RETURN 1 IN «2»" },
        { InvalidArgumentType, "RETURN [1][«'a'»]" },
        { InvalidArgumentType, "RETURN «1»[1..2]" },
        { InvalidArgumentType, "RETURN [1][«'a'»..]" },
        { InvalidArgumentType, "RETURN «1».x" },
        { InvalidArgumentType, "WITH true AS x RETURN «x».num" },
        { InvalidArgumentType, "RETURN toUpper(«1»)" },
        { InvalidArgumentType, "MATCH (r) RETURN type(«r»)" },
        { InvalidArgumentType, "MATCH (a) WHERE («a») RETURN a" },
        { InvalidArgumentType, "MATCH (a) WHERE «[1] + 1» RETURN a" },
        { InvalidArgumentType, "MATCH (a) RETURN sum(«'x'»)" },
        { InvalidArgumentType, "RETURN CASE WHEN «1» THEN 2 END" },
        { InvalidArgumentType, "MATCH (a) WITH collect(a) AS l WHERE «l»:A RETURN l" },
        { ColumnNameConflict, "MATCH (a) RETURN a.x AS y, «a.z AS y»" },
        { ColumnNameConflict, "MATCH (a) RETURN a.x, «a.x»" },
        { NoExpressionAlias, "MATCH (a) WITH a, «count(*)» RETURN a" },
        { NoVariablesInScope, "MATCH () «RETURN *»" },
        { DifferentColumnsInUnion, "RETURN 1 AS a «UNION» RETURN 2 AS b" },
        { NegativeIntegerArgument, "MATCH (a) RETURN a LIMIT «-1»" },
        { NegativeIntegerArgument, "MATCH (a) RETURN a SKIP «-1»" },
        { NonConstantExpression, "MATCH (a) RETURN a SKIP «a».x" },
        { InvalidArgumentType, "MATCH (a) RETURN a LIMIT «1.5»" },
        { InvalidAggregation, "MATCH (a) RETURN a.x AS x ORDER BY «count(*)»" },
        { UndefinedVariable, "MATCH (a) RETURN DISTINCT a.x AS x ORDER BY «a.y»" },
        { UndefinedVariable, "MATCH (a) RETURN a.x AS x, count(*) AS c ORDER BY «a.y»" },
        { UndefinedVariable, "MATCH (a) RETURN a.x AS x, count(*) AS c ORDER BY max(«a.y»)" },
        { UndefinedVariable, "MATCH (a)--(b) RETURN a.x AS x, count(*) AS c ORDER BY «b.y» + count(*)" },
        { AmbiguousAggregationExpression, "MATCH (a) RETURN a.x + 1 AS x, count(*) AS c ORDER BY «a.x» + count(*)" },
        { UnexpectedSyntax, "MATCH (a) RETURN «(a)-->()» AS x" },
        { UnexpectedSyntax, "MATCH (a:A:«B|C») RETURN a" },
        { UnexpectedSyntax, "MATCH (a:A|«)» RETURN a" },
        { UnsupportedFeature, "MATCH (a) WHERE «EXISTS { UNWIND [1] AS x RETURN x }» RETURN a" },
        { UndefinedVariable, "MATCH (a) WHERE (a)-->(«b») RETURN a" },
        { InvalidRegularExpression, "MATCH (a) WHERE a.x =~ «'('» RETURN a" },
        { InvalidRegularExpression, "MATCH (a) WHERE a.x =~ «'(?=a)b'» RETURN a" },
        { UnexpectedSyntax, "MATCH (a) RETURN «any(x IN a.l)»" },
        { InvalidArgumentType, "RETURN [x IN «1» | x]" },
        { UnsupportedFeature, "MATCH «shortestPath((a)-[]->(b))» RETURN a" },
        { InvalidNumberOfArguments, "RETURN «drasi.getVersionByTimestamp(1)»" },
        { UnsupportedFeature, "MATCH (n) RETURN n, count(*) > 0 AND «EXISTS { (n)--() }» AS f" },
        { UnsupportedFeature, "MATCH (n) RETURN [x IN [n] | [y IN [x] | «[(y)--(m) | m.v]»]] AS l" },
        { UnsupportedFeature, "MATCH (n) RETURN all(x IN [1] WHERE «EXISTS { (n)--(m) WHERE m.v = x }») AS l" },
        { UnsupportedFeature, "RETURN [x IN [1] WHERE «drasi.trueFor(x > 1, 5)»] AS l" },
        { InvalidArgumentType, "RETURN drasi.changeDateTime(«1»)" },
        { InvalidAggregation, "MATCH (n) WHERE «drasi.slidingWindow(5, count(*))» > 1 RETURN n" },
        { UnsupportedFeature, "RETURN 1 < «rand()» < 2" },
        { UnsupportedFeature, "MATCH (a) «SET» a.x = 1" },
        { UnsupportedFeature, "«CREATE» (a)" },
        { UnsupportedFeature, "MATCH (a) «DETACH» DELETE a" },
        { UnsupportedFeature, "«CALL» db.labels()" },
        { ClockInPredicate, "MATCH (a) WHERE a.due < «timestamp()» RETURN a.id" },
        { ClockInPredicate, "MATCH (a) WITH a.due AS due WHERE due < «timestamp()» RETURN due" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Mistake_is_reported_at_its_place(DiagnosticCode code, string marked)
    {
        var start = marked.IndexOf('«', StringComparison.Ordinal);
        var length = marked.IndexOf('»', StringComparison.Ordinal) - start - 1;
        var text = marked.Remove(start, 1).Remove(start + length, 1);

        var result = CypherCompiler.Bind(text, new BindOptions { Parameters = ["limit"] });

        var found = result.Diagnostics.Where(diagnostic => diagnostic.Code == code).ToArray();
        found.Should().ContainSingle(because: Describe(result));
        var isUnterminated = text.EndsWith("'open", StringComparison.Ordinal);
        (found[0].Span.Start, found[0].Span.Length).Should().Be((start, isUnterminated ? 1 : length));
        (result.Query is null).Should().Be(found[0].Severity == Severity.Error);
    }

    [Fact]
    public void Every_code_has_a_case()
    {
        // The planner raises the first, nesting tests the second.
        var elsewhere = new[] { CartesianProduct, QueryTooComplex };

        var tested = Mistakes.Select(row => row.Data.Item1).Concat(elsewhere);

        tested.Should().Contain(Enum.GetValues<DiagnosticCode>());
    }

    [Fact]
    public void Missing_end_is_reported_behind_the_last_character()
    {
        var result = CypherCompiler.Bind("MATCH (n) RETURN ");

        result.Diagnostics.Should().ContainSingle().Which.Should().BeEquivalentTo(new
        {
            Code = UnexpectedSyntax,
            Span = new { Start = 17, Length = 0 },
            Message = "Expected an expression but the query ends",
        });
    }

    [Fact]
    public void Independent_mistakes_are_all_reported_in_order_of_the_text()
    {
        var result = CypherCompiler.Bind("MATCH (a) WHERE NOT 1 AND b.x RETURN toUper(a.x), a.y AS z, a.w AS z");

        result.Diagnostics.Select(diagnostic => diagnostic.Code).Should()
            .Equal(InvalidArgumentType, UndefinedVariable, UnknownFunction, ColumnNameConflict);
    }

    [Theory]
    [InlineData("MATCH (person) RETURN persn.name", "person")]
    [InlineData("MATCH (Person) RETURN person.name", "Person")]
    [InlineData("MATCH (n) RETURN N.name", "n")]
    [InlineData("MATCH (a) RETURN b.name", null)]
    [InlineData("RETURN cuont(1)", "count")]
    [InlineData("RETURN frobnicate(1)", null)]
    [InlineData("MATHC (a) RETURN a", "MATCH")]
    [InlineData("MATCH (a) WHER a.x RETURN a", "WHERE")]
    [InlineData("MATCH (a) RETURN a.x ODER BY a.x", "ORDER")]
    [InlineData("RETURN $limt", "limit")]
    public void Near_name_is_suggested(string text, string? expected)
    {
        var result = CypherCompiler.Bind(text, new BindOptions { Parameters = ["limit"] });

        result.Diagnostics[0].Suggestion.Should().Be(expected);
    }

    private static string Describe(BindResult result) =>
        string.Join("\n", result.Diagnostics.Select(diagnostic => DiagnosticFormatter.Format(diagnostic, result.Source)));
}
