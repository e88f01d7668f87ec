namespace Reactor.QueryRuntime.Values;

/// <summary>A total order finer than <see cref="Ordering"/>: 0 only for values that nothing can tell apart. Equivalent values stay neighbours.</summary>
/// <remarks>
/// Within a group values follow the bytes of their images (docs/abi.md, section 4): the integer 1 before the float 1.0, 0.0 before -0.0,
/// the scalars of a list before what nests in it; versions of one element follow their contents. The smallest form of a group is the one
/// that is shown (docs/semantics.md, section 5), so that no answer depends on arrival.
/// </remarks>
public static class ExactOrder
{
    /// <summary>Negative, 0 or positive.</summary>
    public static int Compare(in Value left, in Value right)
    {
        var order = Ordering.Compare(left, right);
        return order != 0 ? order : CompareForms(left, right);
    }

    // Both are equivalent: lists have one length and maps the same keys.
    private static int CompareForms(in Value left, in Value right)
    {
        switch (left.Kind)
        {
            case ValueKind.Integer or ValueKind.Float:
                return CompareNumberForms(left, right);
            case ValueKind.List:
                return CompareForms(left.List, right.List);
            case ValueKind.Map:
                return CompareForms(left.Map.Values, right.Map.Values);
            case ValueKind.Path:
                return CompareForms(left.Path.Elements, right.Path.Elements);
            case ValueKind.Node or ValueKind.Relation:
                return CompareVersions(left.Element, right.Element);
            default:
                return 0;
        }
    }

    private static int CompareNumberForms(in Value left, in Value right) => left.IsFloat && right.IsFloat
        ? BitConverter.DoubleToUInt64Bits(left.Float).CompareTo(BitConverter.DoubleToUInt64Bits(right.Float))
        : left.IsFloat.CompareTo(right.IsFloat);

    // In an image the cells of a list stand side by side, and what they refer to behind them.
    private static int CompareForms(ReadOnlySpan<Value> left, ReadOnlySpan<Value> right)
    {
        for (var i = 0; i < left.Length; i++)
        {
            var order = left[i].IsNumber ? CompareNumberForms(left[i], right[i]) : 0;
            if (order != 0)
            {
                return order;
            }
        }

        for (var i = 0; i < left.Length; i++)
        {
            var order = left[i].Depth > 0 ? CompareForms(left[i], right[i]) : 0;
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    private static int CompareVersions(ElementValue left, ElementValue right)
    {
        if (ReferenceEquals(left, right))
        {
            return 0;
        }

        var order = CompareLabels(left.Labels, right.Labels);
        order = order != 0 ? order : TextOrder.Compare(left.StartId ?? string.Empty, right.StartId ?? string.Empty);
        order = order != 0 ? order : TextOrder.Compare(left.EndId ?? string.Empty, right.EndId ?? string.Empty);
        return order != 0 ? order : Compare(Value.FromMap(left.Properties), Value.FromMap(right.Properties));
    }

    private static int CompareLabels(string[] left, string[] right)
    {
        for (var i = 0; i < left.Length && i < right.Length; i++)
        {
            var order = TextOrder.Compare(left[i], right[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return left.Length - right.Length;
    }
}
