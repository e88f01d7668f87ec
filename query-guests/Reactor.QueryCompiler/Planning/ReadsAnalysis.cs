using Reactor.Contracts.Changes;
using Reactor.Contracts.Guests;
using Reactor.Contracts.Queries;
using Reactor.Cypher.Binding;
using Reactor.Cypher.Diagnostics;
using Reactor.Cypher.Syntax;
using Reactor.Cypher.Text;

namespace Reactor.QueryCompiler.Planning;

/// <summary>
/// Finds out what the query reads of each pattern variable, and gives labels their bits and property paths their slots. Finer than the
/// binder's usages: it also decides which of an element's readers make its matches change.
/// </summary>
internal sealed class ReadsAnalysis
{
    private readonly List<ManifestLabel> _labels = [];
    private readonly List<PropertyPath> _properties = [];
    private readonly Dictionary<string, int> _slotOfPath = new(StringComparer.Ordinal);
    private readonly Dictionary<int, Draft> _drafts = [];
    private readonly List<Diagnostic> _diagnostics;
    private IReadOnlyList<BoundExpression> _keys = [];

    private readonly IReadOnlyList<JoinDefinition> _joins;

    private ReadsAnalysis(IReadOnlyList<JoinDefinition> joins, List<Diagnostic> diagnostics)
    {
        _joins = joins;
        _diagnostics = diagnostics;
    }

    /// <summary>Analyses a query.</summary>
    /// <param name="draft">Its plan so far.</param>
    /// <param name="joins">Its joins.</param>
    /// <param name="diagnostics">Gets what the wire cannot carry.</param>
    internal static RowLayout Analyse(PlanDraft draft, IReadOnlyList<JoinDefinition> joins, List<Diagnostic> diagnostics)
    {
        var elements = draft.Patterns.SelectMany(pattern => pattern.Match.Elements).ToArray();
        var analysis = new ReadsAnalysis([.. joins.Where(join => Array.Exists(elements, element => JoinUsage.Reads(element, join.Id)))], diagnostics);
        analysis.DeclareElements(elements);
        var plans = analysis.PlanJoins();
        foreach (var predicate in draft.Patterns.SelectMany(pattern => pattern.Where))
        {
            analysis.Visit(predicate, Use.Whole);
        }

        foreach (var segment in draft.Segments)
        {
            analysis._keys = KeysBefore(segment, draft);
            analysis.Visit(segment);
        }

        analysis.ReadWalks(draft);
        analysis.CheckLimits(draft);
        return analysis.Complete(elements, plans);
    }

    /// <summary>The grouping whose groups a segment takes; of a union the keys are values, so it does not matter whose.</summary>
    private static IReadOnlyList<BoundExpression> KeysBefore(Segment segment, PlanDraft draft)
    {
        var sinks = draft.Segments.Select(other => other.Sink).OfType<SegmentSink.Aggregate>();
        var source = segment.Source.Operator < 0 ? null : draft.Operators[segment.Source.Operator];
        var number = source is PlanOperator.History { Group: { } group } ? group.Grouping : segment.Source.Operator;
        var grouping = sinks.FirstOrDefault(sink => sink.Operator == number);
        return grouping is null || grouping.IsUnion ? [] : grouping.Keys;
    }

    private void DeclareElements(IEnumerable<BoundPatternElement> elements)
    {
        foreach (var element in elements)
        {
            var kind = element is BoundPatternElement.Node ? ElementKind.Node : ElementKind.Relation;
            _drafts.Add(element.Variable.Id, new Draft(kind, element));
            foreach (var name in NamesOf(element))
            {
                Bit(name, kind);
            }
        }
    }

    private static IReadOnlyList<string> NamesOf(BoundPatternElement element) => element switch
    {
        BoundPatternElement.Node node => node.Labels,
        BoundPatternElement.Relation relation => relation.Types,
        BoundPatternElement.Walk walk => walk.Types,
        _ => [],
    };

    private void Visit(Segment segment)
    {
        foreach (var operation in segment.Operations)
        {
            switch (operation)
            {
                case LinearOperation.Let let:
                    // An element under the name of a value is to be one.
                    Visit(let.Value, let.Variable.Kind == VariableKind.Value ? Use.Whole : Use.None);
                    break;
                case LinearOperation.Filter filter:
                    Visit(filter.Predicate, Use.Whole);
                    break;
                case LinearOperation.Unwind unwind:
                    Visit(unwind.List, Use.Whole);
                    break;
            }
        }

        switch (segment.Sink)
        {
            case SegmentSink.Output output:
                foreach (var column in output.Columns)
                {
                    VisitElement(column, Use.Whole);
                }

                break;
            case SegmentSink.Aggregate aggregate:
                foreach (var key in aggregate.Keys)
                {
                    Visit(key, aggregate.IsUnion ? Use.Whole : Use.None);
                }

                foreach (var call in aggregate.Aggregates)
                {
                    Visit(call.Argument, call.Kind != AggregateKind.Count ? Use.Whole : call.Distinct || IsNullable(call.Argument) ? Use.Handle : Use.None);
                }

                break;
            case SegmentSink.Feed feed:
                foreach (var value in feed.Targets.SelectMany(target => target.Key).OfType<KeyPart.Value>())
                {
                    Visit(value.Expression, Use.Handle);
                }

                break;
        }
    }

    private bool IsNullable(BoundExpression? expression) => expression is not null && ElementOf(expression) is { } variable && variable.Type.HasFlag(TypeSet.Null);

    /// <param name="expression">Any expression, or null.</param>
    /// <param name="use">What it means for an element if the expression is that element.</param>
    private void Visit(BoundExpression? expression, Use use)
    {
        switch (expression)
        {
            case null:
                return;
            case BoundExpression.Reference reference:
                VisitElement(reference.Target, use);
                return;
            case BoundExpression.Subquery or BoundExpression.History:
                return;
            case BoundExpression.GroupKey { Key: var key }:
                Visit(key < _keys.Count ? _keys[key] as BoundExpression.Reference : null, use);
                return;
            case BoundExpression.PropertyPath path:
                DraftOf(path.Element).Properties.Add(Slot(path.Path));
                return;
            case BoundExpression.GroupKeyPath path:
                DraftOf(path.Element).Properties.Add(Slot(path.Path));
                return;
            case BoundExpression.Comparison comparison:
                VisitComparison(comparison);
                return;
            case BoundExpression.IsNull isNull:
                Visit(isNull.Operand, Use.None);
                return;
            case BoundExpression.HasLabels test:
                VisitLabelTest(test);
                return;
            case BoundExpression.Call call:
                VisitCall(call);
                return;
            default:
                VisitChildren(expression, Use.Whole);
                return;
        }
    }

    private void VisitChildren(BoundExpression expression, Use use)
    {
        foreach (var child in expression.Children())
        {
            Visit(child, use);
        }
    }

    private void VisitComparison(BoundExpression.Comparison comparison)
    {
        // Of two elements the identities are compared; with anything else an element must become a value.
        var isIdentity = ElementOf(comparison.Left) is { } left && ElementOf(comparison.Right) is { } right
            && !(left.Type | right.Type).HasFlag(TypeSet.Null);
        VisitChildren(comparison, isIdentity && comparison.Operator is ComparisonOperator.Equal or ComparisonOperator.NotEqual ? Use.None : Use.Handle);
    }

    private void VisitLabelTest(BoundExpression.HasLabels test)
    {
        if (test.Labels.Count > 0 && ElementOf(test.Target) is { } variable)
        {
            var draft = DraftOf(variable);
            foreach (var label in test.Labels)
            {
                draft.Labels |= Bits(label, draft.Kind);
            }

            return;
        }

        foreach (var label in test.Labels)
        {
            if ((test.Target.Type & TypeSet.Node) != 0)
            {
                Bit(label, ElementKind.Node);
            }

            if ((test.Target.Type & TypeSet.Relation) != 0)
            {
                Bit(label, ElementKind.Relation);
            }
        }

        Visit(test.Target, Use.Whole);
    }

    private void VisitCall(BoundExpression.Call call)
    {
        switch (call.Function.Traits & (FunctionTraits.ReadsChange | FunctionTraits.ReadsId | FunctionTraits.ReadsLabels | FunctionTraits.ReadsType | FunctionTraits.ReadsEnds))
        {
            case FunctionTraits.ReadsChange:
                Visit(call.Arguments[0], call.Function == FunctionTable.Version ? Use.Version : Use.Changed);
                break;
            case FunctionTraits.ReadsId:
                Visit(call.Arguments[0], Use.Id);
                break;
            case FunctionTraits.ReadsType when ElementOf(call.Arguments[0]) is { } variable && DraftOf(variable).Element is BoundPatternElement.Relation { Types.Count: > 0 } relation:
                DraftOf(variable).Labels |= relation.Types.Aggregate(0UL, (bits, type) => bits | Bits(type, ElementKind.Relation));
                break;
            // labels() of anything and type() of a relation without types in its pattern take the whole element: only that knows all names.
            case FunctionTraits.ReadsEnds:
                Refuse(call.Span, $"{call.Function.Name}() of a relation without direction is");
                break;
            default:
                VisitChildren(call, Use.Whole);
                break;
        }
    }

    private void VisitElement(BoundVariable variable, Use use)
    {
        if (!_drafts.TryGetValue(variable.Root.Id, out var draft) || (variable.Kind == VariableKind.Value && draft.Element is not BoundPatternElement.Walk))
        {
            return;
        }

        draft.Id |= use == Use.Id;
        draft.Handle |= use == Use.Handle;
        draft.Whole |= use == Use.Whole;
        draft.Version |= use == Use.Version;
        draft.Changed |= use == Use.Changed;
    }

    private BoundVariable? ElementOf(BoundExpression expression) => expression switch
    {
        BoundExpression.Reference { Target.Kind: not VariableKind.Value } reference => reference.Target,
        BoundExpression.GroupKey { Key: var key } when key < _keys.Count => ElementOf(_keys[key]),
        _ => null,
    };

    private Draft DraftOf(BoundVariable variable) => _drafts[variable.Root.Id];

    private int Bit(string name, ElementKind kind)
    {
        var label = new ManifestLabel(name, kind);
        var bit = _labels.IndexOf(label);
        if (bit < 0)
        {
            bit = _labels.Count;
            _labels.Add(label);
        }

        return bit;
    }

    /// <summary>The bits of a label or type: a type may be that of a join besides.</summary>
    private ulong Bits(string name, ElementKind kind)
    {
        var join = kind == ElementKind.Relation ? JoinOf(name) : -1;
        return (1UL << Bit(name, kind)) | (join < 0 ? 0 : 1UL << BitOfJoin(join));
    }

    private int JoinOf(string type) => _joins.ToList().FindIndex(join => join.Id == type);

    private static int BitOfJoin(int number) => GuestAbi.MaxLabels - 1 - number;

    private JoinPlan[] PlanJoins() => [.. _joins.Select((join, number) => new JoinPlan(join.Id, BitOfJoin(number), PlanParticipants(join)))];

    private JoinParticipantPlan[] PlanParticipants(JoinDefinition join) =>
    [
        .. join.Participants
            .Select(participant => (Label: Bit(participant.Label, ElementKind.Node), Slots: participant.Properties.Select(property => Slot([property])).ToArray()))
            .GroupBy(participant => string.Join(',', participant.Slots.Prepend(participant.Label)))
            .Select(same => new JoinParticipantPlan(same.First().Label, same.First().Slots, same.Count() > 1)),
    ];

    private int Slot(IReadOnlyList<string> path)
    {
        // Keys may hold any character: lengths keep [a, b] and [ab] apart.
        var text = string.Concat(path.Select(key => $"{key.Length}:{key}"));
        if (!_slotOfPath.TryGetValue(text, out var slot))
        {
            slot = _properties.Count;
            _slotOfPath.Add(text, slot);
            _properties.Add(new PropertyPath([.. path]));
        }

        return slot;
    }

    private void Refuse(TextSpan span, string what) =>
        _diagnostics.Add(new Diagnostic(DiagnosticCode.UnsupportedFeature, Severity.Error, span, $"{what} not supported yet"));

    /// <summary>A path that is read holds all its elements whole, ends included.</summary>
    private void ReadWalks(PlanDraft draft)
    {
        foreach (var match in draft.Patterns.Select(pattern => pattern.Match))
        {
            foreach (var walk in match.Elements.OfType<BoundPatternElement.Walk>().Where(walk => DraftOf(walk.Variable).Whole))
            {
                DraftOf(match.Elements[walk.From].Variable).Whole = true;
            }
        }
    }

    private void CheckLimits(PlanDraft draft)
    {
        if (_labels.Count + _joins.Count > GuestAbi.MaxLabels)
        {
            var message = $"The query names {_labels.Count + _joins.Count} labels, relation types and joins, but at most {GuestAbi.MaxLabels} are possible";
            _diagnostics.Add(new Diagnostic(DiagnosticCode.QueryTooComplex, Severity.Error, draft.Patterns[0].Match.Span, message));
        }

        foreach (var match in draft.Patterns.Select(pattern => pattern.Match).Where(match => match.Elements.Count > ExplorationPlanner.MaxSlots))
        {
            var message = $"The pattern has {match.Elements.Count} nodes and relations, but at most {ExplorationPlanner.MaxSlots} are possible";
            _diagnostics.Add(new Diagnostic(DiagnosticCode.QueryTooComplex, Severity.Error, match.Elements[0].Span, message));
        }
    }

    private RowLayout Complete(BoundPatternElement[] elements, IReadOnlyList<JoinPlan> joins) => new(
        _labels,
        _properties,
        FieldsOf(ElementKind.Node, joins.SelectMany(join => join.Participants).SelectMany(participant => participant.Slots)),
        FieldsOf(ElementKind.Relation, []),
        elements.OfType<BoundPatternElement.Node>().Any(node => !node.IsLabelled) || elements.OfType<BoundPatternElement.Walk>().Any(),
        elements.OfType<BoundPatternElement.Relation>().Any(relation => relation.Types.Count == 0)
            || elements.OfType<BoundPatternElement.Walk>().Any(walk => walk.Types.Count == 0),
        _drafts.ToDictionary(draft => draft.Key, draft => draft.Value.Complete())) { Joins = joins };

    private IReadOnlyList<RowField> FieldsOf(ElementKind kind, IEnumerable<int> joined)
    {
        var drafts = _drafts.Values.Where(draft => draft.Kind == kind).ToArray();
        return [.. new ElementReads(
            [.. drafts.SelectMany(draft => draft.Properties).Concat(joined).Distinct().Order()],
            drafts.Any(draft => draft.Id),
            drafts.Any(draft => draft.Handle),
            drafts.Any(draft => draft.Whole),
            0)
        {
            Version = drafts.Any(draft => draft.Version),
            Changed = drafts.Any(draft => draft.Changed),
        }.Fields()];
    }

    private enum Use
    {
        None,
        Id,
        Handle,
        Whole,
        Version,
        Changed,
    }

    private sealed class Draft(ElementKind kind, BoundPatternElement element)
    {
        public ElementKind Kind { get; } = kind;

        public BoundPatternElement Element { get; } = element;

        public SortedSet<int> Properties { get; } = [];

        public bool Id { get; set; }

        public bool Handle { get; set; }

        public bool Whole { get; set; }

        public bool Version { get; set; }

        public bool Changed { get; set; }

        public ulong Labels { get; set; }

        public ElementReads Complete() => new([.. Properties], Id, Handle, Whole, Labels) { Version = Version, Changed = Changed };
    }
}
