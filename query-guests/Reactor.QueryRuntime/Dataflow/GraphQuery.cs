using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Reactor.Contracts.Changes;
using Reactor.Contracts.Wire;
using Reactor.QueryRuntime.Dataflow.Time;
using Reactor.QueryRuntime.Functions;
using Reactor.QueryRuntime.Loop;
using Reactor.QueryRuntime.Storage;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Dataflow;

/// <summary>
/// The part of a compiled query that is the same for all: turns changes into transitions of one element from an old version to a new
/// one (docs/semantics.md, sections 2 and 3) and writes the unit's results.
/// </summary>
/// <remarks>
/// The generated class joins and projects. While <see cref="NodeChanged"/> or <see cref="RelationChanged"/> runs, the stores hold the new
/// version and <see cref="OldNode"/> or <see cref="OldRelation"/> the old one; a changed relation is in the adjacency lists if either
/// version is matchable. Of a relation that moves or changes its type they see a disappearance, then an appearance.
/// </remarks>
/// <typeparam name="TNode">What the query reads of nodes.</typeparam>
/// <typeparam name="TRelation">What the query reads of relations.</typeparam>
[SuppressMessage("Design", "CA1051", Justification = "Generated subclasses work on the state directly.")]
public abstract partial class GraphQuery<TNode, TRelation> : CompiledQuery
    where TNode : struct
    where TRelation : struct
{
    private const int Untyped = 1;

    private readonly GraphShape _shape;
    private LabelNames _nodeLabels = null!;
    private LabelNames _relationTypes = null!;
    private bool _hasBegun;
    private long? _reportedDueNs;

    /// <summary>The version of the changed node before the change.</summary>
    protected Node<TNode> OldNode;

    /// <summary>The version of the changed relation before the change.</summary>
    protected Relation<TRelation> OldRelation;

    /// <summary>The unit's random bits.</summary>
    protected UnitRandom Random;

    /// <summary>State entries looked at: <see cref="CompiledQuery.Probes"/>.</summary>
    protected long ProbeCount;

    /// <summary>Prepares a query; <see cref="CompiledQuery.Open"/> makes its state.</summary>
    protected GraphQuery(GraphShape shape) => _shape = shape;

    /// <inheritdoc/>
    public sealed override int Columns => _shape.Columns;

    /// <inheritdoc/>
    public sealed override long Probes => ProbeCount + OperatorProbes + JoinProbes;

    /// <summary>Stored rows that the query's operators looked at.</summary>
    protected virtual long OperatorProbes => 0;

    /// <summary>Rows that stand in error.</summary>
    public RowErrors Errors { get; } = new();

    /// <inheritdoc/>
    public sealed override IReadOnlyCollection<string> StandingErrors => Errors.Reasons;

    /// <summary>The query's clock, nanoseconds since the Unix epoch.</summary>
    protected long ClockNs => Clock.NowNs;

    /// <summary>The query's time, and who waits for it.</summary>
    protected QueryClock Clock { get; private set; } = null!;

    /// <summary>A number that grows with the units: what an element changed in a unit has as its version.</summary>
    protected Value Version => Value.FromInteger((long)Clock.Unit);

    /// <summary>Key of hashes of join values.</summary>
    protected ulong JoinSeed { get; private set; }

    /// <summary>The instance's keyed hash.</summary>
    protected StateHash Hash { get; private set; }

    /// <summary>The nodes.</summary>
    protected NodeStore<TNode> Nodes { get; private set; } = null!;

    /// <summary>The relations.</summary>
    protected RelationStore<TRelation> Relations { get; private set; } = null!;

    /// <summary>Which relations leave and enter which node.</summary>
    protected Adjacency Links { get; private set; } = null!;

    /// <summary>What the unit has changed in the result.</summary>
    protected UnitDiff Diff { get; private set; } = null!;

    /// <summary>Where the canonical form of a group is built.</summary>
    protected CanonicalBuffer Form { get; } = new();

    /// <inheritdoc/>
    public sealed override void Open(UInt128 seed)
    {
        Hash = new StateHash(seed);
        Clock = new QueryClock(Hash);
        Random = new UnitRandom(seed);
        JoinSeed = Hash.Of(UInt128.Zero);
        Nodes = new NodeStore<TNode>(Hash);
        Relations = new RelationStore<TRelation>(Hash);
        _nodeLabels = new LabelNames(Hash);
        _relationTypes = new LabelNames(Hash);
        Links = new Adjacency(_shape.RelationClasses);
        Diff = new UnitDiff(_shape.Columns, Hash);
        OpenJoins();
        OpenOperators();
    }

    /// <inheritdoc/>
    public sealed override void BeginUnit(UnitKind kind, ulong unit, long clockNs, ResultSink sink)
    {
        Clock.Unit = unit;
        Random.Begin(unit);
        FireTimers(clockNs, sink);
        // A late change is applied at the clock it finds: the clock never goes back (docs/semantics.md, section 6).
        Clock.NowNs = Math.Max(Clock.NowNs, clockNs);
        if (!_hasBegun)
        {
            _hasBegun = true;
            Begin();
        }
    }

    /// <inheritdoc/>
    public sealed override void Apply(in ChangeView change)
    {
        if (change.Operation == ChangeOperation.Truncate)
        {
            Truncate(change);
        }
        else if (change.Kind == ElementKind.Node)
        {
            if (_shape.ReadsNodes)
            {
                ApplyToNode(change);
            }
        }
        else if (_shape.ReadsRelations)
        {
            ApplyToRelation(change);
        }
    }

    /// <inheritdoc/>
    public sealed override void EndUnit(ResultSink sink)
    {
        Flush();
        Diff.Write(sink, Clock.Unit, Clock.NowNs, isInstant: false);
        Errors.Write(sink);
        ReportDue(sink);
    }

    /// <summary>Makes the state of the operators; the stores are there.</summary>
    protected abstract void OpenOperators();

    /// <summary>Called once, in the first unit before its changes: rows that exist without any element.</summary>
    protected abstract void Begin();

    /// <summary>Reads the cells of a node's change.</summary>
    /// <param name="change">The change.</param>
    /// <param name="cell">Index of the first cell behind the keys.</param>
    /// <param name="merge">Whether properties without a cell stay; otherwise they become null.</param>
    /// <param name="labels">Labels of the new version.</param>
    /// <param name="previous">The row of the previous version.</param>
    /// <param name="row">The row to fill, whatever it holds.</param>
    protected abstract void ReadNode(in ChangeView change, int cell, bool merge, ulong labels, in TNode previous, ref TNode row);

    /// <summary>Reads the cells of a relation's change; see <see cref="ReadNode"/>.</summary>
    protected abstract void ReadRelation(in ChangeView change, int cell, bool merge, ulong types, in TRelation previous, ref TRelation row);

    /// <summary>Joins what the change of a node changes.</summary>
    /// <param name="number">Number of the node.</param>
    protected abstract void NodeChanged(int number);

    /// <summary>Joins what the change of a relation changes.</summary>
    /// <param name="number">Number of the relation.</param>
    protected abstract void RelationChanged(int number);

    /// <summary>Runs the operators that work once per unit, in plan order.</summary>
    protected abstract void Flush();

    /// <summary>Passes a timer that has fired to its operator.</summary>
    /// <param name="site">Number of the operator.</param>
    /// <param name="identity">Identity of the row there.</param>
    protected virtual void Due(int site, in UInt128 identity)
    {
    }

    /// <summary>Hash of an element as a join value; see <see cref="JoinKey.TryHash"/>.</summary>
    /// <returns>True: an element equals itself.</returns>
    protected bool TryHash(in UInt128 element, ulong key, out ulong hash)
    {
        hash = Hash.Of(element ^ key);
        return true;
    }

    /// <summary>Every instant that timers are due at is a unit of its own, before the clock goes on.</summary>
    private void FireTimers(long untilNs, ResultSink sink)
    {
        Clock.IsInstant = true;
        while (Clock.Timers.NextDueNs is { } due && due <= untilNs)
        {
            Clock.NowNs = due;
            while (Clock.Timers.TryTake(due, out var key))
            {
                Due(key.Site, key.Identity);
            }

            Flush();
            Diff.Write(sink, Clock.Unit, due, isInstant: true);
        }

        Clock.IsInstant = false;
    }

    private void ReportDue(ResultSink sink)
    {
        var due = Clock.Timers.NextDueNs;
        if (due != _reportedDueNs)
        {
            _reportedDueNs = due;
            DiffRecords.WriteNextDue(sink.Reserve(WireLayout.NextDueBytes), due);
            sink.Commit(WireLayout.NextDueBytes);
        }
    }

    private void ApplyToNode(in ChangeView change)
    {
        if (change.Operation == ChangeOperation.Delete)
        {
            var known = Nodes.Find(change.Source, change.Id);
            if (known != KeyTable.None && Nodes[known].IsPresent)
            {
                DeleteNode(known);
            }

            return;
        }

        var number = FindOrAddNode(change.Source, change.Id);
        ref var node = ref Nodes[number];
        OldNode = node;
        node.IsPresent = true;
        if (change.LabelsGiven)
        {
            node.Labels = change.LabelMask;
            _nodeLabels.Take(number, change, 1);
        }

        ReadNode(change, 1, change.Operation == ChangeOperation.UpdateMerge, node.Labels, OldNode.Row, ref node.Row);
        if (_joins.Length == 0)
        {
            NodeChanged(number);
        }
        else
        {
            ChangeJoinedNode(number);
        }
    }

    private void DeleteNode(int number)
    {
        if (_joins.Length != 0)
        {
            LeaveJoins(number);
        }

        ref var node = ref Nodes[number];
        OldNode = node;
        node.IsPresent = false;
        node.Labels = 0;
        node.Row = default;
        _nodeLabels.Forget(number);
        NodeChanged(number);
        RemoveUnusedNode(number);
    }

    private int FindOrAddNode(ushort source, ReadOnlySpan<byte> id)
    {
        var number = Nodes.FindOrAdd(source, id);
        if (_shape.ReadsRelations)
        {
            Links.EnsureNode(number);
        }

        return number;
    }

    private void RemoveUnusedNode(int number)
    {
        if (!Nodes[number].IsPresent && !(_shape.ReadsRelations && Links.IsPinned(number)))
        {
            Nodes.Remove(number);
        }
    }

    private void ApplyToRelation(in ChangeView change)
    {
        if (change.Operation == ChangeOperation.Delete)
        {
            var known = Relations.Find(change.Source, change.Id);
            if (known != KeyTable.None)
            {
                DeleteRelation(known);
            }

            return;
        }

        var number = Relations.FindOrAdd(change.Source, change.Id);
        ref var relation = ref Relations[number];
        var previous = relation.Row;
        var cell = 1;
        var start = ReadEnd(change, ref cell, WireLayout.StartSlot, relation.Start);
        var end = ReadEnd(change, ref cell, WireLayout.EndSlot, relation.End);
        var types = change.LabelsGiven ? change.LabelMask : relation.Types;
        if (!relation.IsPresent || start != relation.Start || end != relation.End || types != relation.Types)
        {
            Move(number, start, end, types);
        }

        if (change.LabelsGiven)
        {
            _relationTypes.Take(number, change, cell);
        }

        OldRelation = relation;
        relation.IsPresent = true;
        relation.Types = types;
        ReadRelation(change, cell, change.Operation == ChangeOperation.UpdateMerge, types, previous, ref relation.Row);
        RelationChanged(number);
    }

    /// <summary>The node an end of the change names, else the one it had. Pins are settled by <see cref="Move"/>.</summary>
    private int ReadEnd(in ChangeView change, ref int cell, ushort slot, int current)
    {
        if (cell >= change.CellCount || change.Cell(cell).Slot != slot)
        {
            return current;
        }

        return FindOrAddNode(change.Source, change.Cell(cell++).Utf8);
    }

    /// <summary>Makes a relation disappear from where it is, if it is anywhere, and lists it, not yet present, where it will be.</summary>
    private void Move(int number, int start, int end, ulong types)
    {
        // The new ends first: a node that is an end before and after must not lose its number in between.
        Pin(start);
        Pin(end);
        Hide(number);
        ref var relation = ref Relations[number];
        relation.Start = start;
        relation.End = end;
        var type = Class(types);
        if (type >= 0 && start >= 0 && end >= 0)
        {
            Links.Link(number, type, start, end);
        }
    }

    private void DeleteRelation(int number)
    {
        Hide(number);
        _relationTypes.Forget(number);
        Relations.Remove(number);
    }

    private void Hide(int number)
    {
        ref var relation = ref Relations[number];
        OldRelation = relation;
        relation.IsPresent = false;
        relation.Types = 0;
        relation.Row = default;
        var (start, end) = (OldRelation.Start, OldRelation.End);
        if (OldRelation.IsPresent)
        {
            RelationChanged(number);
            var type = Class(OldRelation.Types);
            if (type >= 0 && start >= 0 && end >= 0)
            {
                Links.Unlink(number, type, start, end);
            }
        }

        Unpin(start);
        Unpin(end);
    }

    private void Pin(int node)
    {
        if (node >= 0)
        {
            Links.Pin(node);
        }
    }

    private void Unpin(int node)
    {
        if (node >= 0)
        {
            Links.Unpin(node);
            RemoveUnusedNode(node);
        }
    }

    /// <summary>Which lists a relation of this type belongs to; negative for none.</summary>
    private int Class(ulong types)
    {
        var known = types & _shape.RelationTypes;
        return known != 0
            ? BitOperations.PopCount(_shape.RelationTypes & ((known & (0 - known)) - 1))
            : _shape.ReadsAllRelations ? _shape.RelationClasses - Untyped : -1;
    }

    private void Truncate(in ChangeView change)
    {
        var label = change.Cell(0).Element(0).Utf8;
        for (var number = 0; number < Relations.Limit; number++)
        {
            ref readonly var relation = ref Relations[number];
            if (relation.IsPresent && Relations.Source(number) == change.Source
                && ((relation.Types & change.LabelMask) != 0 || _relationTypes.Carries(number, label)))
            {
                DeleteRelation(number);
            }
        }

        for (var number = 0; number < Nodes.Limit; number++)
        {
            ref readonly var node = ref Nodes[number];
            if (node.IsPresent && Nodes.Source(number) == change.Source
                && ((node.Labels & change.LabelMask) != 0 || _nodeLabels.Carries(number, label)))
            {
                DeleteNode(number);
            }
        }
    }
}
