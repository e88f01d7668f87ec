namespace Reactor.Contracts.Results;

/// <summary>Where one diff lies in a <see cref="ResultBatch"/>.</summary>
/// <param name="Unit">Number of the unit it comes from.</param>
/// <param name="Rows">Its rows, more than 0.</param>
/// <param name="Offset">Where its first row record starts.</param>
/// <param name="Length">Bytes of its row records.</param>
/// <param name="ClockNs">The query's clock after the unit, nanoseconds since the Unix epoch.</param>
/// <param name="IsInstant">Whether it is of an instant at which timers fired before the unit's changes: a unit of its own (docs/semantics.md, section 1).</param>
public readonly record struct DiffEntry(ulong Unit, int Rows, int Offset, int Length, long ClockNs, bool IsInstant);
