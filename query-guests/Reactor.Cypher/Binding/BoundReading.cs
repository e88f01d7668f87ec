using Reactor.Cypher.Text;

namespace Reactor.Cypher.Binding;

/// <summary>A clause that adds variables to the row.</summary>
public abstract record BoundReading
{
    private BoundReading(TextSpan span) => Span = span;

    /// <summary>The whole clause; of several clauses bound as one, the first to the last.</summary>
    public TextSpan Span { get; }

    /// <summary>A pattern laid over the graph for every incoming row: MATCH clauses that follow each other directly are one of these,
    /// OPTIONAL MATCH is one of its own.</summary>
    /// <param name="Span">The clauses.</param>
    /// <param name="Elements">Every node and relation once, in order of first mention (for <c>(a)-[r]->(b)</c>: a, b, r, so that a
    /// relation's ends always stand before it); <see cref="BoundPatternElement.Slot"/> is the index here. Relations of one clause
    /// (<see cref="BoundPatternElement.Relation.Clause"/>) must be different relations; nodes need not differ.</param>
    /// <param name="Where">The clauses' WHERE, predicates written inside nodes and relations, and one equality per entry of a property
    /// map, joined by AND; <see langword="null"/> when there is none. It sees the elements and the incoming row.</param>
    public sealed record Match(TextSpan Span, IReadOnlyList<BoundPatternElement> Elements, BoundExpression? Where) : BoundReading(Span)
    {
        /// <summary>Numbers the connected components of the pattern: element i belongs to component <c>[i]</c>. More than one component
        /// means a Cartesian product unless WHERE or <see cref="Links"/> join them.</summary>
        public required IReadOnlyList<int> Components { get; init; }

        /// <summary>OPTIONAL MATCH: an incoming row without a match goes on with nulls for the pattern's variables.</summary>
        public bool IsOptional { get; init; }

        /// <summary>Those operands of <see cref="Where"/> that label expressions inside nodes and relations are: what they say belongs to the
        /// pattern itself.</summary>
        public IReadOnlyList<BoundExpression> LabelTests { get; init; } = [];

        /// <summary>The elements that the incoming row names already.</summary>
        public IReadOnlyList<BoundLink> Links { get; init; } = [];
    }

    /// <summary>UNWIND: one row per element of a list, in its order; none for null or an empty list, one for any other value.</summary>
    /// <param name="Span">The whole clause.</param>
    /// <param name="List">Over the incoming row.</param>
    /// <param name="Variable">Holds the element.</param>
    public sealed record Unwind(TextSpan Span, BoundExpression List, BoundVariable Variable) : BoundReading(Span);
}

/// <summary>An element of a pattern must be the one that the incoming row holds; a row that holds null there has no match.</summary>
/// <param name="Outer">The row's variable: an element, or a value that may be one.</param>
/// <param name="Slot">Index in <see cref="BoundReading.Match.Elements"/>; the element has a variable of its own.</param>
public sealed record BoundLink(BoundVariable Outer, int Slot);
