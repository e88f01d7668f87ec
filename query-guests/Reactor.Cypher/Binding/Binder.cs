using Reactor.Cypher.Diagnostics;
using Reactor.Cypher.Syntax;
using Reactor.Cypher.Text;

namespace Reactor.Cypher.Binding;

/// <summary>Binds a parsed query clause by clause and refuses what this version does not compile.</summary>
internal sealed class Binder
{
    private readonly BindContext _context;

    private Binder(BindContext context) => _context = context;

    /// <summary>Binds <paramref name="query"/>.</summary>
    /// <returns>The query, or <see langword="null"/> with at least one error among the diagnostics.</returns>
    public static (BoundQuery? Query, IReadOnlyList<Diagnostic> Diagnostics) Bind(QuerySyntax query, SourceText source, BindOptions options)
    {
        var context = new BindContext(source, options);
        var binder = new Binder(context);
        var branches = query.Branches.Select(binder.BindBranch).ToArray();
        binder.CheckUnions(query, branches);

        var diagnostics = context.Diagnostics.OrderBy(diagnostic => diagnostic.Span.Start).ToArray();
        if (Array.Exists(diagnostics, diagnostic => diagnostic.Severity == Severity.Error))
        {
            return (null, diagnostics);
        }

        var parts = branches[0];
        string[] columns = [.. parts[^1].Projection.Items.Select(item => item.Name)];
        var usages = UsageAnalysis.Of(parts);
        return (new BoundQuery(parts, columns, context.Parameters, usages, context.VariableCount), diagnostics);
    }

    private List<BoundPart> BindBranch(BranchSyntax branch)
    {
        var parts = new List<BoundPart>();
        var readings = new List<BoundReading>();
        var scope = new Scope();
        var isComplete = false;
        foreach (var clause in branch.Clauses)
        {
            if (isComplete)
            {
                _context.Error(DiagnosticCode.InvalidClauseComposition, clause.KeywordSpan, "Nothing may follow RETURN except UNION");
                return parts;
            }

            switch (clause)
            {
                case ClauseSyntax.Match match:
                    RefuseMatch(match, isFirst: parts.Count == 0 && readings.Count == 0);
                    readings.Add(new PatternBinder(_context, scope).Bind(match));
                    WarnOfClock(match.Where, ((BoundReading.Match)readings[^1]).Where);
                    break;
                case ClauseSyntax.Unwind unwind:
                    RefuseUnwind(unwind, scope);
                    break;
                case ClauseSyntax.With with:
                    (var projection, scope) = new ProjectionBinder(_context, scope).Bind(with);
                    WarnOfClock(with.Where, projection.Where);
                    parts.Add(new BoundPart(readings, projection));
                    readings = [];
                    break;
                case ClauseSyntax.Return last:
                    parts.Add(new BoundPart(readings, new ProjectionBinder(_context, scope).Bind(last)));
                    isComplete = true;
                    break;
                default:
                    throw new InvalidOperationException($"No rule for {clause.GetType().Name}.");
            }
        }

        if (!isComplete)
        {
            var last = branch.Clauses[^1].KeywordSpan;
            _context.Error(DiagnosticCode.InvalidClauseComposition, last, $"The query ends with {_context.Source.Slice(last)}, but it must end with RETURN");
        }

        return parts;
    }

    private void RefuseMatch(ClauseSyntax.Match match, bool isFirst)
    {
        if (match.Optional)
        {
            _context.Unsupported(match.KeywordSpan, "OPTIONAL MATCH is");
        }
        else if (!isFirst)
        {
            _context.Unsupported(match.KeywordSpan, "MATCH after another clause is");
        }
    }

    private void RefuseUnwind(ClauseSyntax.Unwind unwind, Scope scope)
    {
        _context.Unsupported(unwind.KeywordSpan, "UNWIND is");
        new ExpressionBinder(_context, scope, "in UNWIND").Bind(unwind.List);
        var name = unwind.Variable.Name;
        if (scope.TryFind(name, out _))
        {
            _context.Error(DiagnosticCode.VariableAlreadyBound, unwind.Variable.Span, $"Variable '{name}' is already bound");
        }

        scope.Declare(name, _context.NewVariable(name, VariableKind.Value, TypeSet.Any));
    }

    private void WarnOfClock(ExpressionSyntax? written, BoundExpression? where)
    {
        if (written is not null && where is not null && FindClock(where) is { } clock)
        {
            _context.Warning(
                DiagnosticCode.ClockInPredicate,
                clock,
                "This predicate reads the clock when a row changes; passing time alone does not evaluate it again");
        }
    }

    private static TextSpan? FindClock(BoundExpression expression) =>
        expression is BoundExpression.Call call && (call.Function.Traits & FunctionTraits.ReadsClock) != 0
            ? call.Span
            : expression.Children().Select(FindClock).FirstOrDefault(found => found is not null);

    private void CheckUnions(QuerySyntax query, List<BoundPart>[] branches)
    {
        for (var i = 0; i < query.Unions.Count; i++)
        {
            var union = query.Unions[i];
            _context.Unsupported(union.Span, "UNION is");
            if (union.All != query.Unions[0].All)
            {
                _context.Error(DiagnosticCode.InvalidClauseComposition, union.Span, "UNION and UNION ALL cannot be mixed");
            }

            if (!NamesOf(branches[i + 1]).SequenceEqual(NamesOf(branches[0])))
            {
                _context.Error(DiagnosticCode.DifferentColumnsInUnion, union.Span, "Both sides of a UNION must have the same columns");
            }
        }
    }

    private static IEnumerable<string> NamesOf(List<BoundPart> branch) =>
        branch.Count == 0 ? [] : branch[^1].Projection.Items.Select(item => item.Name);
}
