namespace Reactor.QueryRuntime.Storage;

/// <summary>
/// Which relations leave and enter a node, apart by type: walking costs what it finds. Doubly linked lists through arrays by relation
/// number, their heads by node number.
/// </summary>
/// <remarks>
/// A relation is in the lists of one class (its type's) at a time. A node is pinned by every relation that names it as an end, in a
/// list or not: while it is pinned its number must stay its own.
/// </remarks>
public sealed class Adjacency
{
    /// <summary>End of a list.</summary>
    public const int None = -1;

    private readonly int _classes;
    private readonly ChunkedArray<Links> _links = new();
    private readonly ChunkedArray<int> _heads = new();
    private readonly ChunkedArray<int> _pins = new();

    /// <summary>Makes empty lists.</summary>
    /// <param name="classes">Relation types that are told apart, 0 or more.</param>
    public Adjacency(int classes) => _classes = classes;

    /// <summary>The first relation that starts at a node, or <see cref="None"/>.</summary>
    public int FirstOut(int node, int type) => _heads[Head(node, type, incoming: false)] - 1;

    /// <summary>The relation behind another one in the list of its start.</summary>
    public int NextOut(int relation) => _links[relation].NextOut - 1;

    /// <summary>The first relation that ends at a node, or <see cref="None"/>.</summary>
    public int FirstIn(int node, int type) => _heads[Head(node, type, incoming: true)] - 1;

    /// <summary>The relation behind another one in the list of its end.</summary>
    public int NextIn(int relation) => _links[relation].NextIn - 1;

    /// <summary>Whether a relation names the node as an end.</summary>
    public bool IsPinned(int node) => _pins[node] != 0;

    /// <summary>Makes room for a node's lists; before any other use of its number.</summary>
    public void EnsureNode(int node)
    {
        _pins.EnsureIndex(node);
        if (_classes != 0)
        {
            _heads.EnsureIndex(Head(node, _classes - 1, incoming: true));
        }
    }

    /// <summary>Counts a relation that names the node as an end.</summary>
    public void Pin(int node) => _pins[node]++;

    /// <summary>Takes back one <see cref="Pin"/>.</summary>
    public void Unpin(int node) => _pins[node]--;

    /// <summary>Puts a relation, which is in no list, into the lists of its ends.</summary>
    public void Link(int relation, int type, int start, int end)
    {
        _links.EnsureIndex(relation);
        ref var link = ref _links[relation];
        ref var outHead = ref _heads[Head(start, type, incoming: false)];
        ref var inHead = ref _heads[Head(end, type, incoming: true)];
        link = new Links { NextOut = outHead, NextIn = inHead };
        if (outHead != 0)
        {
            _links[outHead - 1].PreviousOut = relation + 1;
        }

        if (inHead != 0)
        {
            _links[inHead - 1].PreviousIn = relation + 1;
        }

        outHead = inHead = relation + 1;
    }

    /// <summary>Takes a relation out of the lists that <see cref="Link"/> put it into.</summary>
    public void Unlink(int relation, int type, int start, int end)
    {
        var link = _links[relation];
        if (link.NextOut != 0)
        {
            _links[link.NextOut - 1].PreviousOut = link.PreviousOut;
        }

        if (link.NextIn != 0)
        {
            _links[link.NextIn - 1].PreviousIn = link.PreviousIn;
        }

        if (link.PreviousOut != 0)
        {
            _links[link.PreviousOut - 1].NextOut = link.NextOut;
        }
        else
        {
            _heads[Head(start, type, incoming: false)] = link.NextOut;
        }

        if (link.PreviousIn != 0)
        {
            _links[link.PreviousIn - 1].NextIn = link.NextIn;
        }
        else
        {
            _heads[Head(end, type, incoming: true)] = link.NextIn;
        }
    }

    private int Head(int node, int type, bool incoming) => (2 * ((node * _classes) + type)) + (incoming ? 1 : 0);

    /// <summary>Neighbours in the two lists: relation number + 1, 0 at the ends.</summary>
    private struct Links
    {
        internal int NextOut;
        internal int PreviousOut;
        internal int NextIn;
        internal int PreviousIn;
    }
}
