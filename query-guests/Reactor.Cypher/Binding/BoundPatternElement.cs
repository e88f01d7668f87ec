using Reactor.Cypher.Syntax;
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
        : BoundPatternElement(Span, Slot, Variable)
    {
        /// <summary>Whether it is required, by <see cref="Labels"/> or <see cref="BoundReading.Match.LabelTests"/>, to carry one of the labels that
        /// the query names.</summary>
        public bool IsLabelled { get; init; } = Labels.Count > 0;
    }

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

    /// <summary>Relations of variable length: a path of different relations.</summary>
    /// <param name="Span">Where it is written.</param>
    /// <param name="Slot">Its index.</param>
    /// <param name="Variable">A value: the path, ends included. What the text names is the list of its relations.</param>
    /// <param name="Types">Each relation has one of them; empty for any.</param>
    /// <param name="From">Slot of the node where the path starts, the left one as written.</param>
    /// <param name="To">Slot of the node where it ends; may equal <paramref name="From"/>.</param>
    /// <param name="Direction">Which way all relations point, seen from the path's start.</param>
    /// <param name="Minimum">Fewest relations; a path of 0 has one node.</param>
    /// <param name="Maximum">Most relations; <see cref="int.MaxValue"/> for no limit. Below <paramref name="Minimum"/> nothing matches.</param>
    public sealed record Walk(
        TextSpan Span, int Slot, BoundVariable Variable, IReadOnlyList<string> Types, int From, int To, PatternDirection Direction, int Minimum, int Maximum)
        : BoundPatternElement(Span, Slot, Variable)
    {
        /// <summary>Number of its MATCH, as with <see cref="Relation.Clause"/>: its relations differ from all others there.</summary>
        public int Clause { get; init; }
    }
}
