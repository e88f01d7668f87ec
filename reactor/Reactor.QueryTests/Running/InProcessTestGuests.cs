using Reactor.Contracts.Guests;
using Reactor.QueryCompiler;
using Reactor.QueryRuntime.Loop;

namespace Reactor.QueryTests.Running;

/// <summary>Guests in this process. Their state cannot be taken: a restart replays the history.</summary>
/// <param name="queries">The compiled queries.</param>
internal sealed class InProcessTestGuests(LoadedQueries queries) : ITestGuests
{
    /// <inheritdoc/>
    public IGuestInstance Create(UInt128 seed) => new InProcessGuest(queries.Create, seed);

    /// <inheritdoc/>
    public IGuestInstance? Restart(IGuestInstance guest) => null;

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
