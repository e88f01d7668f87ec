namespace Reactor.QueryRuntime.Storage;

/// <summary>One version of a node.</summary>
/// <typeparam name="TRow">What the query reads of nodes: generated per query.</typeparam>
public struct Node<TRow>
    where TRow : struct
{
    /// <summary>Identity of the node's key: see <see cref="Dataflow.RowIdentity"/>.</summary>
    public UInt128 Identity;

    /// <summary>Bit i: the node carries label i of the manifest. 0 while it is not present.</summary>
    public ulong Labels;

    /// <summary>Number of the node in its <see cref="NodeStore{TRow}"/>.</summary>
    public int Number;

    /// <summary>Whether it exists; false for one that only relations speak of.</summary>
    public bool IsPresent;

    /// <summary>Its properties, as far as the query reads them.</summary>
    public TRow Row;
}
