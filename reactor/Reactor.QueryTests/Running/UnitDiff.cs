using Reactor.Contracts.Results;

namespace Reactor.QueryTests.Running;

/// <summary>A diff that came out.</summary>
/// <param name="ClockNs">The query's clock after it, nanoseconds since the Unix epoch.</param>
/// <param name="IsInstant">Whether timers made it.</param>
/// <param name="Rows">Its rows, by identity.</param>
internal sealed record UnitDiff(long ClockNs, bool IsInstant, IReadOnlyList<ChangedRow> Rows)
{
    /// <summary>Whether two ways of running gave the same bytes.</summary>
    internal bool IsSame(UnitDiff other) =>
        ClockNs == other.ClockNs && IsInstant == other.IsInstant && Rows.Count == other.Rows.Count && Rows.Zip(other.Rows).All(pair => pair.First.IsSame(pair.Second));
}

/// <summary>A row of a diff; an image is empty where there is no row.</summary>
/// <param name="Identity">Its identity.</param>
/// <param name="Before">Its image before the unit.</param>
/// <param name="After">Its image after the unit.</param>
internal sealed record ChangedRow(UInt128 Identity, byte[] Before, byte[] After)
{
    /// <summary>A copy of a row of a batch.</summary>
    internal static ChangedRow Of(RowView row) => new(row.Identity, row.BeforeImage.ToArray(), row.AfterImage.ToArray());

    /// <summary>Whether two rows are the same bytes.</summary>
    internal bool IsSame(ChangedRow other) =>
        Identity == other.Identity && Before.AsSpan().SequenceEqual(other.Before) && After.AsSpan().SequenceEqual(other.After);
}
