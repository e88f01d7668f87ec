using Reactor.Contracts.Queries;

namespace Reactor.Contracts.Results;

/// <summary>Results of one query on their way to a reaction, in order. Many reactions read one at the same time; none may keep it (<see cref="IReaction.DeliverAsync"/>).</summary>
/// <param name="Query">The query: its name and columns.</param>
/// <param name="Epoch">Which life of the query the sequence numbers belong to, from 1.</param>
/// <param name="FirstSequence">Sequence number of the first diff (or of the signal); the others follow by one.</param>
/// <param name="Signal">A control signal, or <see cref="ResultSignal.None"/>; a signal takes one sequence number and carries no diffs.</param>
/// <param name="Results">The diffs; empty with a signal.</param>
public sealed record QueryDelivery(QueryManifest Query, long Epoch, long FirstSequence, ResultSignal Signal, ResultBatch Results)
{
    /// <summary>Result id of a diff: <c>queryId/epoch/sequence</c>. The same diff has the same id however often it is delivered.</summary>
    /// <param name="diff">Index of the diff in <see cref="Results"/>; 0 for a signal.</param>
    public string DiffId(int diff) => $"{Query.Name}/{Epoch}/{FirstSequence + diff}";
}
