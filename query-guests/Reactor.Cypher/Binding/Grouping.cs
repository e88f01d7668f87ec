namespace Reactor.Cypher.Binding;

/// <summary>Collects grouping keys and aggregates of one projection.</summary>
internal sealed class Grouping
{
    private readonly List<BoundExpression> _keys = [];
    private readonly List<BoundAggregate> _aggregates = [];

    public IReadOnlyList<BoundExpression> Keys => _keys;

    /// <summary>A DISTINCT: its columns are the keys, in order.</summary>
    public static Grouping Of(IEnumerable<BoundExpression> columns)
    {
        var grouping = new Grouping();
        grouping._keys.AddRange(columns);
        return grouping;
    }

    /// <returns>The key's number; equal keys share one.</returns>
    public int AddKey(BoundExpression key)
    {
        var found = FindKey(key);
        if (found < 0)
        {
            _keys.Add(key);
            found = _keys.Count - 1;
        }

        return found;
    }

    /// <returns>The key's number, or -1.</returns>
    public int FindKey(BoundExpression expression) => _keys.FindIndex(key => ExpressionComparison.Same(key, expression));

    /// <returns>The aggregate's number; equal calls share one.</returns>
    public int AddAggregate(BoundAggregate aggregate)
    {
        var found = FindAggregate(aggregate);
        if (found < 0)
        {
            _aggregates.Add(aggregate);
            found = _aggregates.Count - 1;
        }

        return found;
    }

    /// <returns>The aggregate's number, or -1.</returns>
    public int FindAggregate(BoundAggregate aggregate) => _aggregates.FindIndex(other => Same(other, aggregate));

    public BoundExpression Key(int index) => _keys[index];

    public BoundAggregation Complete() => new(_keys, _aggregates);

    private static bool Same(BoundAggregate a, BoundAggregate b) =>
        a.Kind == b.Kind && a.Distinct == b.Distinct && a.Retains == b.Retains
        && (a.Argument is null || b.Argument is null ? a.Argument == b.Argument : ExpressionComparison.Same(a.Argument, b.Argument));
}
