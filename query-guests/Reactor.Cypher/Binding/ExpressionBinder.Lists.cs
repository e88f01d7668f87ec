using Reactor.Cypher.Diagnostics;
using Reactor.Cypher.Syntax;
using Reactor.Cypher.Text;

namespace Reactor.Cypher.Binding;

/// <content>What is evaluated once per element of a list, and map projections.</content>
internal sealed partial class ExpressionBinder
{
    private BoundExpression BindListComprehension(ExpressionSyntax.ListComprehension syntax)
    {
        if (RefuseAggregates(syntax.Span, syntax.Where, syntax.Projection) is { } refused)
        {
            return refused;
        }

        var list = BindList(syntax.Source);
        var (inner, variable) = Over(syntax.Variable, ItemType(list), list);
        var where = syntax.Where is null ? null : inner.BindPredicate(syntax.Where);
        var projection = syntax.Projection is null ? null : inner.Bind(syntax.Projection);
        return new BoundExpression.ListComprehension(syntax.Span, variable, list, where, projection);
    }

    private BoundExpression BindQuantifier(ExpressionSyntax.Quantifier syntax)
    {
        if (RefuseAggregates(syntax.Span, syntax.Where) is { } refused)
        {
            return refused;
        }

        if (syntax.Where is null)
        {
            _context.Error(DiagnosticCode.UnexpectedSyntax, syntax.Span, "all, any, none and single need a WHERE");
            return Faulty(syntax.Span);
        }

        var list = BindList(syntax.Source);
        var (inner, variable) = Over(syntax.Variable, ItemType(list), list);
        return new BoundExpression.Quantifier(syntax.Span, syntax.Kind, variable, list, inner.BindPredicate(syntax.Where));
    }

    /// <summary>Binds a predicate that every item of a list has to fulfil.</summary>
    /// <param name="name">What the predicate calls an item.</param>
    /// <param name="where">The predicate.</param>
    /// <param name="item">Type of an item.</param>
    /// <param name="list">The list.</param>
    internal BoundExpression BindForAll(IdentifierSyntax name, ExpressionSyntax where, TypeSet item, BoundExpression list)
    {
        if (RefuseAggregates(where.Span, where) is { } refused)
        {
            return refused;
        }

        var (inner, variable) = Over(name, item);
        return new BoundExpression.Quantifier(where.Span, QuantifierKind.All, variable, list, inner.BindPredicate(where));
    }

    private BoundExpression BindReduce(ExpressionSyntax.Reduce syntax)
    {
        if (RefuseAggregates(syntax.Span, syntax.Step) is { } refused)
        {
            return refused;
        }

        var start = Bind(syntax.Start);
        var list = BindList(syntax.Source);
        var (withTotal, accumulator) = Over(syntax.Accumulator, TypeSet.Any);
        var (inner, variable) = withTotal.Over(syntax.Variable, ItemType(list), list);
        return new BoundExpression.Reduce(syntax.Span, accumulator, start, variable, list, inner.Bind(syntax.Step));
    }

    private BoundExpression BindMapProjection(ExpressionSyntax.MapProjection syntax)
    {
        var name = new ExpressionSyntax.Reference(syntax.Target.Span, syntax.Target.Name);
        var target = Bind(name);
        var entries = new Dictionary<string, BoundMapEntry>(StringComparer.Ordinal);
        foreach (var item in syntax.Items.Where(item => item.Key is not null))
        {
            var value = item.Value is null ? BindProperty(item.Span, target, item.Key!.Name) : Bind(item.Value);
            entries[item.Key!.Name] = new BoundMapEntry(item.Key.Name, value);
        }

        if (syntax.Items.Any(item => item.Key is null))
        {
            return new BoundExpression.MapProjection(syntax.Span, target, [.. entries.Values]);
        }

        var map = new BoundExpression.MapLiteral(syntax.Span, [.. entries.Values]);
        if (!target.Type.MayBe(TypeSet.Null))
        {
            return map;
        }

        var isNull = new BoundExpression.IsNull(syntax.Target.Span, target, Negated: false);
        var nothing = new BoundExpression.Literal(syntax.Span, null, TypeSet.Null);
        return new BoundExpression.Case(syntax.Span, null, [new BoundCaseBranch(isNull, nothing)], map, TypeSet.Map | TypeSet.Null);
    }

    private BoundExpression BindList(ExpressionSyntax syntax)
    {
        var list = Bind(syntax);
        Require(list, TypeSet.List, "This goes through a list");
        return list;
    }

    /// <summary>What the items of a list can be: known of one that is written out and holds no elements.</summary>
    private static TypeSet ItemType(BoundExpression list)
    {
        if (list is not BoundExpression.ListLiteral { Items: { Count: > 0 } items })
        {
            return TypeSet.Any;
        }

        var type = items.Aggregate(TypeSet.None, (types, item) => types | item.Type);
        return type.MayBe(TypeSet.Element | TypeSet.Path) ? TypeSet.Any : type;
    }

    /// <summary>A binder that sees one more name, and lets it stand beside aggregates.</summary>
    private (ExpressionBinder Inner, BoundVariable Variable) Over(IdentifierSyntax name, TypeSet type, BoundExpression? list = null)
    {
        var variable = _context.NewVariable(name.Name, VariableKind.Value, type);
        var scope = new Scope(_scope);
        scope.Declare(name.Name, variable);
        var lists = new Dictionary<BoundVariable, BoundExpression>(LocalLists);
        if (list is not null && !Variables(list).Any(Locals.Contains))
        {
            lists.Add(variable, list);
        }

        var inner = new ExpressionBinder(_context, scope, _place, _grouping)
        {
            HasHistory = false, Locals = [.. Locals, variable], LocalLists = lists, Projected = Projected.Append(variable).ToHashSet(),
        };
        return (inner, variable);
    }

    /// <summary>What is evaluated once per list element cannot aggregate rows; the list itself can be an aggregate.</summary>
    private BoundExpression.Literal? RefuseAggregates(TextSpan span, params ReadOnlySpan<ExpressionSyntax?> perElement)
    {
        foreach (var syntax in perElement)
        {
            if (syntax is not null && AggregateSyntax.FindIn(syntax) is { } aggregate)
            {
                _context.Error(DiagnosticCode.InvalidAggregation, aggregate, "An aggregate cannot stand inside this expression");
                return Faulty(span);
            }
        }

        return null;
    }
}
