namespace Reactor.QueryRuntime.Values;

/// <summary>Keys of joins agree with =: what = can never call true has no hash and joins nothing.</summary>
public static class JoinKey
{
    /// <summary>Hash of a join key. Two keys for which = is true have the same hash.</summary>
    /// <param name="value">The key.</param>
    /// <param name="key">The query instance's secret.</param>
    /// <param name="hash">The hash.</param>
    /// <returns>False when the value is null or NaN, or a list or map that holds one: it is not even equal to itself.</returns>
    public static bool TryHash(in Value value, ulong key, out ulong hash)
    {
        if (!CanMatch(value))
        {
            hash = 0;
            return false;
        }

        hash = Equivalence.Hash(value, key);
        return true;
    }

    /// <summary>Whether = can be true for it at all.</summary>
    public static bool CanMatch(in Value value) => value.Kind switch
    {
        ValueKind.Null => false,
        ValueKind.Float => !double.IsNaN(value.Float),
        ValueKind.List => CanMatch(value.List),
        ValueKind.Map => CanMatch(value.Map.Values),
        _ => true,
    };

    private static bool CanMatch(ReadOnlySpan<Value> values)
    {
        foreach (ref readonly var value in values)
        {
            if (!CanMatch(value))
            {
                return false;
            }
        }

        return true;
    }
}
