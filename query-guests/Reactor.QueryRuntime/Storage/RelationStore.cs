using Reactor.Contracts.Changes;
using Reactor.QueryRuntime.Dataflow;

namespace Reactor.QueryRuntime.Storage;

/// <summary>The relations of an instance in their current version, by dense number.</summary>
/// <typeparam name="TRow">What the query reads of relations.</typeparam>
public sealed class RelationStore<TRow>
    where TRow : struct
{
    private readonly KeyTable _keys;
    private readonly ChunkedArray<Relation<TRow>> _relations = new();

    /// <summary>Makes an empty store.</summary>
    /// <param name="hash">The instance's keyed hash.</param>
    public RelationStore(StateHash hash) => _keys = new KeyTable(hash);

    /// <summary>Relations in the store.</summary>
    public int Count => _keys.Count;

    /// <summary>All numbers in use are below this one.</summary>
    public int Limit => _keys.Limit;

    /// <summary>The current version of a relation; the reference is valid until the next <see cref="FindOrAdd"/>.</summary>
    public ref Relation<TRow> this[int number] => ref _relations[number];

    /// <summary>The number of a relation, or <see cref="KeyTable.None"/>.</summary>
    public int Find(ushort source, ReadOnlySpan<byte> id) => _keys.Find(source, id);

    /// <summary>The number of a relation; an unknown one is added as not present.</summary>
    public int FindOrAdd(ushort source, ReadOnlySpan<byte> id)
    {
        var number = _keys.FindOrAdd(source, id, out var added);
        if (added)
        {
            _relations.EnsureIndex(number);
            _relations[number] = new Relation<TRow>
            {
                Identity = RowIdentity.OfElement(ElementKind.Relation, source, id),
                Number = number,
                Start = Relation<TRow>.NoNode,
                End = Relation<TRow>.NoNode,
            };
        }

        return number;
    }

    /// <summary>The source of a relation.</summary>
    public ushort Source(int number) => _keys.Source(number);

    /// <summary>Forgets a relation.</summary>
    public void Remove(int number)
    {
        _keys.Remove(number);
        _relations[number] = default;
    }
}
