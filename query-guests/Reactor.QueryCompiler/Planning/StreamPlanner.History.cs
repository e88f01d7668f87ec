using Reactor.Cypher.Binding;

namespace Reactor.QueryCompiler.Planning;

/// <content>Calls over time and history: an operator each, in front of what reads their answers.</content>
internal sealed partial class StreamPlanner
{
    /// <summary>Stands for an archive that nothing bounds, until that is refused.</summary>
    internal const long UnboundedArchive = -1;

    /// <summary>Variables that change when an element bound in the row does, or when its group is touched.</summary>
    private List<BoundVariable> _versions = [];

    /// <summary>What the rows hold of their groups, once an operator behind the grouping has stored them.</summary>
    private GroupColumns? _group;

    /// <summary>The grouping whose groups the stream's rows are, before they are stored.</summary>
    private (int Number, IReadOnlyList<BoundExpression> Keys, IReadOnlyList<BoundAggregate> Aggregates)? _grouping;

    private void Remember(IReadOnlyList<BoundExpression.History> calls)
    {
        foreach (var call in calls)
        {
            LookUpSubqueries(call);
        }
    }

    private void Remember(BoundExpression.History call)
    {
        foreach (var argument in call.Arguments)
        {
            LookUpSubqueries(argument);
        }

        StoreGroups();
        var arguments = new List<BoundVariable>();
        foreach (var argument in call.Arguments)
        {
            var variable = _draft.NewVariable(VariableKind.Value, argument.Type);
            Let(variable, argument);
            arguments.Add(variable);
        }

        var readsTouches = (call.Function.Traits & FunctionTraits.ReadsTouches) != 0;
        var rows = new RowShape(_available);
        BoundVariable[] versions = readsTouches ? [.. _versions] : [];
        var history = _draft.Add(number => new PlanOperator.History(number, call, arguments, versions, _group, rows)
        {
            ArchiveNs = (call.Function.Traits & FunctionTraits.ReadsVersions) == 0 ? null : VersionArchive.Of(call) ?? _draft.ArchiveNs ?? UnboundedArchive,
        });
        Close(Feed(history, isRight: false, [], rows));
        Continue(new SegmentSource.Rows(history.Number), history.Columns);
    }

    /// <summary>Keys and aggregates are known right behind the grouping only: rows that are stored take them along.</summary>
    private void StoreGroups()
    {
        if (_grouping is not { } grouping)
        {
            return;
        }

        _grouping = null;
        var keys = grouping.Keys.Select((key, number) =>
        {
            var element = (key as BoundExpression.Reference)?.Target is { Kind: not VariableKind.Value } target ? target : null;
            var variable = element is null
                ? _draft.NewVariable(VariableKind.Value, key.Type)
                : _draft.NewVariable(element.Kind, element.Type, element);
            Let(variable, new BoundExpression.GroupKey(key.Span, number, key.Type));
            return variable;
        }).ToArray();
        var aggregates = grouping.Aggregates.Select((call, number) =>
        {
            var variable = _draft.NewVariable(VariableKind.Value, call.Type);
            Let(variable, new BoundExpression.AggregateResult(call.Span, number, call.Type));
            return variable;
        }).ToArray();
        _group = new GroupColumns(grouping.Number, keys, aggregates);
    }

    /// <summary>Lets rows carry the versions of the elements that a clause has bound.</summary>
    private void FollowElements(BoundReading.Match match)
    {
        if (!_draft.ReadsTouches)
        {
            return;
        }

        foreach (var element in match.Elements.Where(element => element is not BoundPatternElement.Walk && !match.Links.Any(link => link.Slot == element.Slot)))
        {
            var variable = _draft.NewVariable(VariableKind.Value, TypeSet.Integer | TypeSet.Null);
            var reference = new BoundExpression.Reference(match.Span, element.Variable);
            Let(variable, new BoundExpression.Call(match.Span, FunctionTable.Version, [reference], variable.Type));
            _versions.Add(variable);
        }
    }

    private IReadOnlyList<BoundAggregate> FollowGroups(IReadOnlyList<BoundAggregate> aggregates)
    {
        if (!_draft.ReadsTouches)
        {
            return aggregates;
        }

        // The versions are read, so that rows come again whose elements were touched but did not change.
        BoundExpression[] versions = [.. _versions.Select(version => new BoundExpression.Reference(default, version))];
        return [.. aggregates, new BoundAggregate(default, AggregateKind.Touch, new BoundExpression.ListLiteral(default, versions), Distinct: false, TypeSet.Integer)];
    }

    private void BeginGroups(int number, IReadOnlyList<BoundExpression> keys, IReadOnlyList<BoundAggregate> aggregates)
    {
        _group = null;
        _grouping = (number, keys, aggregates);
        _versions = [];
        if (_draft.ReadsTouches)
        {
            var variable = _draft.NewVariable(VariableKind.Value, TypeSet.Integer);
            Let(variable, new BoundExpression.AggregateResult(default, aggregates.Count, TypeSet.Integer));
            _versions.Add(variable);
        }
    }
}
