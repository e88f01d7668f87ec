namespace Reactor.Contracts.Queries;

/// <summary>A static property path a query reads; its place in the manifest is its slot.</summary>
/// <param name="Keys">At least one key: a property, then keys of nested maps. <c>a.address.city</c> has two.</param>
public sealed record PropertyPath(IReadOnlyList<string> Keys)
{
    /// <inheritdoc/>
    public override string ToString() => string.Join('.', Keys);
}
