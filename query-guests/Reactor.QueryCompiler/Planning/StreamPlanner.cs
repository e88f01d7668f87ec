using Reactor.Cypher.Binding;
using Reactor.Cypher.Syntax;

namespace Reactor.QueryCompiler.Planning;

/// <summary>Turns the clauses of a query into segments of linear operators and the operators between them, clause by clause.</summary>
/// <remarks>
/// The first MATCH is the stream's source. Any later one is a pattern of its own, joined with the stream by the elements both name. What
/// WHERE says about elements of the pattern alone is decided inside it; the rest behind the join. OPTIONAL MATCH and patterns inside
/// expressions whose predicates need both sides first join and filter, and then look the outcome up by the row's identity.
/// </remarks>
internal sealed partial class StreamPlanner
{
    private readonly PlanDraft _draft;
    private SegmentSource _source;
    private List<LinearOperation> _operations = [];
    private List<BoundVariable> _available;

    /// <summary>What the rows are ordered by, where a later collect follows it.</summary>
    private List<(BoundVariable Variable, bool IsDescending)> _order = [];
    private bool _isOrderRead;

    private StreamPlanner(PlanDraft draft, SegmentSource source, IEnumerable<BoundVariable> available)
    {
        _draft = draft;
        _source = source;
        _available = [.. available];
    }

    private bool IsFresh => _source is SegmentSource.Once && _operations.Count == 0;

    /// <summary>Plans all branches of a query.</summary>
    internal static PlanDraft Plan(BoundQuery query, long? archiveNs)
    {
        var draft = new PlanDraft(query.VariableCount, HistoryCalls.ReadTouches(query), archiveNs);
        var streams = query.Branches.Select(branch => PlanBranch(branch, draft)).ToArray();
        var columns = query.Branches.Select(branch => branch[^1].Projection.Items.Select(item => item.Variable).ToArray()).ToArray();
        if (streams.Length == 1 || query.IsUnionAll)
        {
            for (var i = 0; i < streams.Length; i++)
            {
                streams[i].Close(new SegmentSink.Output(columns[i], streams.Length == 1 ? null : i));
            }

            return draft;
        }

        var union = draft.Add(number => new PlanOperator.Grouping(number));
        for (var i = 0; i < streams.Length; i++)
        {
            BoundExpression[] keys = [.. columns[i].Select(column => new BoundExpression.Reference(default, column))];
            streams[i].Close(new SegmentSink.Aggregate(union.Number, keys, IsDistinct: true, []) { IsUnion = true });
        }

        var result = new StreamPlanner(draft, new SegmentSource.Groups(union.Number), []);
        var merged = columns[0].Select(_ => draft.NewVariable(VariableKind.Value, TypeSet.Any)).ToArray();
        result._operations.AddRange(merged.Select((column, key) => new LinearOperation.Let(column, new BoundExpression.GroupKey(default, key, TypeSet.Any))));
        result.Close(new SegmentSink.Output(merged, null));
        return draft;
    }

    private static StreamPlanner PlanBranch(IReadOnlyList<BoundPart> parts, PlanDraft draft)
    {
        var stream = new StreamPlanner(draft, new SegmentSource.Once(), []);
        for (var i = 0; i < parts.Count; i++)
        {
            var part = parts[i];
            foreach (var reading in part.Readings)
            {
                switch (reading)
                {
                    case BoundReading.Match match:
                        stream.Match(match, HistoryCalls.Behind(match, part));
                        break;
                    case BoundReading.Unwind unwind:
                        stream.LookUpSubqueries(unwind.List);
                        var list = stream.Keep(unwind.List);
                        stream._operations.Add(new LinearOperation.Unwind(unwind.Variable, list));
                        stream._available.Add(unwind.Variable);
                        break;
                    default:
                        throw new InvalidOperationException($"No plan for {reading.GetType().Name}.");
                }
            }

            stream._isOrderRead = CollectOrder.IsRead(parts, i);
            stream.Project(part.Projection, isLast: part == parts[^1], HistoryCalls.Behind(part.Projection, parts.ElementAtOrDefault(i + 1)));
        }

        return stream;
    }

    /// <param name="match">The clause.</param>
    /// <param name="behind">Calls over history in the projection behind its WHERE.</param>
    private void Match(BoundReading.Match match, IReadOnlyList<BoundExpression.History> behind)
    {
        var isSource = IsFresh && !match.IsOptional;
        var pattern = new PatternParts(match, isJoined: !isSource, isFollowed: behind.Count > 0);
        if (isSource)
        {
            var found = Find(pattern);
            (_source, _operations, _available) = (found._source, found._operations, found._available);
            FollowElements(match);
            Remember(behind);
            Filter(pattern.OnMatches.Concat(pattern.OnRows));
            return;
        }

        if (match.IsOptional && pattern.OnRows.Count > 0)
        {
            JoinOptional(pattern);
            FollowElements(match);
            return;
        }

        Join(pattern, match.IsOptional);
        FollowElements(match);
        Remember(behind);
        Filter(pattern.OnRows);
    }

    /// <summary>The stream goes on with the join of its rows and the matches.</summary>
    private void Join(PatternParts pattern, bool isOuter)
    {
        var matches = Matches(pattern);
        var (left, right) = (new RowShape(_available), new RowShape(pattern.Variables));
        var join = _draft.Add(number => new PlanOperator.Join(number, isOuter, left, right));
        matches.Close(Feed(join, isRight: true, pattern.MatchKey(withValues: !isOuter), right));
        Close(Feed(join, isRight: false, pattern.RowKey(withValues: !isOuter), left));
        Continue(new SegmentSource.Rows(join.Number), join.Columns);
    }

    private void JoinOptional(PatternParts pattern)
    {
        var (left, right) = (new RowShape(_available), new RowShape(pattern.Variables));
        var found = Correlate(pattern, out var origin, (isLeftOf, matches) =>
        {
            var join = _draft.Add(number => new PlanOperator.Join(number, IsOuter: true, left, right));
            matches.Close(Feed(join, isRight: true, [new KeyPart.Element(isLeftOf)], right));
            return join;
        });
        origin.Add(new FeedTarget(found.Number, IsRight: false, [new KeyPart.Row()], left));
        Continue(new SegmentSource.Rows(found.Number), found.Columns);
    }

    /// <summary>Puts the answer of every pattern and every call over history inside an expression into the row.</summary>
    private void LookUpSubqueries(BoundExpression expression)
    {
        foreach (var subquery in FreeVariables.Subqueries(expression).Where(subquery => !_available.Contains(subquery.Result)))
        {
            LookUp(subquery);
        }

        foreach (var history in FreeVariables.Histories(expression).Where(history => !_available.Contains(history.Result)))
        {
            Remember(history);
        }
    }

    private void LookUp(BoundExpression.Subquery subquery)
    {
        var pattern = new PatternParts(subquery.Pattern, isJoined: false, isFollowed: false);
        var left = new RowShape(_available);
        if (pattern.OnRows.Count == 0 && (subquery.Projection is null || pattern.IsOwn(subquery.Projection)))
        {
            var matches = Matches(pattern);
            var lookup = AddLookup(subquery, left, matches, pattern.MatchKey(withValues: false));
            Close(Feed(lookup, isRight: false, pattern.RowKey(withValues: false), left));
            Continue(new SegmentSource.Rows(lookup.Number), lookup.Columns);
            return;
        }

        var correlated = Correlate(pattern, out var origin, (isLeftOf, matches) => AddLookup(subquery, left, matches, [new KeyPart.Element(isLeftOf)]));
        origin.Add(new FeedTarget(correlated.Number, IsRight: false, [new KeyPart.Row()], left));
        Continue(new SegmentSource.Rows(correlated.Number), correlated.Columns);
    }

    private PlanOperator.Lookup AddLookup(BoundExpression.Subquery subquery, RowShape left, StreamPlanner matches, IReadOnlyList<KeyPart> key)
    {
        var value = _draft.NewVariable(VariableKind.Value, TypeSet.Any);
        if (subquery.Projection is { } projection)
        {
            matches.LookUpSubqueries(projection);
            matches.Let(value, projection);
        }

        var right = new RowShape(subquery.Projection is null ? [] : [value]);
        var lookup = _draft.Add(number => new PlanOperator.Lookup(number, subquery.Projection is not null, left, right, subquery.Result));
        matches.Close(Feed(lookup, isRight: true, key, right));
        return lookup;
    }

    /// <summary>Joins the stream's rows with the matches, filters by what needs both, and hands the outcome on with the row it belongs to.</summary>
    private T Correlate<T>(PatternParts pattern, out List<FeedTarget> origin, Func<BoundVariable, StreamPlanner, T> use)
        where T : PlanOperator
    {
        var isLeftOf = _draft.NewVariable(VariableKind.Node, TypeSet.Node);
        var matches = Matches(pattern);
        var (left, right) = (new RowShape(_available.Append(isLeftOf)), new RowShape(pattern.Variables));
        var join = _draft.Add(number => new PlanOperator.Join(number, IsOuter: false, left, right));
        matches.Close(Feed(join, isRight: true, pattern.MatchKey(withValues: true), right));
        _operations.Add(new LinearOperation.Mark(isLeftOf));
        origin = [new FeedTarget(join.Number, IsRight: false, pattern.RowKey(withValues: true), left)];
        Close(new SegmentSink.Feed(origin));

        var both = new StreamPlanner(_draft, new SegmentSource.Rows(join.Number), join.Columns);
        both._versions.AddRange(_versions);
        both.FollowElements(pattern.Match);
        both.Filter(pattern.OnRows);
        return use(isLeftOf, both);
    }

    private StreamPlanner Matches(PatternParts pattern)
    {
        var matches = Find(pattern);
        matches.Filter(pattern.OnMatches);
        return matches;
    }

    /// <summary>The pattern's matches, by what is decided while they are found.</summary>
    private StreamPlanner Find(PatternParts pattern) => pattern.Match.Elements.Any(element => element is BoundPatternElement.Walk)
        ? new WalkPlanner(_draft, pattern.Match, pattern.Inside).Plan()
        : new StreamPlanner(_draft, _draft.Add(pattern.Match, pattern.Inside), pattern.Variables);

    private void Project(BoundProjection projection, bool isLast, IReadOnlyList<BoundExpression.History> behind)
    {
        if (projection.Aggregation is { } aggregation)
        {
            foreach (var expression in aggregation.Keys.Concat(aggregation.Aggregates.Select(call => call.Argument).OfType<BoundExpression>()))
            {
                LookUpSubqueries(expression);
            }

            Group(aggregation.Keys, isDistinct: false, aggregation.Aggregates);
        }

        foreach (var item in projection.Items)
        {
            LookUpSubqueries(item.Expression);
        }

        foreach (var item in projection.Items)
        {
            Let(item.Variable, item.Expression);
        }

        if (projection.Distinct)
        {
            // The columns become the keys of groups and, behind the grouping, are themselves again.
            var keys = projection.Items.Select(item => new BoundExpression.Reference(item.Span, item.Variable)).ToArray();
            Group(keys, isDistinct: true, []);
            for (var key = 0; key < keys.Length; key++)
            {
                Let(projection.Items[key].Variable, new BoundExpression.GroupKey(keys[key].Span, key, keys[key].Type));
            }
        }

        if (projection.Where is { } condition && (behind.Count > 0 || FreeVariables.Histories(condition).Any()))
        {
            // A window or a pattern in front of the call ends the segment that knows the groups.
            StoreGroups();
        }

        if (projection.Ordering is { } ordering && (isLast || ordering.Skip is not null || ordering.Limit is not null))
        {
            Order(ordering);
        }
        else if (projection.Ordering is not null && _isOrderRead)
        {
            _order = LetKeys(projection.Ordering);
        }

        if (projection.Where is { } predicate)
        {
            Remember(behind);
            Filter(Conjunction.Operands(predicate));
        }

        _available = [.. projection.Items.Select(item => item.Variable), .. _versions, .. behind.Select(call => call.Result), .. _order.Select(key => key.Variable)];
        (_group, _grouping) = (null, null);
    }

    private void Group(IReadOnlyList<BoundExpression> keys, bool isDistinct, IReadOnlyList<BoundAggregate> aggregates)
    {
        if (_draft.ReadsTouches)
        {
            // A row that comes and goes within one unit touches no group.
            StoreRows();
        }

        var grouping = _draft.Add(number => new PlanOperator.Grouping(number));
        Close(new SegmentSink.Aggregate(grouping.Number, keys, isDistinct, FollowGroups(CollectOrder.Apply(aggregates, _order))));
        _order = [];
        Continue(new SegmentSource.Groups(grouping.Number), []);
        BeginGroups(grouping.Number, keys, aggregates);
    }

    private void Order(BoundOrdering ordering)
    {
        var keys = LetKeys(ordering);
        _order = _isOrderRead ? keys : [];
        var input = new RowShape(_available);
        var order = _draft.Add(number => new PlanOperator.Order(number, keys, ordering.Skip, ordering.Limit, input));
        Close(Feed(order, isRight: false, [], input));
        Continue(new SegmentSource.Rows(order.Number), order.Columns);
    }

    private List<(BoundVariable Variable, bool IsDescending)> LetKeys(BoundOrdering ordering)
    {
        var keys = new List<(BoundVariable Variable, bool IsDescending)>();
        foreach (var key in ordering.Keys)
        {
            LookUpSubqueries(key.Expression);
            var variable = _draft.NewVariable(VariableKind.Value, key.Expression.Type);
            Let(variable, key.Expression);
            keys.Add((variable, key.IsDescending));
        }

        return keys;
    }

    private void Let(BoundVariable variable, BoundExpression value)
    {
        _operations.Add(new LinearOperation.Let(variable, value));
        _available.Add(variable);
        if (Volatility.IsVolatile(value))
        {
            StoreRows();
        }
    }

    private void StoreRows()
    {
        var rows = new RowShape(_available);
        var keep = _draft.Add(number => new PlanOperator.Keep(number, rows));
        Close(Feed(keep, isRight: false, [], rows));
        Continue(new SegmentSource.Rows(keep.Number), keep.Columns);
    }

    /// <summary>The expression, or a variable that holds what it gave if it would give something else the next time.</summary>
    private BoundExpression Keep(BoundExpression expression)
    {
        if (!Volatility.IsVolatile(expression))
        {
            return expression;
        }

        var variable = _draft.NewVariable(VariableKind.Value, expression.Type);
        Let(variable, expression);
        return new BoundExpression.Reference(expression.Span, variable);
    }

    /// <summary>First what needs no pattern of its own, as far as it cannot fail: a row that a pattern excludes is not in error.</summary>
    private void Filter(IEnumerable<BoundExpression> predicates)
    {
        var all = predicates.ToArray();
        var looks = Array.Exists(all, predicate => FreeVariables.Subqueries(predicate).Any());
        var plain = new List<BoundExpression>();
        var looking = new List<BoundExpression>();

        // History is kept for rows that WHERE rejects: all predicates wait for it.
        var remembers = Array.Exists(all, predicate => FreeVariables.Histories(predicate).Any());
        foreach (var predicate in all)
        {
            (remembers || FreeVariables.Subqueries(predicate).Any() || (looks && Failure.CanFailAsCondition(predicate)) ? looking : plain).Add(predicate);
        }

        AddFilter(plain);
        foreach (var predicate in looking)
        {
            LookUpSubqueries(predicate);
        }

        AddFilter(looking);
    }

    private void AddFilter(List<BoundExpression> predicates)
    {
        if (predicates.Count == 0)
        {
            return;
        }

        // All operands are decided together, so that none is in error for a row that another one excludes.
        var isVolatile = predicates.Exists(Volatility.IsVolatile);
        var all = predicates.Aggregate((left, right) => new BoundExpression.Binary(left.Span, BinaryOperator.And, left, right, TypeSet.Boolean | TypeSet.Null));
        _operations.Add(new LinearOperation.Filter(all, IsOfComing: isVolatile));
        if (isVolatile)
        {
            StoreRows();
        }
    }

    private static SegmentSink.Feed Feed(PlanOperator target, bool isRight, IReadOnlyList<KeyPart> key, RowShape shape) =>
        new([new FeedTarget(target.Number, isRight, key, shape)]);

    private void Close(SegmentSink sink) => _draft.Segments.Add(new Segment(_draft.Segments.Count, _source, _operations, sink));

    private void Continue(SegmentSource source, IEnumerable<BoundVariable> available)
    {
        _source = source;
        _operations = [];
        _available = [.. available];
    }
}
