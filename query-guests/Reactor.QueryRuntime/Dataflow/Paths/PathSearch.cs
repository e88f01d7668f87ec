using Reactor.QueryRuntime.Loop;
using Reactor.QueryRuntime.Storage;

namespace Reactor.QueryRuntime.Dataflow.Paths;

/// <summary>
/// The paths of one variable-length relation: finds those through a changed element, once as it was and once as it is, and no others
/// (docs/semantics.md, section 5).
/// </summary>
/// <remarks>
/// From the changed element every way back to a start is combined with every way on to an end; relations of a path all differ. A node may
/// stand in a path several times: ways back from a changed node do not meet it again, so that each path is found at its first mention.
/// </remarks>
/// <typeparam name="TNode">What the query reads of nodes.</typeparam>
/// <typeparam name="TRelation">What the query reads of relations.</typeparam>
public sealed class PathSearch<TNode, TRelation>
    where TNode : struct
    where TRelation : struct
{
    /// <summary>Most paths through one element; more suspend the query rather than fill its memory.</summary>
    public const int MaxPaths = 1_000_000;

    /// <summary>Most relations of a path.</summary>
    public const int MaxLength = 1_000;

    private const int None = -1;

    private readonly PathShape _shape;
    private readonly NodeStore<TNode> _nodes;
    private readonly RelationStore<TRelation> _relations;
    private readonly Adjacency _links;
    private readonly PathSink<TNode, TRelation> _sink;

    // Steps away from the middle: towards the start in _back, towards the end in _ahead.
    private readonly List<(int Relation, int Node)> _back = [];
    private readonly List<(int Relation, int Node)> _ahead = [];
    private readonly HashSet<int> _used = [];
    private Node<TNode> _oldNode;
    private Relation<TRelation> _oldRelation;
    private int _oldNodeNumber = None;
    private int _oldRelationNumber = None;
    private int _middle;
    private int _avoided = None;
    private int _sign;
    private int _found;
    private long _probes;

    /// <summary>Prepares searches.</summary>
    /// <param name="shape">Which paths count.</param>
    /// <param name="nodes">The nodes.</param>
    /// <param name="relations">The relations.</param>
    /// <param name="links">Which relations leave and enter which node.</param>
    /// <param name="sink">Takes the paths.</param>
    public PathSearch(
        PathShape shape, NodeStore<TNode> nodes, RelationStore<TRelation> relations, Adjacency links, PathSink<TNode, TRelation> sink)
    {
        _shape = shape;
        _nodes = nodes;
        _relations = relations;
        _links = links;
        _sink = sink;
    }

    /// <summary>Number of relations of the path at hand.</summary>
    public int Length => _back.Count + _ahead.Count;

    /// <summary>Identity of the path at hand: that of a match of its first node, its relations and its last node.</summary>
    public UInt128 Identity
    {
        get
        {
            var identities = new UInt128[Length + 2];
            identities[0] = Node(0).Identity;
            for (var i = 0; i < Length; i++)
            {
                identities[i + 1] = Relation(i).Identity;
            }

            identities[^1] = Node(Length).Identity;
            return RowIdentity.OfMatch(identities);
        }
    }

    /// <summary>A node of the path at hand, as the search sees it.</summary>
    /// <param name="place">0 to <see cref="Length"/>.</param>
    public ref readonly Node<TNode> Node(int place) => ref NodeAt(
        place < _back.Count ? _back[^(place + 1)].Node
        : place == _back.Count ? _middle
        : _ahead[place - _back.Count - 1].Node);

    /// <summary>A relation of the path at hand, as the search sees it.</summary>
    /// <param name="place">0 to <see cref="Length"/> - 1.</param>
    public ref readonly Relation<TRelation> Relation(int place) =>
        ref RelationAt(place < _back.Count ? _back[^(place + 1)].Relation : _ahead[place - _back.Count].Relation);

    /// <summary>Replaces the paths through a node; the store holds its new version.</summary>
    /// <returns>State entries looked at.</returns>
    public long NodeChanged(in Node<TNode> old, int number)
    {
        _probes = 0;
        _avoided = number;
        (_oldNode, _oldNodeNumber) = (old, number);
        ThroughNode(-1, number);
        _oldNodeNumber = None;
        ThroughNode(1, number);
        _avoided = None;
        return _probes;
    }

    /// <summary>Replaces the paths through a relation; the store holds its new version.</summary>
    /// <returns>State entries looked at.</returns>
    public long RelationChanged(in Relation<TRelation> old, int number)
    {
        _probes = 0;
        (_oldRelation, _oldRelationNumber) = (old, number);
        ThroughRelation(-1, number);
        _oldRelationNumber = None;
        ThroughRelation(1, number);
        return _probes;
    }

    private ref readonly Node<TNode> NodeAt(int number) => ref number == _oldNodeNumber ? ref _oldNode : ref _nodes[number];

    private ref readonly Relation<TRelation> RelationAt(int number) => ref number == _oldRelationNumber ? ref _oldRelation : ref _relations[number];

    private void ThroughNode(int sign, int number)
    {
        (_sign, _found, _middle) = (sign, 0, number);
        if (NodeAt(number).IsPresent)
        {
            GoBack(number);
        }
    }

    private void ThroughRelation(int sign, int number)
    {
        (_sign, _found) = (sign, 0);
        ref readonly var relation = ref RelationAt(number);
        if (!IsStep(relation) || _shape.Maximum == 0 || !NodeAt(relation.Start).IsPresent || !NodeAt(relation.End).IsPresent)
        {
            return;
        }

        var (start, end) = (relation.Start, relation.End);
        var isUndirected = (relation.Types & _shape.UndirectedTypes) != 0;
        _used.Add(number);
        if (_shape.FollowsOut || isUndirected)
        {
            ThroughRelation(number, start, end);
        }

        // A loop is one step, whichever way it is taken.
        if ((_shape.FollowsIn || isUndirected) && (start != end || !_shape.FollowsOut))
        {
            ThroughRelation(number, end, start);
        }

        _used.Remove(number);
    }

    private void ThroughRelation(int number, int from, int to)
    {
        _middle = from;
        _ahead.Add((number, to));
        GoBack(from);
        _ahead.Clear();
    }

    private bool IsStep(in Relation<TRelation> relation) => relation.IsMatchable && (_shape.Types == 0 || (relation.Types & _shape.Types) != 0);

    /// <summary>Takes the way back so far as the path's beginning, then goes further back.</summary>
    private void GoBack(int node)
    {
        if ((NodeAt(node).Labels & _shape.StartLabels) == _shape.StartLabels)
        {
            GoAhead(_ahead.Count == 0 ? _middle : _ahead[^1].Node);
        }

        if (HasRoom())
        {
            Walk(node, isBack: true);
        }
    }

    /// <summary>Reports the path if it may end here, then goes further on.</summary>
    private void GoAhead(int node)
    {
        if (Length >= _shape.Minimum && Length <= _shape.Maximum && (NodeAt(node).Labels & _shape.EndLabels) == _shape.EndLabels)
        {
            if (++_found > MaxPaths)
            {
                throw Limit($"more than {MaxPaths} paths lead through one element");
            }

            _sink(_sign, this);
        }

        if (HasRoom())
        {
            Walk(node, isBack: false);
        }
    }

    private bool HasRoom()
    {
        if (Length >= _shape.Maximum)
        {
            return false;
        }

        return Length < MaxLength
            ? true
            : throw Limit($"a path may have more than {MaxLength} relations");
    }

    private QueryLimitException Limit(string reached) => new($"{_shape.Text}: {reached}, the limit; bound the relation's length in the pattern, as in *1..5, or name fewer types");

    private void Walk(int node, bool isBack)
    {
        foreach (var type in _shape.Classes)
        {
            var isUndirected = Array.IndexOf(_shape.UndirectedClasses, type) >= 0;
            if (isUndirected || (isBack ? _shape.FollowsIn : _shape.FollowsOut))
            {
                for (var relation = _links.FirstOut(node, type); relation != Adjacency.None; relation = _links.NextOut(relation))
                {
                    Step(relation, RelationAt(relation).End, isBack);
                }
            }

            if (isUndirected || (isBack ? _shape.FollowsOut : _shape.FollowsIn))
            {
                for (var relation = _links.FirstIn(node, type); relation != Adjacency.None; relation = _links.NextIn(relation))
                {
                    var other = RelationAt(relation).Start;
                    if (other != node || !(_shape.FollowsOut && _shape.FollowsIn))
                    {
                        Step(relation, other, isBack);
                    }
                }
            }
        }
    }

    private void Step(int relation, int node, bool isBack)
    {
        _probes++;
        if (!IsStep(RelationAt(relation)) || !NodeAt(node).IsPresent || (isBack && node == _avoided) || !_used.Add(relation))
        {
            return;
        }

        var way = isBack ? _back : _ahead;
        way.Add((relation, node));
        if (isBack)
        {
            GoBack(node);
        }
        else
        {
            GoAhead(node);
        }

        way.RemoveAt(way.Count - 1);
        _used.Remove(relation);
    }
}
