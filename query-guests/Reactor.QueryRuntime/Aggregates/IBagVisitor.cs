namespace Reactor.QueryRuntime.Aggregates;

/// <summary>What a <see cref="SortedBag{TItem, TOrder}"/> is read with.</summary>
/// <typeparam name="TItem">What it holds.</typeparam>
internal interface IBagVisitor<TItem>
{
    /// <summary>Takes the next different item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="copies">How often it is there, at least once.</param>
    void Visit(in TItem item, int copies);
}
