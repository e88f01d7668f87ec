using Reactor.Cypher.Text;

namespace Reactor.Cypher.Binding;

/// <summary>A node or relation of a MATCH.</summary>
public abstract record BoundPatternElement
{
    private BoundPatternElement(TextSpan span, int slot, BoundVariable variable)
    {
        Span = span;
        Slot = slot;
        Variable = variable;
    }

    /// <summary>Where it is first written.</summary>
    public TextSpan Span { get; }

    /// <summary>Index in <see cref="BoundReading.Match.Elements"/>.</summary>
    public int Slot { get; }

    /// <summary>Always there, without a name for an anonymous element.</summary>
    public BoundVariable Variable { get; }

    /// <summary>A node.</summary>
    /// <param name="Span">Where it is first written.</param>
    /// <param name="Slot">Its index.</param>
    /// <param name="Variable">Its variable.</param>
    /// <param name="Labels">All are required, those of later mentions of the same variable included; empty for any node.</param>
    public sealed record Node(TextSpan Span, int Slot, BoundVariable Variable, IReadOnlyList<string> Labels)
        : BoundPatternElement(Span, Slot, Variable);

    /// <summary>A single relation.</summary>
    /// <param name="Span">Where it is written.</param>
    /// <param name="Slot">Its index.</param>
    /// <param name="Variable">Its variable.</param>
    /// <param name="Types">One of them is required; empty for any.</param>
    /// <param name="From">Slot of the node where the relation starts; see <paramref name="IsDirected"/>.</param>
    /// <param name="To">Slot of the node where it ends; may equal <paramref name="From"/> (a loop).</param>
    /// <param name="IsDirected"><see langword="false"/>: either of the two nodes may be the start. Arrows to the left are already turned
    /// round, so a directed relation always starts at <paramref name="From"/>.</param>
    public sealed record Relation(
        TextSpan Span, int Slot, BoundVariable Variable, IReadOnlyList<string> Types, int From, int To, bool IsDirected)
        : BoundPatternElement(Span, Slot, Variable)
    {
        /// <summary>Number of its MATCH among those bound as one: only relations of one MATCH must differ.</summary>
        public int Clause { get; init; }
    }
}
