namespace Reactor.QueryRuntime.Storage;

/// <summary>One version of a relation.</summary>
/// <typeparam name="TRow">What the query reads of relations: generated per query.</typeparam>
public struct Relation<TRow>
    where TRow : struct
{
    /// <summary>What <see cref="Start"/> and <see cref="End"/> hold when the feed never named that end.</summary>
    public const int NoNode = -1;

    /// <summary>Identity of the relation's key: see <see cref="Dataflow.RowIdentity"/>.</summary>
    public UInt128 Identity;

    /// <summary>Bit i: the relation has type i of the manifest. 0 while it is not present.</summary>
    public ulong Types;

    /// <summary>Number of the relation in its <see cref="RelationStore{TRow}"/>.</summary>
    public int Number;

    /// <summary>Number of the node it starts at.</summary>
    public int Start;

    /// <summary>Number of the node it ends at.</summary>
    public int End;

    /// <summary>Whether it exists.</summary>
    public bool IsPresent;

    /// <summary>Its properties, as far as the query reads them.</summary>
    public TRow Row;

    /// <summary>Whether it exists and both its ends are known.</summary>
    public readonly bool IsMatchable => IsPresent && (Start | End) >= 0;
}
