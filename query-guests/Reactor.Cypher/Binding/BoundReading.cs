using Reactor.Cypher.Text;

namespace Reactor.Cypher.Binding;

/// <summary>A clause that adds variables to the row. This version has MATCH only.</summary>
public abstract record BoundReading
{
    private BoundReading(TextSpan span) => Span = span;

    /// <summary>The whole clause.</summary>
    public TextSpan Span { get; }

    /// <summary>MATCH with all its comma-separated patterns.</summary>
    /// <param name="Span">The whole clause.</param>
    /// <param name="Elements">Every node and relation once, in order of first mention (for <c>(a)-[r]->(b)</c>: a, b, r, so that a
    /// relation's ends always stand before it); <see cref="BoundPatternElement.Slot"/> is the index here. Relations of different slots
    /// must be different relations (relationship uniqueness spans this clause); nodes need not differ.</param>
    /// <param name="Where">The clause's WHERE, predicates written inside nodes and relations, and one equality per entry of a property
    /// map, joined by AND; <see langword="null"/> when there is none.</param>
    public sealed record Match(TextSpan Span, IReadOnlyList<BoundPatternElement> Elements, BoundExpression? Where) : BoundReading(Span)
    {
        /// <summary>Numbers the connected components of the pattern: element i belongs to component <c>[i]</c>. More than one component
        /// means a Cartesian product unless WHERE joins them.</summary>
        public required IReadOnlyList<int> Components { get; init; }
    }
}
