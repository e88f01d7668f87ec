using Reactor.QueryRuntime.Loop;

namespace Reactor.GuestSdk;

/// <summary>The query this instance has become, fed from the inbox; tells the host which unit it is in.</summary>
internal sealed class OpenedQuery(CompiledQuery query, OutboxSink sink, GuestHost host) : QueryLoop(query, sink)
{
    /// <inheritdoc/>
    protected override void OnUnit(ulong unit) => host.EnterUnit(unit);
}
