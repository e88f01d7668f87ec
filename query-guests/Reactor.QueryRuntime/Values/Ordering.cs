namespace Reactor.QueryRuntime.Values;

/// <summary>The total order of ORDER BY, min and max over values of all kinds: Map, Node, Relation, List, Path, temporal values by kind, Text, Boolean, Number, Awaiting, null.</summary>
/// <remarks>Equivalent values compare as 0. NaN is the largest number, null the largest value; descending is the reverse.</remarks>
public static class Ordering
{
    /// <summary>Negative, 0 or positive.</summary>
    public static int Compare(in Value left, in Value right)
    {
        if (left.IsNumber && right.IsNumber)
        {
            return CompareNumbers(left, right);
        }

        var (first, second) = (Rank(left.Kind), Rank(right.Kind));
        if (first != second)
        {
            return first - second;
        }

        return left.Kind switch
        {
            ValueKind.Null or ValueKind.Awaiting => 0,
            ValueKind.Text => TextOrder.Compare(left.Text, right.Text),
            ValueKind.Boolean => left.Boolean.CompareTo(right.Boolean),
            ValueKind.List => Compare(left.List, right.List),
            ValueKind.Map => CompareMaps(left.Map, right.Map),
            ValueKind.Path => Compare(left.Path.Elements, right.Path.Elements),
            >= ValueKind.Date and <= ValueKind.DateTime => left.PointInTime.CompareTo(right.PointInTime),
            ValueKind.Duration => left.Duration.CompareTo(right.Duration),
            _ => CompareElements(left.Element, right.Element),
        };
    }

    /// <summary>Compares rows of values by their first difference; a row comes after its own beginning.</summary>
    public static int Compare(ReadOnlySpan<Value> left, ReadOnlySpan<Value> right)
    {
        var common = Math.Min(left.Length, right.Length);
        for (var i = 0; i < common; i++)
        {
            var order = Compare(left[i], right[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return left.Length - right.Length;
    }

    private static int Rank(ValueKind kind) => kind switch
    {
        ValueKind.Map => 0,
        ValueKind.Node => 1,
        ValueKind.Relation => 2,
        ValueKind.List => 3,
        ValueKind.Path => 4,
        ValueKind.DateTime => 10,
        ValueKind.LocalDateTime => 11,
        ValueKind.Date => 12,
        ValueKind.Time => 13,
        ValueKind.LocalTime => 14,
        ValueKind.Duration => 15,
        ValueKind.Text => 20,
        ValueKind.Boolean => 21,
        ValueKind.Integer or ValueKind.Float => 22,
        ValueKind.Awaiting => 23,
        _ => 24,
    };

    private static int CompareNumbers(in Value left, in Value right)
    {
        if (left.IsInteger && right.IsInteger)
        {
            return left.Integer.CompareTo(right.Integer);
        }

        var (leftIsNaN, rightIsNaN) = (double.IsNaN(left.Number), double.IsNaN(right.Number));
        return leftIsNaN || rightIsNaN ? leftIsNaN.CompareTo(rightIsNaN) : NumberOrder.Compare(left, right);
    }

    // By keys, then by values: openCypher leaves it open, any total order will do.
    private static int CompareMaps(MapValue left, MapValue right)
    {
        var common = Math.Min(left.Count, right.Count);
        for (var i = 0; i < common; i++)
        {
            var order = TextOrder.Compare(left.Keys[i], right.Keys[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return left.Count != right.Count ? left.Count - right.Count : Compare(left.Values, right.Values);
    }

    private static int CompareElements(ElementValue left, ElementValue right) =>
        left.Source != right.Source ? left.Source - right.Source : TextOrder.Compare(left.Id, right.Id);
}
