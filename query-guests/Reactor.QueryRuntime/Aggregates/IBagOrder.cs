namespace Reactor.QueryRuntime.Aggregates;

/// <summary>How a <see cref="SortedBag{TItem, TOrder}"/> sorts.</summary>
/// <typeparam name="TItem">What it holds.</typeparam>
internal interface IBagOrder<TItem>
{
    /// <summary>Total order; 0 only for items that nothing can tell apart.</summary>
    static abstract int Compare(in TItem left, in TItem right);

    /// <summary>A coarser order that agrees with <see cref="Compare"/>: items of one group are neighbours.</summary>
    static abstract int CompareGroups(in TItem left, in TItem right);
}
