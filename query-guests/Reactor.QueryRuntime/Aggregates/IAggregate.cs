using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Aggregates;

/// <summary>One aggregate of one group: a multiset of values under insertion and retraction, and its answer.</summary>
/// <remarks>
/// Implementations are structs that live in the group's row, <see langword="default"/> being the empty group, so that operators
/// specialise on them; they must be used in place, a copy shares parts of its state. The answer depends on the multiset alone, never on
/// the order of calls. Only what is there may be removed. Nulls are ignored.
/// </remarks>
public interface IAggregate
{
    /// <summary>Adds a value.</summary>
    /// <param name="value">The value; null does nothing.</param>
    /// <param name="rowIdentity">Identity of the row it comes from: decides the order of <c>collect</c>.</param>
    /// <exception cref="EvaluationException">The aggregate does not take its kind; nothing has changed.</exception>
    void Add(in Value value, UInt128 rowIdentity);

    /// <summary>Takes a value back that was added with the same identity, in the same exact form.</summary>
    /// <param name="value">The value; null does nothing.</param>
    /// <param name="rowIdentity">Identity of the row it came from.</param>
    /// <exception cref="EvaluationException">The aggregate does not take its kind; nothing has changed.</exception>
    void Remove(in Value value, UInt128 rowIdentity);

    /// <summary>The aggregate of what is there now.</summary>
    /// <exception cref="EvaluationException">It cannot be represented.</exception>
    Value Result();
}
