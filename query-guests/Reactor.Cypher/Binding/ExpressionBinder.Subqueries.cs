using Reactor.Cypher.Diagnostics;
using Reactor.Cypher.Syntax;
using Reactor.Cypher.Text;

namespace Reactor.Cypher.Binding;

/// <content>Patterns inside expressions.</content>
internal sealed partial class ExpressionBinder
{
    private BoundExpression BindExists(ExpressionSyntax.Exists exists)
    {
        var clauses = exists.Query.Branches is [var branch] ? branch.Clauses : [];
        if (clauses.Count > 0 && clauses[^1] is ClauseSyntax.Return)
        {
            clauses = [.. clauses.SkipLast(1)];
        }

        if (clauses.Count == 0 || clauses.Any(clause => clause is not ClauseSyntax.Match { Optional: false }))
        {
            _context.Unsupported(exists.Span, "EXISTS { } with other clauses than MATCH and RETURN is");
            return Faulty(exists.Span);
        }

        var pattern = Pattern();
        foreach (var match in clauses.Cast<ClauseSyntax.Match>())
        {
            pattern.Add(match.Span, match.Patterns, match.Where);
        }

        return Subquery(exists.Span, pattern.Complete(), null);
    }

    private BoundExpression BindSubquery(
        TextSpan span, IReadOnlyList<PathPatternSyntax> patterns, ExpressionSyntax? where, ExpressionSyntax? projectionSyntax)
    {
        if (projectionSyntax is null && patterns[0].Relations.Count == 0)
        {
            _context.Error(DiagnosticCode.UnexpectedSyntax, span, "A pattern as a predicate needs at least one relation");
            return Faulty(span);
        }

        var known = _scope.Names.ToHashSet(StringComparer.Ordinal);
        var pattern = Pattern();
        pattern.Add(span, patterns, where);
        if (projectionSyntax is null)
        {
            var named = patterns.SelectMany(path => path.Nodes.Select(node => node.Variable).Concat(path.Relations.Select(relation => relation.Variable)));
            foreach (var name in named.OfType<IdentifierSyntax>().Where(name => !known.Contains(name.Name)))
            {
                _context.Error(DiagnosticCode.UndefinedVariable, name.Span, $"Variable '{name.Name}' is not defined");
            }
        }

        var projection = projectionSyntax is null ? null : new ExpressionBinder(_context, pattern.Visible, "inside a pattern comprehension") { HasHistory = false }.Bind(projectionSyntax);
        return Subquery(span, pattern.Complete(), projection);
    }

    /// <summary>Its answer is looked up once per row, so it cannot depend on what changes within one.</summary>
    private BoundExpression Subquery(TextSpan span, BoundReading.Match pattern, BoundExpression? projection)
    {
        var subquery = new BoundExpression.Subquery(span, pattern, projection, Answer(projection is null ? TypeSet.Boolean : TypeSet.List));
        if (Locals.Count > 0 && Variables(subquery).FirstOrDefault(Locals.Contains) is { } local)
        {
            if (pattern.Links.Count(link => link.Outer == local) == 1 && LocalLists.TryGetValue(local, out var list) && _grouping is null)
            {
                return OfItem(span, pattern, projection, local, list);
            }

            _context.Unsupported(span, $"A pattern that reads '{local.Name}', an element of a list, is");
            return Faulty(span);
        }

        if (_grouping is not null && Variables(subquery).Any())
        {
            _context.Unsupported(span, "A pattern beside an aggregate or DISTINCT, where it is no item of its own, is");
            return Faulty(span);
        }

        return subquery;
    }

    /// <summary>A pattern around an item of a list is looked up once for all items of the row's list, each match beside its item, and the
    /// item's own matches are picked out of that.</summary>
    private BoundExpression OfItem(TextSpan span, BoundReading.Match pattern, BoundExpression? projection, BoundVariable item, BoundExpression list)
    {
        var link = pattern.Links.First(link => link.Outer == item);
        var element = new BoundExpression.Reference(span, pattern.Elements[link.Slot].Variable);
        BoundExpression isItem = new BoundExpression.InList(span, element, list);
        var ofAll = pattern with
        {
            Links = [.. pattern.Links.Where(other => other != link)],
            Where = Conjunction.Of(pattern.Where is null ? [isItem] : [isItem, pattern.Where]),
        };
        var values = Subquery(span, ofAll, projection is null ? element : new BoundExpression.ListLiteral(span, [element, projection]));
        _context.Warning(
            DiagnosticCode.CartesianProduct, span, $"No index finds the rows whose list holds '{item.Name}': each change of such a match goes through all of them");
        var local = new BoundExpression.Reference(span, item);
        var pair = _context.NewVariable(null, VariableKind.Value, projection is null ? TypeSet.Any : TypeSet.List);
        if (projection is null)
        {
            var value = new BoundExpression.Reference(span, pair);
            var own = new BoundExpression.ListComprehension(span, pair, values, Same(value), null);
            return new BoundExpression.Comparison(
                span, ComparisonOperator.NotEqual, own, new BoundExpression.ListLiteral(span, []), TypeSet.Boolean | TypeSet.Null);
        }

        return new BoundExpression.ListComprehension(span, pair, values, Same(At(0)), At(1));

        BoundExpression.Comparison Same(BoundExpression other) =>
            new(span, ComparisonOperator.Equal, other, local, TypeSet.Boolean | TypeSet.Null);

        BoundExpression.Index At(long place) =>
            new(span, new BoundExpression.Reference(span, pair), new BoundExpression.Literal(span, place, TypeSet.Integer));
    }

    /// <summary>The variables an expression reads, those of its patterns included.</summary>
    internal static IEnumerable<BoundVariable> Variables(BoundExpression expression) => expression switch
    {
        BoundExpression.Reference reference => [reference.Target],
        BoundExpression.PropertyPath path => [path.Element],
        BoundExpression.Subquery subquery => subquery.Pattern.Links.Select(link => link.Outer)
            .Concat(new[] { subquery.Pattern.Where, subquery.Projection }.OfType<BoundExpression>().SelectMany(Variables)),
        _ => expression.Children().SelectMany(Variables),
    };

    /// <summary>Its variables are its own.</summary>
    private PatternBinder Pattern() => new(_context, new Scope(_scope)) { HasHistory = false };

    private BoundVariable Answer(TypeSet type) => _context.NewVariable(null, VariableKind.Value, type);
}
