using Reactor.Cypher.Text;

namespace Reactor.Cypher.Syntax;

/// <summary>An expression as written. Parentheses leave no node of their own: the shape of the tree says it.</summary>
public abstract record ExpressionSyntax : SyntaxNode
{
    private ExpressionSyntax(TextSpan span)
        : base(span)
    {
    }

    /// <summary>Levels of expressions from here down, 1 for a leaf. The parser bounds it (<see cref="SyntaxLimits.TreeHeight"/>), so
    /// that code which walks the tree recursively cannot run out of stack.</summary>
    public int Height { get; init; } = 1;

    /// <summary>The direct sub-expressions, in order of writing; those inside patterns and nested queries are not among them.</summary>
    public virtual IEnumerable<ExpressionSyntax> Children() => [];

    /// <summary>A literal.</summary>
    /// <param name="Span">Includes a minus sign that belongs to the number, and quotes.</param>
    /// <param name="Value"><see langword="null"/>, <see cref="bool"/>, <see cref="long"/>, <see cref="double"/> or <see cref="string"/>.</param>
    public sealed record Literal(TextSpan Span, object? Value) : ExpressionSyntax(Span);

    /// <summary><c>$name</c>.</summary>
    public sealed record Parameter(TextSpan Span, string Name) : ExpressionSyntax(Span);

    /// <summary>A variable's name.</summary>
    public sealed record Reference(TextSpan Span, string Name) : ExpressionSyntax(Span);

    /// <summary><c>target.key</c>.</summary>
    public sealed record Property(TextSpan Span, ExpressionSyntax Target, IdentifierSyntax Key) : ExpressionSyntax(Span)
    {
        /// <inheritdoc/>
        public override IEnumerable<ExpressionSyntax> Children() => [Target];
    }

    /// <summary><c>target[subscript]</c>.</summary>
    public sealed record Index(TextSpan Span, ExpressionSyntax Target, ExpressionSyntax Subscript) : ExpressionSyntax(Span)
    {
        /// <inheritdoc/>
        public override IEnumerable<ExpressionSyntax> Children() => [Target, Subscript];
    }

    /// <summary><c>target[from..to]</c>; both ends are optional.</summary>
    public sealed record Slice(TextSpan Span, ExpressionSyntax Target, ExpressionSyntax? From, ExpressionSyntax? To) : ExpressionSyntax(Span)
    {
        /// <inheritdoc/>
        public override IEnumerable<ExpressionSyntax> Children() => Present(Target, From, To);
    }

    /// <summary><c>target:A:B</c>, with a label expression <c>target:A|!B</c>.</summary>
    public sealed record HasLabels(TextSpan Span, ExpressionSyntax Target, IReadOnlyList<IdentifierSyntax> Labels) : ExpressionSyntax(Span)
    {
        /// <summary>What else is required of the labels; no conjunctions.</summary>
        public IReadOnlyList<LabelExpressionSyntax> Tests { get; init; } = [];

        /// <inheritdoc/>
        public override IEnumerable<ExpressionSyntax> Children() => [Target];
    }

    /// <summary>NOT, unary minus or plus.</summary>
    public sealed record Unary(TextSpan Span, UnaryOperator Operator, ExpressionSyntax Operand) : ExpressionSyntax(Span)
    {
        /// <inheritdoc/>
        public override IEnumerable<ExpressionSyntax> Children() => [Operand];
    }

    /// <summary>Boolean and arithmetic operators; all are left-associative.</summary>
    public sealed record Binary(TextSpan Span, BinaryOperator Operator, ExpressionSyntax Left, ExpressionSyntax Right) : ExpressionSyntax(Span)
    {
        /// <inheritdoc/>
        public override IEnumerable<ExpressionSyntax> Children() => [Left, Right];
    }

    /// <summary><c>a &lt; b &lt;= c</c>: every neighbouring pair is compared, all must hold.</summary>
    /// <param name="Span">The whole chain.</param>
    /// <param name="Operands">Two or more.</param>
    /// <param name="Operators">One fewer than <paramref name="Operands"/>.</param>
    public sealed record Comparison(TextSpan Span, IReadOnlyList<ExpressionSyntax> Operands, IReadOnlyList<ComparisonOperator> Operators)
        : ExpressionSyntax(Span)
    {
        /// <inheritdoc/>
        public override IEnumerable<ExpressionSyntax> Children() => Operands;
    }

    /// <summary><c>item IN list</c>.</summary>
    public sealed record In(TextSpan Span, ExpressionSyntax Item, ExpressionSyntax List) : ExpressionSyntax(Span)
    {
        /// <inheritdoc/>
        public override IEnumerable<ExpressionSyntax> Children() => [Item, List];
    }

    /// <summary><c>IS NULL</c> or, negated, <c>IS NOT NULL</c>.</summary>
    public sealed record IsNull(TextSpan Span, ExpressionSyntax Operand, bool Negated) : ExpressionSyntax(Span)
    {
        /// <inheritdoc/>
        public override IEnumerable<ExpressionSyntax> Children() => [Operand];
    }

    /// <summary>STARTS WITH, ENDS WITH, CONTAINS or =~.</summary>
    public sealed record StringPredicate(TextSpan Span, StringOperator Operator, ExpressionSyntax Left, ExpressionSyntax Right)
        : ExpressionSyntax(Span)
    {
        /// <inheritdoc/>
        public override IEnumerable<ExpressionSyntax> Children() => [Left, Right];
    }

    /// <summary>CASE; without <paramref name="Operand"/> the conditions are predicates, with it they are compared to it.</summary>
    public sealed record Case(TextSpan Span, ExpressionSyntax? Operand, IReadOnlyList<CaseBranchSyntax> Branches, ExpressionSyntax? Else)
        : ExpressionSyntax(Span)
    {
        /// <inheritdoc/>
        public override IEnumerable<ExpressionSyntax> Children() => [.. Present(Operand), .. Branches.SelectMany(branch => branch.Conditions.Append(branch.Result)), .. Present(Else)];
    }

    /// <summary><c>[a, b]</c>.</summary>
    public sealed record ListLiteral(TextSpan Span, IReadOnlyList<ExpressionSyntax> Items) : ExpressionSyntax(Span)
    {
        /// <inheritdoc/>
        public override IEnumerable<ExpressionSyntax> Children() => Items;
    }

    /// <summary><c>{key: value}</c>.</summary>
    public sealed record MapLiteral(TextSpan Span, IReadOnlyList<MapEntrySyntax> Entries) : ExpressionSyntax(Span)
    {
        /// <inheritdoc/>
        public override IEnumerable<ExpressionSyntax> Children() => Entries.Select(entry => entry.Value);
    }

    /// <summary>A function or aggregate call.</summary>
    /// <param name="Span">The whole call.</param>
    /// <param name="Name">With its namespace, case as written.</param>
    /// <param name="Distinct">DISTINCT in front of the arguments.</param>
    /// <param name="Arguments">In order.</param>
    public sealed record Call(TextSpan Span, IdentifierSyntax Name, bool Distinct, IReadOnlyList<ExpressionSyntax> Arguments)
        : ExpressionSyntax(Span)
    {
        /// <inheritdoc/>
        public override IEnumerable<ExpressionSyntax> Children() => Arguments;
    }

    /// <summary><c>count(*)</c>.</summary>
    public sealed record CountStar(TextSpan Span) : ExpressionSyntax(Span);

    /// <summary><c>[x IN list WHERE predicate | projection]</c>.</summary>
    public sealed record ListComprehension(
        TextSpan Span, IdentifierSyntax Variable, ExpressionSyntax Source, ExpressionSyntax? Where, ExpressionSyntax? Projection)
        : ExpressionSyntax(Span)
    {
        /// <inheritdoc/>
        public override IEnumerable<ExpressionSyntax> Children() => Present(Source, Where, Projection);
    }

    /// <summary><c>[pattern WHERE predicate | projection]</c>.</summary>
    public sealed record PatternComprehension(
        TextSpan Span, PathPatternSyntax Pattern, ExpressionSyntax? Where, ExpressionSyntax Projection) : ExpressionSyntax(Span)
    {
        /// <inheritdoc/>
        public override IEnumerable<ExpressionSyntax> Children() => Present(Where, Projection);
    }

    /// <summary>A pattern as predicate, also inside <c>exists(...)</c>; shortestPath(...) as a value too.</summary>
    public sealed record PatternPredicate(TextSpan Span, PathPatternSyntax Pattern) : ExpressionSyntax(Span);

    /// <summary><c>EXISTS { ... }</c>; a bare pattern inside counts as MATCH.</summary>
    public sealed record Exists(TextSpan Span, QuerySyntax Query) : ExpressionSyntax(Span);

    /// <summary>all, any, none or single over a list.</summary>
    public sealed record Quantifier(
        TextSpan Span, QuantifierKind Kind, IdentifierSyntax Variable, ExpressionSyntax Source, ExpressionSyntax? Where)
        : ExpressionSyntax(Span)
    {
        /// <inheritdoc/>
        public override IEnumerable<ExpressionSyntax> Children() => Present(Source, Where);
    }

    /// <summary><c>reduce(accumulator = start, x IN list | step)</c>.</summary>
    public sealed record Reduce(
        TextSpan Span,
        IdentifierSyntax Accumulator,
        ExpressionSyntax Start,
        IdentifierSyntax Variable,
        ExpressionSyntax Source,
        ExpressionSyntax Step) : ExpressionSyntax(Span)
    {
        /// <inheritdoc/>
        public override IEnumerable<ExpressionSyntax> Children() => [Start, Source, Step];
    }

    /// <summary><c>n {.key, .*, other: 1, variable}</c>.</summary>
    public sealed record MapProjection(TextSpan Span, IdentifierSyntax Target, IReadOnlyList<MapProjectionItemSyntax> Items)
        : ExpressionSyntax(Span)
    {
        /// <inheritdoc/>
        public override IEnumerable<ExpressionSyntax> Children() => Items.Select(item => item.Value).OfType<ExpressionSyntax>();
    }

    /// <summary>Stands where the text has no expression; a diagnostic was reported there.</summary>
    public sealed record Missing(TextSpan Span) : ExpressionSyntax(Span);

    private static IEnumerable<ExpressionSyntax> Present(params IEnumerable<ExpressionSyntax?> children) =>
        children.OfType<ExpressionSyntax>();
}

/// <summary>One WHEN ... THEN ...; several conditions separated by commas are alternatives.</summary>
public sealed record CaseBranchSyntax(TextSpan Span, IReadOnlyList<ExpressionSyntax> Conditions, ExpressionSyntax Result) : SyntaxNode(Span);

/// <summary>One entry of a map literal.</summary>
public sealed record MapEntrySyntax(TextSpan Span, IdentifierSyntax Key, ExpressionSyntax Value) : SyntaxNode(Span);

/// <summary>One element of a map projection: <c>.key</c> and <c>.*</c> have no value, <c>.*</c> has no key.</summary>
public sealed record MapProjectionItemSyntax(TextSpan Span, IdentifierSyntax? Key, ExpressionSyntax? Value) : SyntaxNode(Span);
