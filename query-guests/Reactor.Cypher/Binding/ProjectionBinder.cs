using Reactor.Cypher.Diagnostics;
using Reactor.Cypher.Syntax;
using Reactor.Cypher.Text;

namespace Reactor.Cypher.Binding;

/// <summary>Binds what stands behind WITH or RETURN: columns, implicit grouping, DISTINCT, and the WHERE behind WITH.</summary>
internal sealed class ProjectionBinder
{
    private readonly BindContext _context;
    private readonly Scope _incoming;

    /// <param name="context">The query's.</param>
    /// <param name="incoming">Variables of the rows that are projected.</param>
    public ProjectionBinder(BindContext context, Scope incoming)
    {
        _context = context;
        _incoming = incoming;
    }

    /// <summary>Binds RETURN.</summary>
    public BoundProjection Bind(ClauseSyntax.Return syntax) => Bind(syntax.Span, syntax.Projection, syntax.KeywordSpan, null).Projection;

    /// <summary>Binds WITH.</summary>
    /// <returns>The projection and the variables that go on.</returns>
    public (BoundProjection Projection, Scope Outgoing) Bind(ClauseSyntax.With syntax)
    {
        foreach (var item in syntax.Projection.Items)
        {
            if (item is { Alias: null, Expression: not ExpressionSyntax.Reference })
            {
                var text = _context.Source.Excerpt(item.ExpressionSpan);
                _context.Error(DiagnosticCode.NoExpressionAlias, item.Span, $"An expression in WITH needs a name: '{text} AS name'");
            }
        }

        return Bind(syntax.Span, syntax.Projection, syntax.KeywordSpan, syntax.Where);
    }

    private (BoundProjection Projection, Scope Outgoing) Bind(
        TextSpan span, ProjectionSyntax syntax, TextSpan keyword, ExpressionSyntax? whereSyntax)
    {
        var columns = Columns(syntax, keyword);
        RefuseEqualNames(columns);

        var isAggregating = columns.Exists(column => column.HasAggregate);
        var grouping = isAggregating ? new Grouping() : null;
        var expressions = grouping is null ? BindRows(columns) : BindGroups(columns, grouping);

        var outgoing = new Scope();
        outgoing.Drop(_incoming);
        var mapsRows = !isAggregating && !syntax.Distinct;
        var visible = new Scope(mapsRows ? _incoming : null);
        visible.Drop(_incoming);

        var items = new List<BoundProjectionItem>();
        for (var i = 0; i < columns.Count; i++)
        {
            var variable = NewVariable(columns[i].Name, expressions[i], grouping);
            outgoing.Declare(columns[i].Name, variable);
            visible.Declare(columns[i].Name, variable);
            items.Add(new BoundProjectionItem(columns[i].Span, columns[i].Name, variable, expressions[i]));
        }

        var ordering = BindOrdering(syntax, mapsRows, visible, items, grouping);
        var where = whereSyntax is null ? null : new ExpressionBinder(_context, visible, "in WHERE").BindPredicate(whereSyntax);
        return (new BoundProjection(span, items, syntax.Distinct, grouping?.Complete(), where) { Ordering = ordering }, outgoing);
    }

    private BoundOrdering? BindOrdering(
        ProjectionSyntax syntax, bool mapsRows, Scope visible, List<BoundProjectionItem> items, Grouping? grouping)
    {
        if (syntax.OrderBy.Count == 0 && syntax.Skip is null && syntax.Limit is null)
        {
            return null;
        }

        // Behind a grouping the row that came is gone, but what was computed of it may be written again.
        var named = mapsRows ? visible : new Scope(_incoming);
        if (!mapsRows)
        {
            foreach (var item in items)
            {
                named.Declare(item.Name, item.Variable);
            }
        }

        var groups = mapsRows ? null : syntax.Distinct ? Grouping.Of(items.Select(item => item.Expression)) : grouping;
        var projected = items.Select(item => item.Variable).ToHashSet();
        var keys = syntax.OrderBy.Select(item => new BoundSortKey(OverItems(BindSortKey(item.Expression), items), item.Descending)).ToArray();
        return new BoundOrdering(keys, BindCount(syntax.Skip, "SKIP"), BindCount(syntax.Limit, "LIMIT"));

        BoundExpression BindSortKey(ExpressionSyntax expression)
        {
            if (grouping is null && AggregateSyntax.FindIn(expression) is { } aggregate)
            {
                _context.Error(DiagnosticCode.InvalidAggregation, aggregate, "An aggregate cannot stand in ORDER BY of a projection without one");
                return new BoundExpression.Literal(expression.Span, null, TypeSet.Any);
            }

            BoundVariable[]? sorted = mapsRows ? null
                : AggregateSyntax.FindIn(expression) is null ? []
                : [.. groups!.Keys.SelectMany(ExpressionBinder.Variables)];
            return new ExpressionBinder(_context, named, "in ORDER BY", groups) { Projected = projected, Sorted = sorted }.Bind(expression);
        }
    }

    private static BoundExpression OverItems(BoundExpression key, List<BoundProjectionItem> items) =>
        items.Find(item => ExpressionComparison.Same(item.Expression, key)) is { } item
            ? new BoundExpression.Reference(key.Span, item.Variable)
            : key;

    private BoundExpression? BindCount(ExpressionSyntax? syntax, string keyword)
    {
        if (syntax is null)
        {
            return null;
        }

        if (FindName(syntax) is { } name)
        {
            _context.Error(DiagnosticCode.NonConstantExpression, name, $"{keyword} takes a number that does not depend on rows");
            return null;
        }

        var count = new ExpressionBinder(_context, new Scope(), $"in {keyword}") { HasHistory = false }.Bind(syntax);
        if (count is BoundExpression.Literal { Value: < 0L } or BoundExpression.Unary { Operator: UnaryOperator.Negate, Operand: BoundExpression.Literal { Value: > 0L } })
        {
            _context.Error(DiagnosticCode.NegativeIntegerArgument, syntax.Span, $"{keyword} takes a number from 0 on");
        }
        else if (!count.Type.MayBe(TypeSet.Integer))
        {
            _context.Error(DiagnosticCode.InvalidArgumentType, syntax.Span, $"{keyword} takes an integer, but this is {TypeRules.Describe(count.Type)}");
        }

        return count;
    }

    private static TextSpan? FindName(ExpressionSyntax syntax) => syntax is ExpressionSyntax.Reference
        ? syntax.Span
        : syntax.Children().Select(FindName).FirstOrDefault(found => found is not null);

    private List<Column> Columns(ProjectionSyntax syntax, TextSpan keyword)
    {
        var columns = new List<Column>();
        if (syntax.Star is { } star)
        {
            columns.AddRange(_incoming.Variables
                .OrderBy(variable => variable.Name, StringComparer.Ordinal)
                .Select(variable => new Column(star, variable.Name!, new ExpressionSyntax.Reference(star, variable.Name!), HasAggregate: false)));
            if (columns.Count == 0)
            {
                _context.Error(DiagnosticCode.NoVariablesInScope, TextSpan.Cover(keyword, star), "There is no variable that * could stand for");
            }
        }

        foreach (var item in syntax.Items)
        {
            var name = item.Alias?.Name ?? (item.Expression as ExpressionSyntax.Reference)?.Name ?? _context.Source.Slice(item.ExpressionSpan);
            columns.Add(new Column(item.Span, name, item.Expression, AggregateSyntax.FindIn(item.Expression) is not null));
        }

        return columns;
    }

    private void RefuseEqualNames(List<Column> columns)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var column in columns)
        {
            if (!names.Add(column.Name))
            {
                _context.Error(DiagnosticCode.ColumnNameConflict, column.Span, $"Two columns are named '{column.Name}'");
            }
        }
    }

    private BoundExpression[] BindRows(List<Column> columns)
    {
        var binder = new ExpressionBinder(_context, _incoming, "here");
        return [.. columns.Select(column => BindItem(binder, column))];
    }

    /// <summary>A pattern is a condition: as a value of its own it stands in EXISTS.</summary>
    private BoundExpression BindItem(ExpressionBinder binder, Column column)
    {
        if (column.Expression is not ExpressionSyntax.PatternPredicate pattern)
        {
            return binder.Bind(column.Expression);
        }

        _context.Error(
            DiagnosticCode.UnexpectedSyntax, pattern.Span, $"A pattern is no value; write EXISTS {{ MATCH {_context.Source.Excerpt(pattern.Span)} }}");
        return new BoundExpression.Literal(pattern.Span, null, TypeSet.Any);
    }

    /// <summary>Keys first, whatever the order of the items: they decide what may stand beside an aggregate.</summary>
    private BoundExpression[] BindGroups(List<Column> columns, Grouping grouping)
    {
        var expressions = new BoundExpression[columns.Count];
        var keys = new ExpressionBinder(_context, _incoming, "here");
        var aggregates = new ExpressionBinder(_context, _incoming, "here", grouping);
        for (var i = 0; i < columns.Count; i++)
        {
            if (!columns[i].HasAggregate)
            {
                var key = BindItem(keys, columns[i]);
                expressions[i] = new BoundExpression.GroupKey(key.Span, grouping.AddKey(key), key.Type);
            }
        }

        for (var i = 0; i < columns.Count; i++)
        {
            if (columns[i].HasAggregate)
            {
                expressions[i] = aggregates.Bind(columns[i].Expression);
            }
        }

        return expressions;
    }

    private BoundVariable NewVariable(string name, BoundExpression expression, Grouping? grouping)
    {
        var value = expression is BoundExpression.GroupKey key ? grouping!.Key(key.Key) : expression;
        return value is BoundExpression.Reference { Target: var origin }
            ? _context.NewVariable(name, origin.Kind, origin.Type, origin)
            : _context.NewVariable(name, VariableKind.Value, value.Type);
    }

    private sealed record Column(TextSpan Span, string Name, ExpressionSyntax Expression, bool HasAggregate);
}
