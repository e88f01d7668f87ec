using Reactor.Cypher.Diagnostics;
using Reactor.Cypher.Syntax;
using Reactor.Cypher.Text;

namespace Reactor.Cypher.Binding;

/// <summary>Binds a parsed query clause by clause.</summary>
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

        string[] columns = [.. branches[0][^1].Projection.Items.Select(item => item.Name)];
        var usages = UsageAnalysis.Of(branches);
        return (new BoundQuery(branches, query.Unions.All(union => union.All), columns, context.Parameters, usages, context.VariableCount), diagnostics);
    }

    private List<BoundPart> BindBranch(BranchSyntax branch)
    {
        var parts = new List<BoundPart>();
        var readings = new List<BoundReading>();
        PatternBinder? open = null;
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
                    // MATCH after MATCH is one larger pattern.
                    if (open is null || match.Optional)
                    {
                        open = new PatternBinder(_context, scope, match.Optional);
                        readings.Add(null!);
                    }

                    open.Add(match.Span, match.Patterns, match.Where);
                    readings[^1] = open.Complete();
                    WarnOfClock(match.Where, ((BoundReading.Match)readings[^1]).Where);
                    open = match.Optional ? null : open;
                    break;
                case ClauseSyntax.Unwind unwind:
                    readings.Add(BindUnwind(unwind, scope));
                    open = null;
                    break;
                case ClauseSyntax.With with:
                    (var projection, scope) = new ProjectionBinder(_context, scope).Bind(with);
                    WarnOfClock(with.Where, projection.Where);
                    parts.Add(new BoundPart(readings, projection));
                    readings = [];
                    open = null;
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

    private BoundReading.Unwind BindUnwind(ClauseSyntax.Unwind unwind, Scope scope)
    {
        var list = new ExpressionBinder(_context, scope, "in UNWIND").Bind(unwind.List);
        var name = unwind.Variable.Name;
        if (scope.TryFind(name, out _))
        {
            _context.Error(DiagnosticCode.VariableAlreadyBound, unwind.Variable.Span, $"Variable '{name}' is already bound");
        }

        var variable = _context.NewVariable(name, VariableKind.Value, TypeSet.Any);
        scope.Declare(name, variable);
        return new BoundReading.Unwind(unwind.Span, list, variable);
    }

    private void WarnOfClock(ExpressionSyntax? written, BoundExpression? where)
    {
        if (written is not null && where is not null && FindClock(where) is { } clock)
        {
            _context.Warning(
                DiagnosticCode.ClockInPredicate,
                clock,
                "This predicate reads the clock when a row changes; passing time alone does not evaluate it again: drasi.trueLater(condition, timestamp) waits for its time");
        }
    }

    // What a function over time is given is evaluated when that asks for it.
    private static TextSpan? FindClock(BoundExpression expression) =>
        expression is BoundExpression.History ? null
        : expression is BoundExpression.Call call && (call.Function.Traits & FunctionTraits.ReadsClock) != 0
            ? call.Span
            : expression.Children().Select(FindClock).FirstOrDefault(found => found is not null);

    private void CheckUnions(QuerySyntax query, List<BoundPart>[] branches)
    {
        for (var i = 0; i < query.Unions.Count; i++)
        {
            var union = query.Unions[i];
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
