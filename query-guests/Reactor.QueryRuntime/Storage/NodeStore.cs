using Reactor.Contracts.Changes;
using Reactor.QueryRuntime.Dataflow;

namespace Reactor.QueryRuntime.Storage;

/// <summary>The nodes of an instance in their current version, by dense number.</summary>
/// <typeparam name="TRow">What the query reads of nodes.</typeparam>
public sealed class NodeStore<TRow>
    where TRow : struct
{
    private readonly KeyTable _keys;
    private readonly ChunkedArray<Node<TRow>> _nodes = new();

    /// <summary>Makes an empty store.</summary>
    /// <param name="hash">The instance's keyed hash.</param>
    public NodeStore(StateHash hash) => _keys = new KeyTable(hash);

    /// <summary>Nodes in the store, those included that only relations speak of.</summary>
    public int Count => _keys.Count;

    /// <summary>All numbers in use are below this one.</summary>
    public int Limit => _keys.Limit;

    /// <summary>The current version of a node; the reference is valid until the next <see cref="FindOrAdd"/>.</summary>
    public ref Node<TRow> this[int number] => ref _nodes[number];

    /// <summary>The number of a node, or <see cref="KeyTable.None"/>.</summary>
    public int Find(ushort source, ReadOnlySpan<byte> id) => _keys.Find(source, id);

    /// <summary>The number of a node; an unknown one is added as not present.</summary>
    public int FindOrAdd(ushort source, ReadOnlySpan<byte> id)
    {
        var number = _keys.FindOrAdd(source, id, out var added);
        if (added)
        {
            _nodes.EnsureIndex(number);
            _nodes[number] = new Node<TRow> { Identity = RowIdentity.OfElement(ElementKind.Node, source, id), Number = number };
        }

        return number;
    }

    /// <summary>The source of a node.</summary>
    public ushort Source(int number) => _keys.Source(number);

    /// <summary>The id of a node, UTF-8; valid until the store changes.</summary>
    public ReadOnlySpan<byte> Id(int number) => _keys.Id(number);

    /// <summary>Forgets a node that is not present and that no relation speaks of.</summary>
    public void Remove(int number)
    {
        _keys.Remove(number);
        _nodes[number] = default;
    }
}
