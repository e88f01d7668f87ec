using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.IO.Hashing;
using Reactor.QueryRuntime.Temporal;

namespace Reactor.QueryRuntime.Values;

/// <summary>Equality of grouping and DISTINCT: like =, but null equals null and NaN equals NaN, at every level; never null itself.</summary>
public static class Equivalence
{
    private const ulong Odd = 0x9E37_79B9_7F4A_7C15;
    private const ulong NullHash = 0xA24B_AED4_963E_E407;

    /// <summary>Whether two values are the same group.</summary>
    public static bool AreEqual(in Value left, in Value right)
    {
        if (left.IsNumber && right.IsNumber)
        {
            return NumberOrder.AreEqual(left, right) || (double.IsNaN(left.Number) && double.IsNaN(right.Number));
        }

        var kind = left.Kind;
        if (kind != right.Kind)
        {
            return false;
        }

        return kind switch
        {
            ValueKind.Null or ValueKind.Awaiting => true,
            ValueKind.Boolean => left.Boolean == right.Boolean,
            ValueKind.Text => string.Equals(left.Text, right.Text, StringComparison.Ordinal),
            ValueKind.List => AreEqual(left.List, right.List),
            ValueKind.Map => left.Map.Keys.SequenceEqual(right.Map.Keys) && AreEqual(left.Map.Values, right.Map.Values),
            ValueKind.Path => AreEqual(left.Path.Elements, right.Path.Elements),
            >= ValueKind.Date and <= ValueKind.DateTime => left.PointInTime.CompareTo(right.PointInTime) == 0,
            ValueKind.Duration => left.Duration.CompareTo(right.Duration) == 0,
            _ => left.Element.IsSame(right.Element),
        };
    }

    /// <summary>Whether two rows of values are the same group.</summary>
    public static bool AreEqual(ReadOnlySpan<Value> left, ReadOnlySpan<Value> right)
    {
        if (left.Length != right.Length)
        {
            return false;
        }

        for (var i = 0; i < left.Length; i++)
        {
            if (!AreEqual(left[i], right[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Hash for state tables: equal for equal groups, different under another key.</summary>
    /// <param name="value">Any value.</param>
    /// <param name="key">The query instance's secret; hashes of different keys have nothing in common.</param>
    public static ulong Hash(in Value value, ulong key) => value.Kind switch
    {
        ValueKind.Null => Mix(NullHash, key),
        ValueKind.Awaiting => Mix(NullHash, key ^ Odd),
        ValueKind.Boolean => Mix(value.Boolean ? 2UL : 1UL, key ^ Odd),
        ValueKind.Integer => Mix((ulong)value.Integer, key),
        ValueKind.Float => HashFloat(value.Float, key),
        ValueKind.Text => HashText(value.Text, key),
        ValueKind.List => Hash(value.List, key + (ulong)ValueKind.List),
        ValueKind.Map => HashMap(value.Map, key + (ulong)ValueKind.Map),
        ValueKind.Path => Hash(value.Path.Elements, key + (ulong)ValueKind.Path),
        >= ValueKind.Date and <= ValueKind.DateTime => HashPoint(value.PointInTime, key + (ulong)value.Kind),
        ValueKind.Duration => HashDuration(value.Duration, key + (ulong)ValueKind.Duration),
        var kind => Mix(HashText(value.Element.Id, key) + value.Element.Source, key + (ulong)kind),
    };

    /// <summary>Hash of a row of values.</summary>
    public static ulong Hash(ReadOnlySpan<Value> values, ulong key)
    {
        var hash = Mix((ulong)values.Length, key);
        foreach (ref readonly var value in values)
        {
            hash = Mix(hash + Hash(value, key), key);
        }

        return hash;
    }

    /// <summary>Hash of a text, the same as that of the value.</summary>
    public static ulong HashText(string text, ulong key) =>
        XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text.AsSpan()), unchecked((long)key));

    private static ulong HashFloat(double number, ulong key) => NumberOrder.TryToInteger(number, out var integer)
        ? Mix((ulong)integer, key)
        : Mix((ulong)BitConverter.DoubleToInt64Bits(number), ~key);

    private static ulong HashPoint(TemporalValue point, ulong key) =>
        Mix(Mix(Mix((ulong)point.Days, key) + (ulong)point.Nanos, key) + (ulong)point.Offset, point.Zone is null ? key : HashText(point.Zone, key));

    private static ulong HashDuration(DurationValue duration, ulong key) =>
        Mix(Mix(Mix((ulong)duration.Months, key) + (ulong)duration.Days, key) + (ulong)duration.Seconds, key + (ulong)duration.Nanos);

    private static ulong HashMap(MapValue map, ulong key)
    {
        var hash = Hash(map.Values, key);
        foreach (var name in map.Keys)
        {
            hash = Mix(hash + HashText(name, key), key);
        }

        return hash;
    }

    // Folded multiplication: both halves of the 128-bit product depend on all bits of both factors.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong value, ulong key)
    {
        var high = Math.BigMul(value ^ key, (key << 1) ^ Odd, out var low);
        high ^= low;
        return (high ^ (high >> 32)) * Odd;
    }
}
