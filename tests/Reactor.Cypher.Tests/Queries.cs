using Reactor.Cypher.Binding;
using Reactor.Cypher.Diagnostics;
using Reactor.Cypher.Syntax;
using Reactor.Cypher.Text;

namespace Reactor.Cypher.Tests;

/// <summary>Short ways to a tree.</summary>
internal static class Queries
{
    public static QuerySyntax Parse(string text)
    {
        var source = new SourceText(text);
        var (query, diagnostics) = Parser.Parse(source);
        diagnostics.Select(diagnostic => DiagnosticFormatter.Format(diagnostic, source)).Should().BeEmpty();
        return query!;
    }

    public static ExpressionSyntax ParseExpression(string text) =>
        ((ClauseSyntax.Return)Parse($"RETURN {text}").Branches[0].Clauses[0]).Projection.Items[0].Expression;

    /// <summary>Binds a query that must be free of errors.</summary>
    public static BoundQuery Bind(string text)
    {
        var result = CypherCompiler.Bind(text);
        result.Diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error)
            .Select(diagnostic => DiagnosticFormatter.Format(diagnostic, result.Source)).Should().BeEmpty();
        return result.Query!;
    }

    public static BoundReading.Match Match(string text) => (BoundReading.Match)Bind(text).Parts[0].Readings[0];

    public static BoundProjection LastProjection(string text) => Bind(text).Parts[^1].Projection;
}
