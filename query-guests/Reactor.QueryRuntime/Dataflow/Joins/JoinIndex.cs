using Reactor.QueryRuntime.Storage;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Dataflow.Joins;

/// <summary>The nodes that take part in one join, found by the values they join on: one index per participant.</summary>
/// <typeparam name="TNode">What the query reads of nodes.</typeparam>
public sealed class JoinIndex<TNode>
    where TNode : struct
{
    private readonly NodeStore<TNode> _nodes;
    private readonly FieldReader<TNode> _field;
    private readonly ulong _seed;
    private readonly SlotIndex[] _indexes;

    /// <summary>Makes an empty index.</summary>
    /// <param name="shape">The join.</param>
    /// <param name="nodes">The nodes.</param>
    /// <param name="field">Reads their rows.</param>
    /// <param name="seed">Key of the hashes of join values.</param>
    public JoinIndex(JoinShape shape, NodeStore<TNode> nodes, FieldReader<TNode> field, ulong seed)
    {
        Shape = shape;
        _nodes = nodes;
        _field = field;
        _seed = seed;
        _indexes = new SlotIndex[shape.Participants.Length];
        for (var i = 0; i < _indexes.Length; i++)
        {
            _indexes[i] = new SlotIndex();
        }
    }

    /// <summary>The join.</summary>
    public JoinShape Shape { get; }

    /// <summary>Nodes looked at so far.</summary>
    public long Probes { get; private set; }

    /// <summary>Whether two versions of a node may have different partners.</summary>
    public bool Tells(in Node<TNode> old, in Node<TNode> now)
    {
        foreach (var participant in Shape.Participants)
        {
            var took = TakesPart(participant, old);
            if (took != TakesPart(participant, now) || (took && !HaveSameKey(participant, old, now)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Puts the stored version of a node where its keys belong, from wherever it was.</summary>
    public void Set(int number)
    {
        for (var i = 0; i < _indexes.Length; i++)
        {
            if (TryHash(Shape.Participants[i], _nodes[number], out var hash))
            {
                _indexes[i].Set(number, hash);
            }
            else
            {
                _indexes[i].Remove(number);
            }
        }
    }

    /// <summary>Takes a node out.</summary>
    public void Remove(int number)
    {
        foreach (var index in _indexes)
        {
            index.Remove(number);
        }
    }

    /// <summary>Finds the nodes that the stored version of a node is related to.</summary>
    /// <param name="number">Number of the node.</param>
    /// <param name="partners">Gets their numbers; one that is related by several participants comes several times.</param>
    public void AddPartners(int number, List<int> partners)
    {
        ref readonly var node = ref _nodes[number];
        for (var own = 0; own < _indexes.Length; own++)
        {
            var participant = Shape.Participants[own];
            if (!TryHash(participant, node, out var hash))
            {
                continue;
            }

            for (var other = 0; other < _indexes.Length; other++)
            {
                if (other != own || participant.IsRepeated)
                {
                    AddPartners(number, participant, other, hash, partners);
                }
            }
        }
    }

    private void AddPartners(int number, JoinParticipantShape participant, int other, ulong hash, List<int> partners)
    {
        ref readonly var node = ref _nodes[number];
        var index = _indexes[other];
        for (var partner = index.First(hash); partner != SlotIndex.None; partner = index.Next(partner))
        {
            Probes++;
            if (partner != number && HaveEqualKeys(participant, node, Shape.Participants[other], _nodes[partner]))
            {
                partners.Add(partner);
            }
        }
    }

    private static bool TakesPart(JoinParticipantShape participant, in Node<TNode> node) =>
        node.IsPresent && (node.Labels & participant.Labels) == participant.Labels;

    private bool TryHash(JoinParticipantShape participant, in Node<TNode> node, out ulong hash)
    {
        hash = 0;
        if (!TakesPart(participant, node))
        {
            return false;
        }

        foreach (var place in participant.Places)
        {
            if (!JoinKey.TryHash(_field(node.Row, place), _seed + hash, out hash))
            {
                return false;
            }
        }

        return true;
    }

    private bool HaveSameKey(JoinParticipantShape participant, in Node<TNode> old, in Node<TNode> now)
    {
        foreach (var place in participant.Places)
        {
            if (!ExactForm.AreSame(_field(old.Row, place), _field(now.Row, place)))
            {
                return false;
            }
        }

        return true;
    }

    private bool HaveEqualKeys(JoinParticipantShape left, in Node<TNode> node, JoinParticipantShape right, in Node<TNode> partner)
    {
        for (var part = 0; part < left.Places.Length; part++)
        {
            if (!Operators.AreEqual(_field(node.Row, left.Places[part]), _field(partner.Row, right.Places[part])))
            {
                return false;
            }
        }

        return true;
    }
}
