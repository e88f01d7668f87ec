using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Reactor.Contracts.Guests;

namespace Reactor.Contracts.Changes;

/// <summary>One property value as a feed carries it: data only, without the query language's rules. 24 bytes.</summary>
public readonly struct PropertyValue : IEquatable<PropertyValue>
{
    private readonly object? _reference;
    private readonly long _bits;
    private readonly byte _levels;

    private PropertyValue(PropertyValueKind kind, long bits, object? reference, int levels = 0)
    {
        Kind = kind;
        _bits = bits;
        _reference = reference;
        _levels = (byte)levels;
    }

    /// <summary>The null value; also <c>default</c>.</summary>
    public static PropertyValue Null => default;

    /// <summary>What the value is.</summary>
    public PropertyValueKind Kind { get; }

    /// <summary>The boolean. Meaningful for <see cref="PropertyValueKind.Boolean"/> only.</summary>
    public bool Boolean => _bits != 0;

    /// <summary>The integer. Meaningful for <see cref="PropertyValueKind.Integer"/> only.</summary>
    public long Integer => _bits;

    /// <summary>The float. Meaningful for <see cref="PropertyValueKind.Float"/> only.</summary>
    public double Float => BitConverter.Int64BitsToDouble(_bits);

    /// <summary>The payload of a boolean, integer or float as it travels on the wire.</summary>
    public long Bits => _bits;

    /// <summary>The text, also of a temporal value. Throws for other kinds.</summary>
    /// <exception cref="InvalidCastException">The value is no text and not temporal.</exception>
    public string Text => _reference as string ?? Mistaken<string>();

    /// <summary>The elements of a list. Throws for other kinds.</summary>
    /// <exception cref="InvalidCastException">The value is no list.</exception>
    public ImmutableArray<PropertyValue> List => (_reference as Elements ?? Mistaken<Elements>()).Values;

    /// <summary>The entries of a map, keys unique and ascending in ordinal order of their UTF-8. Throws for other kinds.</summary>
    /// <exception cref="InvalidCastException">The value is no map.</exception>
    public ImmutableArray<KeyValuePair<string, PropertyValue>> Map => (_reference as Entries ?? Mistaken<Entries>()).Values;

    /// <summary>Makes a boolean.</summary>
    public static PropertyValue FromBoolean(bool value) => new(PropertyValueKind.Boolean, value ? 1 : 0, null);

    /// <summary>Makes an integer.</summary>
    public static PropertyValue FromInteger(long value) => new(PropertyValueKind.Integer, value, null);

    /// <summary>Makes a float; every NaN becomes the canonical one.</summary>
    public static PropertyValue FromFloat(double value) =>
        new(PropertyValueKind.Float, double.IsNaN(value) ? 0x7FF8_0000_0000_0000 : BitConverter.DoubleToInt64Bits(value), null);

    /// <summary>Makes a text.</summary>
    public static PropertyValue FromText(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(PropertyValueKind.Text, 0, value);
    }

    /// <summary>Makes a temporal value.</summary>
    /// <param name="kind">Date to Duration.</param>
    /// <param name="text">Its text in ISO 8601, as Cypher prints it.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another kind.</exception>
    public static PropertyValue FromTemporal(PropertyValueKind kind, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return kind is >= PropertyValueKind.Date and <= PropertyValueKind.Duration
            ? new(kind, 0, text)
            : throw new ArgumentOutOfRangeException(nameof(kind), kind, "no temporal kind");
    }

    /// <summary>Makes a list.</summary>
    /// <exception cref="ArgumentException">It nests deeper than <see cref="GuestAbi.MaxNesting"/> - 1 levels: one is left for the rest slot.</exception>
    public static PropertyValue FromList(ImmutableArray<PropertyValue> values)
    {
        var levels = 0;
        foreach (ref readonly var value in values.AsSpan())
        {
            levels = Math.Max(levels, value._levels);
        }

        return new(PropertyValueKind.List, 0, new Elements(values), OneMore(levels));
    }

    /// <summary>Makes a map; of two entries with one key the later wins. Lone surrogates in keys become U+FFFD, as they will on the wire.</summary>
    /// <exception cref="ArgumentException">It nests deeper than <see cref="GuestAbi.MaxNesting"/> - 1 levels: one is left for the rest slot.</exception>
    public static PropertyValue FromMap(IEnumerable<KeyValuePair<string, PropertyValue>> entries)
    {
        var sorted = new SortedDictionary<string, PropertyValue>(Utf8KeyComparer.Instance);
        var levels = 0;
        foreach (var (key, value) in entries)
        {
            sorted[WellFormed(key)] = value;
            levels = Math.Max(levels, value._levels);
        }

        return new(PropertyValueKind.Map, 0, new Entries([.. sorted]), OneMore(levels));
    }

    /// <summary>Whether both are the same data: same kind, same bits, same elements. Integer 1 and float 1.0 differ.</summary>
    public bool Equals(PropertyValue other) => Kind == other.Kind && _bits == other._bits && Kind switch
    {
        PropertyValueKind.Text or (>= PropertyValueKind.Date and <= PropertyValueKind.Duration) => string.Equals(Text, other.Text, StringComparison.Ordinal),
        PropertyValueKind.List => List.AsSpan().SequenceEqual(other.List.AsSpan()),
        PropertyValueKind.Map => Map.AsSpan().SequenceEqual(other.Map.AsSpan()),
        _ => true,
    };

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PropertyValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Kind switch
    {
        PropertyValueKind.Text or (>= PropertyValueKind.Date and <= PropertyValueKind.Duration) => Text.GetHashCode(StringComparison.Ordinal),
        PropertyValueKind.List => List.Length,
        PropertyValueKind.Map => Map.Length,
        _ => HashCode.Combine(Kind, _bits),
    };

    /// <summary>The value as a reader of logs and test failures wants it.</summary>
    public override string ToString() => Kind switch
    {
        PropertyValueKind.Null => "null",
        PropertyValueKind.Boolean => Boolean ? "true" : "false",
        PropertyValueKind.Integer => Integer.ToString(),
        PropertyValueKind.Float => Float.ToString("R"),
        PropertyValueKind.Text or (>= PropertyValueKind.Date and <= PropertyValueKind.Duration) => Text,
        PropertyValueKind.List => $"[{string.Join(", ", List)}]",
        _ => $"{{{string.Join(", ", Map.Select(entry => $"{entry.Key}: {entry.Value}"))}}}",
    };

    /// <summary>Same data.</summary>
    public static bool operator ==(PropertyValue left, PropertyValue right) => left.Equals(right);

    /// <summary>Different data.</summary>
    public static bool operator !=(PropertyValue left, PropertyValue right) => !left.Equals(right);

    private static int OneMore(int levels) => levels < GuestAbi.MaxNesting - 1
        ? levels + 1
        : throw new ArgumentException($"a property value nests deeper than {GuestAbi.MaxNesting - 1} levels");

    private static string WellFormed(string key) =>
        key.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(key)) : key;

    [DoesNotReturn]
    private T Mistaken<T>() => throw new InvalidCastException($"a value of kind {Kind} was read as {typeof(T).Name}");

    private sealed record Elements(ImmutableArray<PropertyValue> Values);

    private sealed record Entries(ImmutableArray<KeyValuePair<string, PropertyValue>> Values);
}
