using Reactor.Cypher.Diagnostics;
using Reactor.Cypher.Syntax;
using Reactor.Cypher.Text;

namespace Reactor.Cypher.Binding;

/// <summary>Turns expression syntax into bound expressions: resolves names, checks types as far as they are certain.</summary>
/// <remarks>After a mistake it goes on with a null of unknown type, so that one mistake gives one diagnostic.</remarks>
internal sealed partial class ExpressionBinder
{
    private readonly BindContext _context;
    private readonly Scope _scope;
    private readonly Grouping? _grouping;
    private readonly string _place;

    /// <param name="context">The query's.</param>
    /// <param name="scope">Visible names.</param>
    /// <param name="place">Where the expression stands, for messages about aggregates that may not stand there.</param>
    /// <param name="grouping">Given for a projection item with aggregates: the result is then an expression over groups.</param>
    public ExpressionBinder(BindContext context, Scope scope, string place, Grouping? grouping = null)
    {
        _context = context;
        _scope = scope;
        _place = place;
        _grouping = grouping;
    }

    /// <summary>Variables of the projection whose ORDER BY this is: they may stand beside an aggregate.</summary>
    public IReadOnlySet<BoundVariable> Projected { get; init; } = new HashSet<BoundVariable>();

    /// <summary>Given for ORDER BY behind a grouping: the variables that grouping keys read, where the expression has an aggregate beside which
    /// they are ambiguous. Any other variable is gone.</summary>
    public IReadOnlyCollection<BoundVariable>? Sorted { get; init; }

    /// <summary>Whether what is bound is evaluated once per row, so that functions of time and history have a row to remember.</summary>
    public bool HasHistory { get; init; } = true;

    /// <summary>The variables that hold an element of a list while this is evaluated: they are not in the row.</summary>
    public IReadOnlyList<BoundVariable> Locals { get; init; } = [];

    /// <summary>The lists those variables go through, where they are lists of the row.</summary>
    public IReadOnlyDictionary<BoundVariable, BoundExpression> LocalLists { get; init; } = new Dictionary<BoundVariable, BoundExpression>();

    public BoundExpression Bind(ExpressionSyntax syntax) => syntax switch
    {
        ExpressionSyntax.Literal literal => new BoundExpression.Literal(literal.Span, literal.Value, TypeOf(literal.Value)),
        ExpressionSyntax.Parameter parameter => BindParameter(parameter),
        ExpressionSyntax.Reference or ExpressionSyntax.Property when _grouping is not null && IsNamePath(syntax) => BindGrouped(syntax),
        ExpressionSyntax.Reference reference => BindReference(reference),
        ExpressionSyntax.Property property => BindProperty(property.Span, Bind(property.Target), property.Key.Name),
        ExpressionSyntax.Index index => BindIndex(index),
        ExpressionSyntax.Slice slice => BindSlice(slice),
        ExpressionSyntax.HasLabels labels => BindHasLabels(labels),
        ExpressionSyntax.Unary unary => BindUnary(unary),
        ExpressionSyntax.Binary binary => BindBinary(binary),
        ExpressionSyntax.Comparison comparison => BindComparison(comparison),
        ExpressionSyntax.In inList => BindIn(inList),
        ExpressionSyntax.IsNull isNull => new BoundExpression.IsNull(isNull.Span, Bind(isNull.Operand), isNull.Negated),
        ExpressionSyntax.StringPredicate predicate => BindStringPredicate(predicate),
        ExpressionSyntax.Case cases => BindCase(cases),
        ExpressionSyntax.ListLiteral list => new BoundExpression.ListLiteral(list.Span, [.. list.Items.Select(Bind)]),
        ExpressionSyntax.MapLiteral map => BindMap(map),
        ExpressionSyntax.Call call => BindCall(call),
        ExpressionSyntax.CountStar count => BindAggregate(count.Span, AggregateKind.CountRows, null, distinct: false),
        ExpressionSyntax.PatternPredicate predicate => BindSubquery(predicate.Span, [predicate.Pattern], null, null),
        ExpressionSyntax.PatternComprehension comprehension =>
            BindSubquery(comprehension.Span, [comprehension.Pattern], comprehension.Where, comprehension.Projection),
        ExpressionSyntax.Exists exists => BindExists(exists),
        ExpressionSyntax.ListComprehension comprehension => BindListComprehension(comprehension),
        ExpressionSyntax.Quantifier quantifier => BindQuantifier(quantifier),
        ExpressionSyntax.Reduce reduce => BindReduce(reduce),
        ExpressionSyntax.MapProjection projection => BindMapProjection(projection),
        _ => Faulty(syntax.Span),
    };

    /// <summary>Binds a predicate: what is certainly no boolean is refused.</summary>
    public BoundExpression BindPredicate(ExpressionSyntax syntax)
    {
        var predicate = Bind(syntax);
        Require(predicate, TypeSet.Boolean, "A predicate must be a boolean");
        return predicate;
    }

    private static BoundExpression.Literal Faulty(TextSpan span) => new(span, null, TypeSet.Any);

    private static TypeSet TypeOf(object? value) => value switch
    {
        null => TypeSet.Null,
        bool => TypeSet.Boolean,
        long => TypeSet.Integer,
        double => TypeSet.Float,
        _ => TypeSet.Text,
    };

    /// <summary>Reports an operand that has none of the wanted types and is not null either.</summary>
    private bool Require(BoundExpression operand, TypeSet wanted, string rule)
    {
        if (operand.Type.MayBe(wanted | TypeSet.Null))
        {
            return true;
        }

        _context.Error(DiagnosticCode.InvalidArgumentType, operand.Span, $"{rule}, but this is {TypeRules.Describe(operand.Type)}");
        return false;
    }

    private BoundExpression.Parameter BindParameter(ExpressionSyntax.Parameter parameter)
    {
        _context.UseParameter(parameter.Name, parameter.Span);
        return new BoundExpression.Parameter(parameter.Span, parameter.Name);
    }

    /// <summary>The list of relations that a variable-length relation matched.</summary>
    internal static BoundExpression.Call RelationsOf(TextSpan span, BoundVariable walk) =>
        new(span, FunctionTable.Relationships, [new BoundExpression.Reference(span, walk)], TypeSet.List | (walk.Type & TypeSet.Null));

    private BoundExpression BindReference(ExpressionSyntax.Reference reference)
    {
        if (_scope.TryFind(reference.Name, out var variable))
        {
            if (_context.Walks.TryGetValue(variable, out var walk))
            {
                return RelationsOf(reference.Span, walk);
            }

            return _context.Paths.TryGetValue(variable, out var elements)
                ? new BoundExpression.PathOf(reference.Span, [.. elements.Select(element => new BoundExpression.Reference(reference.Span, element))], variable.Type)
                : new BoundExpression.Reference(reference.Span, variable);
        }

        var message = _scope.WasDropped(reference.Name)
            ? $"Variable '{reference.Name}' is not passed on by the WITH before"
            : $"Variable '{reference.Name}' is not defined";
        _context.Error(DiagnosticCode.UndefinedVariable, reference.Span, message, Spelling.Nearest(reference.Name, _scope.Names));
        return Faulty(reference.Span);
    }

    private BoundExpression BindProperty(TextSpan span, BoundExpression target, string key)
    {
        switch (target)
        {
            case BoundExpression.Reference { Target.Kind: not VariableKind.Value } element:
                return new BoundExpression.PropertyPath(span, element.Target, [key]);
            // What looks like a component of a temporal value must be asked of the value: only of maps are slots of their own sent.
            case BoundExpression.PropertyPath path when !TemporalComponent.IsName(key):
                return new BoundExpression.PropertyPath(span, path.Element, [.. path.Path, key]);
            case BoundExpression.GroupKeyPath path when !TemporalComponent.IsName(key):
                return new BoundExpression.GroupKeyPath(span, path.Key, path.Element, [.. path.Path, key]);
            default:
                Require(target, TypeSet.Map | TypeSet.Element | TypeSet.Temporal, "Only nodes, relations and maps have properties");
                return new BoundExpression.Property(span, target, key);
        }
    }

    private BoundExpression BindIndex(ExpressionSyntax.Index index)
    {
        var target = Bind(index.Target);
        var subscript = Bind(index.Subscript);
        var isElement = target is BoundExpression.Reference { Target.Kind: not VariableKind.Value };
        if (isElement && subscript is BoundExpression.Literal { Value: string key })
        {
            return BindProperty(index.Span, target, key);
        }

        if (!TypeRules.CanIndex(target.Type, subscript.Type))
        {
            var found = $"{TypeRules.Describe(target.Type)} by {TypeRules.Describe(subscript.Type)}";
            _context.Error(
                DiagnosticCode.InvalidArgumentType,
                index.Subscript.Span,
                $"A list is indexed by an integer, a map or element by a text, but this is {found}");
        }

        return new BoundExpression.Index(index.Span, target, subscript);
    }

    private BoundExpression.Slice BindSlice(ExpressionSyntax.Slice slice)
    {
        var target = Bind(slice.Target);
        var from = slice.From is null ? null : Bind(slice.From);
        var to = slice.To is null ? null : Bind(slice.To);
        Require(target, TypeSet.List, "Only a list has slices");
        foreach (var bound in new[] { from, to }.OfType<BoundExpression>())
        {
            Require(bound, TypeSet.Integer, "A slice ends at integers");
        }

        return new BoundExpression.Slice(slice.Span, target, from, to);
    }

    private BoundExpression BindHasLabels(ExpressionSyntax.HasLabels labels)
    {
        var target = Bind(labels.Target);
        Require(target, TypeSet.Element, "Only nodes have labels and relations types");
        IEnumerable<BoundExpression> names = labels.Labels.Count == 0 ? [] : [new BoundExpression.HasLabels(labels.Span, target, [.. labels.Labels.Select(label => label.Name)])];
        return Conjunction.Of([.. names, .. labels.Tests.Select(test => LabelExpression.Of(test, target))])!;
    }

    private BoundExpression.MapLiteral BindMap(ExpressionSyntax.MapLiteral map)
    {
        var entries = new Dictionary<string, BoundMapEntry>(StringComparer.Ordinal);
        foreach (var entry in map.Entries)
        {
            entries[entry.Key.Name] = new BoundMapEntry(entry.Key.Name, Bind(entry.Value));
        }

        return new BoundExpression.MapLiteral(map.Span, [.. entries.Values]);
    }
}
