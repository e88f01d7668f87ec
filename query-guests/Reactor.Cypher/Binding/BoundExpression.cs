using Reactor.Cypher.Syntax;
using Reactor.Cypher.Text;

namespace Reactor.Cypher.Binding;

/// <summary>An expression with resolved names. The tree's height is at most <see cref="SyntaxLimits.TreeHeight"/> plus a small constant
/// per pattern property, so recursive walks are safe.</summary>
public abstract record BoundExpression
{
    private BoundExpression(TextSpan span, TypeSet type)
    {
        Span = span;
        Type = type;
    }

    /// <summary>Where it is written; for an expression the binder made, the text it was made for.</summary>
    public TextSpan Span { get; }

    /// <summary>What is known about the value's type.</summary>
    public TypeSet Type { get; }

    /// <summary>The direct sub-expressions, in order of writing; those evaluated per list element too.</summary>
    public virtual IEnumerable<BoundExpression> Children() => [];

    /// <summary>A constant.</summary>
    /// <param name="Span">The literal.</param>
    /// <param name="Value"><see langword="null"/>, <see cref="bool"/>, <see cref="long"/>, <see cref="double"/> or <see cref="string"/>.</param>
    /// <param name="Type">The value's own type.</param>
    public sealed record Literal(TextSpan Span, object? Value, TypeSet Type) : BoundExpression(Span, Type);

    /// <summary><c>$name</c>; fixed for the life of a query instance.</summary>
    public sealed record Parameter(TextSpan Span, string Name) : BoundExpression(Span, TypeSet.Any & ~(TypeSet.Element | TypeSet.Path));

    /// <summary>The value of a variable of the row.</summary>
    public sealed record Reference(TextSpan Span, BoundVariable Target) : BoundExpression(Span, Target.Type);

    /// <summary>A named path of the row's pattern; null when an element of it is.</summary>
    /// <param name="Span">Its name, where it is used.</param>
    /// <param name="Elements">Nodes and relations in turn, as the pattern is written.</param>
    /// <param name="Type">A path, or null too.</param>
    public sealed record PathOf(TextSpan Span, IReadOnlyList<BoundExpression> Elements, TypeSet Type) : BoundExpression(Span, Type)
    {
        /// <inheritdoc/>
        public override IEnumerable<BoundExpression> Children() => Elements;
    }

    /// <summary>A property of an element variable, or a value nested in one, whose keys are all known: <c>a.address.city</c>.</summary>
    /// <param name="Span">The whole access.</param>
    /// <param name="Element">A node or relation variable; its <see cref="BoundVariable.Root"/> owns the usage.</param>
    /// <param name="Path">One or more keys; null as soon as one of them is missing.</param>
    public sealed record PropertyPath(TextSpan Span, BoundVariable Element, IReadOnlyList<string> Path)
        : BoundExpression(Span, TypeSet.Property);

    /// <summary><c>target.key</c> of a value that is no element variable: a map, an element out of a list, ...</summary>
    public sealed record Property(TextSpan Span, BoundExpression Target, string Key) : BoundExpression(Span, TypeSet.Any)
    {
        /// <inheritdoc/>
        public override IEnumerable<BoundExpression> Children() => [Target];
    }

    /// <summary><c>target[subscript]</c>: list by integer (negative from the end), map or element by text.</summary>
    public sealed record Index(TextSpan Span, BoundExpression Target, BoundExpression Subscript) : BoundExpression(Span, TypeSet.Any)
    {
        /// <inheritdoc/>
        public override IEnumerable<BoundExpression> Children() => [Target, Subscript];
    }

    /// <summary><c>target[from..to]</c>: from inclusive, to exclusive, both optional and possibly negative; null if either is null.</summary>
    public sealed record Slice(TextSpan Span, BoundExpression Target, BoundExpression? From, BoundExpression? To)
        : BoundExpression(Span, TypeSet.List | TypeSet.Null)
    {
        /// <inheritdoc/>
        public override IEnumerable<BoundExpression> Children() => [.. new[] { Target, From, To }.OfType<BoundExpression>()];
    }

    /// <summary><c>n:A:B</c> (all labels) or, for a relation, <c>r:T</c> (its type); without any name: whether it carries a label at all.</summary>
    public sealed record HasLabels(TextSpan Span, BoundExpression Target, IReadOnlyList<string> Labels)
        : BoundExpression(Span, TypeSet.Boolean | (Target.Type & TypeSet.Null))
    {
        /// <inheritdoc/>
        public override IEnumerable<BoundExpression> Children() => [Target];
    }

    /// <summary>NOT, unary minus or plus.</summary>
    public sealed record Unary(TextSpan Span, UnaryOperator Operator, BoundExpression Operand, TypeSet Type) : BoundExpression(Span, Type)
    {
        /// <inheritdoc/>
        public override IEnumerable<BoundExpression> Children() => [Operand];
    }

    /// <summary>Boolean and arithmetic operators.</summary>
    public sealed record Binary(TextSpan Span, BinaryOperator Operator, BoundExpression Left, BoundExpression Right, TypeSet Type)
        : BoundExpression(Span, Type)
    {
        /// <inheritdoc/>
        public override IEnumerable<BoundExpression> Children() => [Left, Right];
    }

    /// <summary>One comparison; a chain <c>a &lt; b &lt; c</c> is already two of them joined by AND.</summary>
    public sealed record Comparison(
        TextSpan Span, ComparisonOperator Operator, BoundExpression Left, BoundExpression Right, TypeSet Type) : BoundExpression(Span, Type)
    {
        /// <inheritdoc/>
        public override IEnumerable<BoundExpression> Children() => [Left, Right];
    }

    /// <summary><c>item IN list</c>, three-valued.</summary>
    public sealed record InList(TextSpan Span, BoundExpression Item, BoundExpression List)
        : BoundExpression(Span, TypeSet.Boolean | TypeSet.Null)
    {
        /// <inheritdoc/>
        public override IEnumerable<BoundExpression> Children() => [Item, List];
    }

    /// <summary><c>IS NULL</c> or, negated, <c>IS NOT NULL</c>.</summary>
    public sealed record IsNull(TextSpan Span, BoundExpression Operand, bool Negated) : BoundExpression(Span, TypeSet.Boolean)
    {
        /// <inheritdoc/>
        public override IEnumerable<BoundExpression> Children() => [Operand];
    }

    /// <summary>STARTS WITH, ENDS WITH or CONTAINS; null unless both operands are texts.</summary>
    public sealed record StringPredicate(TextSpan Span, StringOperator Operator, BoundExpression Left, BoundExpression Right, TypeSet Type)
        : BoundExpression(Span, Type)
    {
        /// <inheritdoc/>
        public override IEnumerable<BoundExpression> Children() => [Left, Right];
    }

    /// <summary>CASE. With <paramref name="Operand"/> a branch is taken when operand = condition is true, without when the condition is
    /// true; the first one wins; no branch and no ELSE give null.</summary>
    public sealed record Case(
        TextSpan Span, BoundExpression? Operand, IReadOnlyList<BoundCaseBranch> Branches, BoundExpression? Else, TypeSet Type)
        : BoundExpression(Span, Type)
    {
        /// <inheritdoc/>
        public override IEnumerable<BoundExpression> Children()
        {
            if (Operand is not null)
            {
                yield return Operand;
            }

            foreach (var branch in Branches)
            {
                yield return branch.Condition;
                yield return branch.Result;
            }

            if (Else is not null)
            {
                yield return Else;
            }
        }
    }

    /// <summary><c>[a, b]</c>.</summary>
    public sealed record ListLiteral(TextSpan Span, IReadOnlyList<BoundExpression> Items) : BoundExpression(Span, TypeSet.List)
    {
        /// <inheritdoc/>
        public override IEnumerable<BoundExpression> Children() => Items;
    }

    /// <summary><c>{key: value}</c>; keys are unique, the last one written wins.</summary>
    public sealed record MapLiteral(TextSpan Span, IReadOnlyList<BoundMapEntry> Entries) : BoundExpression(Span, TypeSet.Map)
    {
        /// <inheritdoc/>
        public override IEnumerable<BoundExpression> Children() => Entries.Select(entry => entry.Value);
    }

    /// <summary>A call of a scalar function; the number of arguments fits its arity.</summary>
    public sealed record Call(TextSpan Span, FunctionSymbol Function, IReadOnlyList<BoundExpression> Arguments, TypeSet Type)
        : BoundExpression(Span, Type)
    {
        /// <inheritdoc/>
        public override IEnumerable<BoundExpression> Children() => Arguments;
    }

    /// <summary><c>[x IN list WHERE predicate | projection]</c>: null for null.</summary>
    /// <param name="Span">The whole expression.</param>
    /// <param name="Variable">Holds the element.</param>
    /// <param name="List">The list.</param>
    /// <param name="Where">Elements for which it is not true are left out.</param>
    /// <param name="Projection">What takes an element's place.</param>
    public sealed record ListComprehension(
        TextSpan Span, BoundVariable Variable, BoundExpression List, BoundExpression? Where, BoundExpression? Projection)
        : BoundExpression(Span, TypeSet.List | (List.Type & TypeSet.Null))
    {
        /// <inheritdoc/>
        public override IEnumerable<BoundExpression> Children() => [.. new[] { List, Where, Projection }.OfType<BoundExpression>()];
    }

    /// <summary>all, any, none or single over a list, three-valued.</summary>
    /// <param name="Span">The whole expression.</param>
    /// <param name="Kind">Which.</param>
    /// <param name="Variable">Holds the element.</param>
    /// <param name="List">The list.</param>
    /// <param name="Predicate">Asked of each element.</param>
    public sealed record Quantifier(TextSpan Span, QuantifierKind Kind, BoundVariable Variable, BoundExpression List, BoundExpression Predicate)
        : BoundExpression(Span, TypeSet.Boolean | TypeSet.Null)
    {
        /// <inheritdoc/>
        public override IEnumerable<BoundExpression> Children() => [List, Predicate];
    }

    /// <summary><c>reduce(accumulator = start, x IN list | step)</c>.</summary>
    /// <param name="Span">The whole expression.</param>
    /// <param name="Accumulator">Holds the value so far.</param>
    /// <param name="Start">Its first value.</param>
    /// <param name="Variable">Holds the element.</param>
    /// <param name="List">The list.</param>
    /// <param name="Step">The next value.</param>
    public sealed record Reduce(
        TextSpan Span, BoundVariable Accumulator, BoundExpression Start, BoundVariable Variable, BoundExpression List, BoundExpression Step)
        : BoundExpression(Span, TypeSet.Any)
    {
        /// <inheritdoc/>
        public override IEnumerable<BoundExpression> Children() => [Start, List, Step];
    }

    /// <summary><c>target {.*, key: value}</c>: the properties of a map or element, with some keys replaced; null for null.</summary>
    public sealed record MapProjection(TextSpan Span, BoundExpression Target, IReadOnlyList<BoundMapEntry> Entries)
        : BoundExpression(Span, TypeSet.Map | TypeSet.Null)
    {
        /// <inheritdoc/>
        public override IEnumerable<BoundExpression> Children() => Entries.Select(entry => entry.Value).Prepend(Target);
    }

    /// <summary>A pattern laid over the graph for the row: whether there is a match, or what the matches give.</summary>
    /// <param name="Span">The whole expression.</param>
    /// <param name="Pattern">The pattern; not optional.</param>
    /// <param name="Projection">What each match gives, over its elements and the row, or <see langword="null"/> for whether there is one.
    /// The values are a list, in order of the matches' identities.</param>
    /// <param name="Result">A variable of its own that stands for the answer.</param>
    public sealed record Subquery(TextSpan Span, BoundReading.Match Pattern, BoundExpression? Projection, BoundVariable Result)
        : BoundExpression(Span, Result.Type);

    /// <summary>A call that is answered over the time or the history of the row (docs/semantics.md, section 10).</summary>
    /// <param name="Span">The whole call.</param>
    /// <param name="Function">One with <see cref="FunctionTraits.History"/>.</param>
    /// <param name="Arguments">Over the row; evaluated whenever the row is, wherever in an expression the call stands.</param>
    /// <param name="Result">A variable of its own that stands for the answer.</param>
    public sealed record History(TextSpan Span, FunctionSymbol Function, IReadOnlyList<BoundExpression> Arguments, BoundVariable Result)
        : BoundExpression(Span, Result.Type)
    {
        /// <inheritdoc/>
        public override IEnumerable<BoundExpression> Children() => Arguments;
    }

    /// <summary>The value of key <paramref name="Key"/> of <see cref="BoundAggregation.Keys"/> for the current group.</summary>
    public sealed record GroupKey(TextSpan Span, int Key, TypeSet Type) : BoundExpression(Span, Type);

    /// <summary>A property of the element that is key <paramref name="Key"/>: <c>RETURN a, a.weight + count(*)</c>. Read from the element's
    /// current version, like the element itself.</summary>
    public sealed record GroupKeyPath(TextSpan Span, int Key, BoundVariable Element, IReadOnlyList<string> Path)
        : BoundExpression(Span, TypeSet.Property);

    /// <summary>The result of aggregate <paramref name="Aggregate"/> of <see cref="BoundAggregation.Aggregates"/>.</summary>
    public sealed record AggregateResult(TextSpan Span, int Aggregate, TypeSet Type) : BoundExpression(Span, Type);
}

/// <summary>One branch of CASE.</summary>
public sealed record BoundCaseBranch(BoundExpression Condition, BoundExpression Result);

/// <summary>One entry of a map literal.</summary>
public sealed record BoundMapEntry(string Key, BoundExpression Value);
