namespace Reactor.Contracts.Changes;

/// <summary>An ordered run of changes from one source, cut into units. How a feed is cut into batches never shows in a result.</summary>
public sealed class ChangeBatch
{
    /// <summary>Makes a batch.</summary>
    /// <param name="source">Name of the source.</param>
    /// <param name="vocabulary">What the numbers in the changes mean.</param>
    /// <param name="phase">Bootstrap or live.</param>
    /// <param name="changes">The changes, in order.</param>
    /// <param name="transactionEnds">For each transaction that ends in this batch the index just behind its last change, ascending; changes
    /// behind the last one belong to a transaction that goes on in the source's next batch. Null when every change is a unit of its own.
    /// Ignored while bootstrapping: the whole bootstrap is one unit.</param>
    /// <exception cref="ArgumentException">The ends do not ascend within the changes.</exception>
    public ChangeBatch(
        string source, SourceVocabulary vocabulary, BatchPhase phase, IReadOnlyList<ElementChange> changes, IReadOnlyList<int>? transactionEnds = null)
    {
        Source = source;
        Vocabulary = vocabulary;
        Phase = phase;
        Changes = changes;
        TransactionEnds = transactionEnds;
        var previous = 0;
        foreach (var end in transactionEnds ?? [])
        {
            if (end <= previous || end > changes.Count)
            {
                throw new ArgumentException($"transaction end {end} does not ascend within 1..{changes.Count}", nameof(transactionEnds));
            }

            previous = end;
        }
    }

    /// <summary>Name of the source.</summary>
    public string Source { get; }

    /// <summary>What the numbers in the changes mean; the same object for all batches of a source.</summary>
    public SourceVocabulary Vocabulary { get; }

    /// <summary>Bootstrap or live.</summary>
    public BatchPhase Phase { get; }

    /// <summary>The changes, in order.</summary>
    public IReadOnlyList<ElementChange> Changes { get; }

    /// <summary>For each transaction that ends in this batch the index just behind its last change; null when every change is a unit of its own.</summary>
    public IReadOnlyList<int>? TransactionEnds { get; }
}
