namespace Reactor.QueryRuntime.Values;

/// <summary>The content of a path: nodes and relations in turn, a node first and last. Immutable.</summary>
/// <param name="elements">An odd number of elements; nobody may write to the array any more.</param>
public sealed class PathValue(Value[] elements)
{
    /// <summary>Nodes and relations in turn.</summary>
    public ReadOnlySpan<Value> Elements => elements;

    /// <summary>Number of its relations, 0 or more.</summary>
    public int Length => elements.Length / 2;
}
