using System.Text;
using Reactor.Contracts.Changes;

namespace Reactor.QueryRuntime.Values;

/// <summary>The content of a map: keys in ascending order of their UTF-8, each with its value. Immutable.</summary>
public sealed class MapValue
{
    /// <summary>The map without entries.</summary>
    public static readonly MapValue Empty = new([], []);

    private const int LinearSearchKeys = 8;

    private readonly string[] _keys;
    private readonly Value[] _values;

    private MapValue(string[] keys, Value[] values)
    {
        _keys = keys;
        _values = values;
    }

    /// <summary>Entries.</summary>
    public int Count => _keys.Length;

    /// <summary>The keys, ascending.</summary>
    public ReadOnlySpan<string> Keys => _keys;

    /// <summary>The values, in the order of <see cref="Keys"/>.</summary>
    public ReadOnlySpan<Value> Values => _values;

    /// <summary>Takes over keys that are already unique and ascending, and their values. Maps of one shape may share the array of keys.</summary>
    public static MapValue FromSorted(string[] keys, Value[] values) => new(keys, values);

    /// <summary>Builds a map from entries in any order; of equal keys the last one wins. A lone surrogate in a key becomes U+FFFD, as on the wire.</summary>
    /// <param name="keys">The keys; sorted in place.</param>
    /// <param name="values">As many values; permuted alike.</param>
    public static MapValue FromEntries(string[] keys, Value[] values)
    {
        for (var i = 0; i < keys.Length; i++)
        {
            if (keys[i].AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0)
            {
                keys[i] = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(keys[i]));
            }
        }

        var count = SortAndMerge(keys, values);
        return count == keys.Length ? new(keys, values) : new(keys[..count], values[..count]);
    }

    /// <summary>Finds the value of a key.</summary>
    public bool TryGet(string key, out Value value)
    {
        var index = _keys.Length <= LinearSearchKeys
            ? Array.IndexOf(_keys, key)
            : Array.BinarySearch(_keys, key, Utf8KeyComparer.Instance);
        if (index < 0)
        {
            value = default;
            return false;
        }

        value = _values[index];
        return true;
    }

    // Insertion sort: stable, so that the last of equal keys is known, and maps are small.
    private static int SortAndMerge(string[] keys, Value[] values)
    {
        var count = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            var (key, value) = (keys[i], values[i]);
            var place = Array.BinarySearch(keys, 0, count, key, Utf8KeyComparer.Instance);
            if (place >= 0)
            {
                values[place] = value;
                continue;
            }

            place = ~place;
            Array.Copy(keys, place, keys, place + 1, count - place);
            Array.Copy(values, place, values, place + 1, count - place);
            (keys[place], values[place]) = (key, value);
            count++;
        }

        return count;
    }
}
