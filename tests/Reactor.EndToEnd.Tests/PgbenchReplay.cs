using Reactor.EndToEnd.Tests.Support;
using Reactor.Engine.Instances;

namespace Reactor.EndToEnd.Tests;

/// <summary>What one run of the recorded feed left.</summary>
/// <param name="Results">Final rows by query, as JSON.</param>
/// <param name="Status">What each query did.</param>
/// <param name="Log">Every diff.</param>
internal sealed record PgbenchReplay(IReadOnlyDictionary<string, IReadOnlyList<string>> Results, IReadOnlyList<QueryStatus> Status, DiffLog Log);
