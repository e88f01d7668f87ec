namespace Reactor.QueryRuntime.Dataflow;

/// <summary>The row of a kind of element of which a query reads no property.</summary>
public struct NoRow
{
}
