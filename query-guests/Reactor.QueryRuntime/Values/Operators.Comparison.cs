using System.Runtime.CompilerServices;

namespace Reactor.QueryRuntime.Values;

/// <content>Equality and comparability: three-valued, deep, exact between integers and floats.</content>
public static partial class Operators
{
    private enum Comparison
    {
        Less,
        Equal,
        Greater,

        /// <summary>Comparable, but NaN: every comparison is false.</summary>
        Unordered,

        /// <summary>Not comparable: every comparison is null.</summary>
        Unknown,
    }

    /// <summary>=. Values of different kinds are not equal; null inside a list or map makes the answer null unless something else differs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Value Equal(in Value left, in Value right) =>
        left.IsInteger && right.IsInteger ? Value.FromBoolean(left.Integer == right.Integer) : ToValue(TestEqual(left, right));

    /// <summary>&lt;&gt;: the negation of <see cref="Equal"/>.</summary>
    public static Value NotEqual(in Value left, in Value right) => TestEqual(left, right) switch
    {
        Truth.True => Value.False,
        Truth.False => Value.True,
        _ => Value.Null,
    };

    /// <summary>Whether = is true, for filters and joins that need no null.</summary>
    public static bool AreEqual(in Value left, in Value right) => TestEqual(left, right) == Truth.True;

    /// <summary>&lt;. Numbers, texts by code point, booleans, points in time of one kind, lists by element; null for kinds that do not compare.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Value Less(in Value left, in Value right) => left.IsInteger && right.IsInteger
        ? Value.FromBoolean(left.Integer < right.Integer)
        : Ordered(Compare(left, right), Comparison.Less, Comparison.Less);

    /// <summary>&lt;=; see <see cref="Less"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Value LessOrEqual(in Value left, in Value right) => left.IsInteger && right.IsInteger
        ? Value.FromBoolean(left.Integer <= right.Integer)
        : Ordered(Compare(left, right), Comparison.Less, Comparison.Equal);

    /// <summary>&gt;; see <see cref="Less"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Value Greater(in Value left, in Value right) => left.IsInteger && right.IsInteger
        ? Value.FromBoolean(left.Integer > right.Integer)
        : Ordered(Compare(left, right), Comparison.Greater, Comparison.Greater);

    /// <summary>&gt;=; see <see cref="Less"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Value GreaterOrEqual(in Value left, in Value right) => left.IsInteger && right.IsInteger
        ? Value.FromBoolean(left.Integer >= right.Integer)
        : Ordered(Compare(left, right), Comparison.Greater, Comparison.Equal);

    /// <summary>IN: true if an element is equal; else null if one might be; else false. An empty list holds nothing, not even null.</summary>
    /// <exception cref="EvaluationException">The right operand is no list.</exception>
    public static Value In(in Value item, in Value list)
    {
        if (list.IsNull)
        {
            return Value.Null;
        }

        if (!list.IsList)
        {
            throw Unsupported("IN", list);
        }

        var found = Truth.False;
        foreach (ref readonly var element in list.List)
        {
            var equal = TestEqual(item, element);
            if (equal == Truth.True)
            {
                return Value.True;
            }

            found = equal == Truth.Unknown ? Truth.Unknown : found;
        }

        return ToValue(found);
    }

    private static Value Ordered(Comparison comparison, Comparison accepted, Comparison alsoAccepted) =>
        comparison == Comparison.Unknown ? Value.Null : Value.FromBoolean(comparison == accepted || comparison == alsoAccepted);

    private static Truth TestEqual(in Value left, in Value right)
    {
        if (left.IsNumber && right.IsNumber)
        {
            return Known(NumberOrder.AreEqual(left, right));
        }

        var kind = left.Kind;
        if (kind == ValueKind.Null || right.IsNull)
        {
            return Truth.Unknown;
        }

        if (kind != right.Kind)
        {
            return Truth.False;
        }

        return kind switch
        {
            ValueKind.Awaiting => Truth.True,
            ValueKind.Boolean => Known(left.Boolean == right.Boolean),
            ValueKind.Text => Known(string.Equals(left.Text, right.Text, StringComparison.Ordinal)),
            ValueKind.List => AllEqual(left.List, right.List),
            ValueKind.Map => MapsEqual(left.Map, right.Map),
            ValueKind.Path => Known(Equivalence.AreEqual(left, right)),
            >= ValueKind.Date and <= ValueKind.DateTime => Known(left.PointInTime.CompareTo(right.PointInTime) == 0),
            ValueKind.Duration => Known(left.Duration.CompareTo(right.Duration) == 0),
            _ => Known(left.Element.IsSame(right.Element)),
        };
    }

    private static Truth Known(bool truth) => truth ? Truth.True : Truth.False;

    private static Truth MapsEqual(MapValue left, MapValue right) =>
        left.Keys.SequenceEqual(right.Keys) ? AllEqual(left.Values, right.Values) : Truth.False;

    private static Truth AllEqual(ReadOnlySpan<Value> left, ReadOnlySpan<Value> right)
    {
        if (left.Length != right.Length)
        {
            return Truth.False;
        }

        var all = Truth.True;
        for (var i = 0; i < left.Length; i++)
        {
            var equal = TestEqual(left[i], right[i]);
            if (equal == Truth.False)
            {
                return Truth.False;
            }

            all = equal == Truth.Unknown ? Truth.Unknown : all;
        }

        return all;
    }

    private static Comparison Compare(in Value left, in Value right)
    {
        if (left.IsNumber && right.IsNumber)
        {
            return double.IsNaN(left.Number) || double.IsNaN(right.Number) ? Comparison.Unordered : FromSign(NumberOrder.Compare(left, right));
        }

        var kind = left.Kind;
        if (kind != right.Kind)
        {
            return Comparison.Unknown;
        }

        return kind switch
        {
            ValueKind.Text => FromSign(TextOrder.Compare(left.Text, right.Text)),
            ValueKind.Boolean => FromSign(left.Boolean.CompareTo(right.Boolean)),
            >= ValueKind.Date and <= ValueKind.DateTime => FromSign(left.PointInTime.CompareTo(right.PointInTime)),
            ValueKind.List => CompareLists(left.List, right.List),
            _ => Comparison.Unknown,
        };
    }

    // The first pair that is not equal decides, even when it does not compare; a list is greater than its own beginning.
    private static Comparison CompareLists(ReadOnlySpan<Value> left, ReadOnlySpan<Value> right)
    {
        var common = Math.Min(left.Length, right.Length);
        for (var i = 0; i < common; i++)
        {
            var comparison = Compare(left[i], right[i]);
            if (comparison != Comparison.Equal)
            {
                return comparison;
            }
        }

        return FromSign(left.Length - right.Length);
    }

    private static Comparison FromSign(int sign) => sign switch
    {
        < 0 => Comparison.Less,
        0 => Comparison.Equal,
        _ => Comparison.Greater,
    };
}
