namespace Reactor.Engine.Instances;

/// <summary>What a query has done so far.</summary>
/// <param name="Name">The query.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="Changes">Changes its guest was given.</param>
/// <param name="Units">Units its guest was given.</param>
/// <param name="Diffs">Diffs with rows, which is the newest sequence number less the control signals.</param>
/// <param name="Added">Rows added.</param>
/// <param name="Updated">Rows updated.</param>
/// <param name="Deleted">Rows deleted.</param>
/// <param name="Rows">Rows of the current result.</param>
/// <param name="RowErrors">Rows that stand in error.</param>
/// <param name="NewestRowError">Message of the newest one, or null.</param>
/// <param name="Entries">Entries into the guest.</param>
/// <param name="Failure">Why it failed or is suspended, or null.</param>
public sealed record QueryStatus(
    string Name,
    QueryState State,
    long Changes,
    long Units,
    long Diffs,
    long Added,
    long Updated,
    long Deleted,
    long Rows,
    long RowErrors,
    string? NewestRowError,
    long Entries,
    string? Failure);
