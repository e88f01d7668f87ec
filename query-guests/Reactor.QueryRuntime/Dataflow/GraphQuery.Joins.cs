using System.Buffers.Binary;
using System.Text;
using Reactor.QueryRuntime.Dataflow.Joins;
using Reactor.QueryRuntime.Storage;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Dataflow;

/// <content>
/// Relations that joins make (docs/semantics.md, section 3). They stand in the store of relations and in the adjacency lists like those of a
/// source, so that nothing else knows of them. A node's change goes three ways, each of which leaves a graph: what it is no longer related to goes while
/// the node is the old one, the node changes, what it is newly related to comes.
/// </content>
public abstract partial class GraphQuery<TNode, TRelation>
{
    /// <summary>Source number of what no source sent.</summary>
    private const ushort JoinedSource = ushort.MaxValue;

    private const int JoinedKeyBytes = 1 + (2 * sizeof(int));

    private readonly List<int> _partners = [];
    private readonly List<int> _leaving = [];
    private readonly List<Arrival> _arriving = [];

    // By relation of a join: the last round that found its pair related.
    private readonly ChunkedArray<long> _foundIn = new();
    private JoinIndex<TNode>[] _joins = [];
    private long _round;

    /// <summary>The value at a place of a node's row; generated where joins read it.</summary>
    protected virtual ref readonly Value NodeField(in TNode row, int place) => throw new InvalidOperationException("no join reads nodes");

    /// <summary>Fills the row of a join's relation; generated where rows hold relations or their ids.</summary>
    /// <param name="relation">The relation.</param>
    /// <param name="row">The row, empty.</param>
    protected virtual void ReadJoined(ElementValue relation, ref TRelation row)
    {
    }

    private long JoinProbes
    {
        get
        {
            var probes = 0L;
            foreach (var join in _joins)
            {
                probes += join.Probes;
            }

            return probes;
        }
    }

    private void OpenJoins()
    {
        _joins = new JoinIndex<TNode>[_shape.Joins.Length];
        for (var i = 0; i < _joins.Length; i++)
        {
            _joins[i] = new JoinIndex<TNode>(_shape.Joins[i], Nodes, NodeField, JoinSeed);
        }
    }

    /// <summary>Applies the change from <see cref="OldNode"/> to the stored version, relations of joins included.</summary>
    private void ChangeJoinedNode(int number)
    {
        _leaving.Clear();
        _arriving.Clear();
        for (var i = 0; i < _joins.Length; i++)
        {
            if (_joins[i].Tells(OldNode, Nodes[number]))
            {
                _joins[i].Set(number);
                Compare(i, number);
            }
        }

        if (_leaving.Count != 0)
        {
            var changed = Nodes[number];
            Nodes[number] = OldNode;
            DeleteLeaving();
            Nodes[number] = changed;
        }

        NodeChanged(number);
        foreach (var arrival in _arriving)
        {
            InsertJoined(arrival, number);
        }
    }

    /// <summary>Takes a node that is still there out of all joins.</summary>
    private void LeaveJoins(int number)
    {
        _leaving.Clear();
        _round++;
        foreach (var join in _joins)
        {
            join.Remove(number);
            AddLeaving(join, number);
        }

        DeleteLeaving();
    }

    /// <summary>Finds out which relations of a join a node loses and gains.</summary>
    private void Compare(int join, int number)
    {
        _round++;
        _partners.Clear();
        _joins[join].AddPartners(number, _partners);
        Span<byte> key = stackalloc byte[JoinedKeyBytes];
        key[0] = (byte)join;
        foreach (var partner in _partners)
        {
            BinaryPrimitives.WriteInt32LittleEndian(key[1..], Math.Min(number, partner));
            BinaryPrimitives.WriteInt32LittleEndian(key[(1 + sizeof(int))..], Math.Max(number, partner));
            var relation = Relations.FindOrAdd(JoinedSource, key);
            _foundIn.EnsureIndex(relation);
            if (_foundIn[relation] == _round)
            {
                continue;
            }

            _foundIn[relation] = _round;
            if (!Relations[relation].IsPresent)
            {
                _arriving.Add(new Arrival(join, relation, partner));
            }
        }

        AddLeaving(_joins[join], number);
    }

    private void AddLeaving(JoinIndex<TNode> join, int number)
    {
        var type = Class(join.Shape.Type);
        for (var relation = Links.FirstOut(number, type); relation != Adjacency.None; relation = Links.NextOut(relation))
        {
            AddLeaving(relation);
        }

        for (var relation = Links.FirstIn(number, type); relation != Adjacency.None; relation = Links.NextIn(relation))
        {
            AddLeaving(relation);
        }
    }

    private void AddLeaving(int relation)
    {
        ProbeCount++;
        if (_foundIn[relation] != _round)
        {
            _leaving.Add(relation);
        }
    }

    private void DeleteLeaving()
    {
        foreach (var relation in _leaving)
        {
            DeleteRelation(relation);
        }
    }

    private void InsertJoined(in Arrival arrival, int number)
    {
        var shape = _shape.Joins[arrival.Join];
        var (start, end) = IsBefore(number, arrival.Partner) ? (number, arrival.Partner) : (arrival.Partner, number);
        ref var relation = ref Relations[arrival.Relation];
        relation.Identity = RowIdentity.OfJoined(shape.Id, Nodes[start].Identity, Nodes[end].Identity);
        Move(arrival.Relation, start, end, shape.Type);
        OldRelation = relation;
        relation.IsPresent = true;
        relation.Types = shape.Type;
        if (_shape.KeepsJoined)
        {
            ReadJoined(ValueOf(shape, start, end), ref relation.Row);
        }

        RelationChanged(arrival.Relation);
    }

    private bool IsBefore(int left, int right)
    {
        var order = Nodes.Source(left).CompareTo(Nodes.Source(right));
        return order != 0 ? order < 0 : Nodes.Id(left).SequenceCompareTo(Nodes.Id(right)) < 0;
    }

    private ElementValue ValueOf(JoinShape join, int start, int end)
    {
        var startId = Encoding.UTF8.GetString(Nodes.Id(start));
        var endId = Encoding.UTF8.GetString(Nodes.Id(end));
        var id = JoinedId.Of(join.Id, _shape.Sources[Nodes.Source(start)], startId, _shape.Sources[Nodes.Source(end)], endId);
        return new ElementValue(ValueKind.Relation, JoinedSource, id, [join.Id], MapValue.Empty, startId, endId);
    }

    /// <summary>A pair that is newly related.</summary>
    private readonly record struct Arrival(int Join, int Relation, int Partner);
}
