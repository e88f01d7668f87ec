using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Dataflow;

/// <summary>Whether values are the same to the last bit, as a reader of the result sees them: 1 and 1.0 differ, as do 0.0 and -0.0; NaN does not.</summary>
public static class ExactForm
{
    /// <summary>Whether two values have the same image.</summary>
    public static bool AreSame(in Value left, in Value right)
    {
        if (left.IsInteger)
        {
            return right.IsInteger && left.Integer == right.Integer;
        }

        if (left.IsText)
        {
            return right.IsText && string.Equals(left.Text, right.Text, StringComparison.Ordinal);
        }

        return left.IsNull ? right.IsNull : AreSameRest(left, right);
    }

    private static bool AreSameRest(in Value left, in Value right)
    {
        var kind = left.Kind;
        if (kind != right.Kind)
        {
            return false;
        }

        switch (kind)
        {
            case ValueKind.Awaiting:
                return true;
            case ValueKind.Boolean:
                return left.Boolean == right.Boolean;
            case ValueKind.Float:
                return BitConverter.DoubleToInt64Bits(left.Float) == BitConverter.DoubleToInt64Bits(right.Float);
            case ValueKind.List:
                return AreSame(left.List, right.List);
            case ValueKind.Map:
                return AreSame(left.Map, right.Map);
            case ValueKind.Path:
                return AreSame(left.Path.Elements, right.Path.Elements);
            case >= ValueKind.Date and <= ValueKind.Duration:
                return Equivalence.AreEqual(left, right);
            default:
                return ReferenceEquals(left.Element, right.Element)
                    || (left.Element.IsSame(right.Element) && left.Element.HasSameContext(right.Element) && AreSame(left.Element.Properties, right.Element.Properties));
        }
    }

    private static bool AreSame(MapValue left, MapValue right) =>
        ReferenceEquals(left, right) || (left.Keys.SequenceEqual(right.Keys) && AreSame(left.Values, right.Values));

    private static bool AreSame(ReadOnlySpan<Value> left, ReadOnlySpan<Value> right)
    {
        if (left.Length != right.Length)
        {
            return false;
        }

        for (var i = 0; i < left.Length; i++)
        {
            if (!AreSame(left[i], right[i]))
            {
                return false;
            }
        }

        return true;
    }
}
