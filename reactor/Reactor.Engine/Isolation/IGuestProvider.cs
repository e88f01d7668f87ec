using Reactor.Contracts.Guests;
using Reactor.Contracts.Queries;
using Reactor.Contracts.Resources;

namespace Reactor.Engine.Isolation;

/// <summary>Makes guests that can become any query of one compiled set.</summary>
public interface IGuestProvider : IDisposable
{
    /// <summary>The isolation in a word, for summaries: <c>microvm</c> or <c>inprocess</c>.</summary>
    string Isolation { get; }

    /// <summary>A fresh guest for a query, not yet opened. Thread-safe.</summary>
    /// <param name="query">The query it will become.</param>
    /// <param name="settings">Its memory limit.</param>
    IGuestInstance Create(QueryManifest query, QueryRuntimeSettings settings);
}
