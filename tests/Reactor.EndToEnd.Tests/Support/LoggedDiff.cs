using Reactor.Contracts.Results;

namespace Reactor.EndToEnd.Tests.Support;

/// <summary>What is kept of one delivered diff or signal.</summary>
/// <param name="Id">Its result id.</param>
/// <param name="Signal">The signal, or none.</param>
/// <param name="Rows">Rows of the diff.</param>
/// <param name="Net">For each column by how much the diff changed the sum of its integers over all rows of the result.</param>
/// <param name="Hash">SHA-256 over the clock and every row's change, identity and images.</param>
internal sealed record LoggedDiff(string Id, ResultSignal Signal, int Rows, IReadOnlyList<long> Net, string Hash)
{
    /// <summary>What two runs must agree on.</summary>
    internal string Line => $"{Id} {Signal} {Rows} {Hash}";
}
