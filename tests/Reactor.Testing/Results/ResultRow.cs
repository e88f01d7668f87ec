namespace Reactor.Testing.Results;

/// <summary>A row for a <see cref="ResultBatchBuilder"/>.</summary>
/// <param name="Identity">What makes it the same row before and after.</param>
/// <param name="Before">Its values before, or null when it is added.</param>
/// <param name="After">Its values after, or null when it is deleted.</param>
public sealed record ResultRow(UInt128 Identity, object?[]? Before, object?[]? After)
{
    /// <summary>A new row.</summary>
    public static ResultRow Added(int identity, params object?[] values) => new((UInt128)identity, null, values);

    /// <summary>A row with other values.</summary>
    public static ResultRow Updated(int identity, object?[] before, object?[] after) => new((UInt128)identity, before, after);

    /// <summary>A row that is gone.</summary>
    public static ResultRow Deleted(int identity, params object?[] values) => new((UInt128)identity, values, null);
}
