namespace Reactor.Contracts.Changes;

/// <summary>The labels of a node, or the one type of a relation: interned, so that equal sets of a source are one object.</summary>
public sealed class LabelSet
{
    internal LabelSet(int number, string[] names)
    {
        Number = number;
        Names = names;
    }

    /// <summary>Number of the set in its <see cref="SourceVocabulary"/>, from 0.</summary>
    public int Number { get; }

    /// <summary>The labels, unique, ascending in ordinal order; empty for an unlabelled node.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <inheritdoc/>
    public override string ToString() => string.Join(':', Names);
}
