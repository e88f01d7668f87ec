using Reactor.Oracle.Graph;

namespace Reactor.Oracle.Values;

/// <summary>openCypher 9, "Equality and comparability of values": = and &lt;, three-valued.</summary>
internal static class Comparisons
{
    internal static new bool? Equals(object? left, object? right)
    {
        if (left is null || right is null)
        {
            return null;
        }

        return (left, right) switch
        {
            (OracleList x, OracleList y) => ListsEqual(x, y),
            (OracleMap x, OracleMap y) => MapsEqual(x, y),
            (OracleElement x, OracleElement y) => x.Key == y.Key,
            (OraclePath x, OraclePath y) => x.Key == y.Key,
            (bool x, bool y) => x == y,
            _ when OracleTemporal.IsTemporal(left) && left.GetType() == right.GetType() => OracleTemporal.Compare(left, right) == 0,
            (string x, string y) => string.Equals(x, y, StringComparison.Ordinal),
            _ when OracleValue.IsNumber(left) && OracleValue.IsNumber(right) => !IsNaN(left) && !IsNaN(right) && CompareNumbers(left, right) == 0,
            _ => false,
        };
    }

    /// <summary>Sign of left - right where both are comparable; null where the result of &lt;, &lt;=, &gt;, &gt;= is null.</summary>
    /// <param name="left">Any value.</param>
    /// <param name="right">Any value.</param>
    /// <param name="isUnordered">One is NaN: every comparison is false.</param>
    internal static int? Compare(object? left, object? right, out bool isUnordered)
    {
        isUnordered = false;
        switch (left, right)
        {
            case (bool x, bool y):
                return x.CompareTo(y);
            case (string x, string y):
                return Contracts.Changes.Utf8KeyComparer.Instance.Compare(x, y);
            case (OracleList x, OracleList y):
                return CompareLists(x, y, out isUnordered);
            case ({ } x, { } y) when OracleTemporal.IsTemporal(x) && x is not OracleDuration && x.GetType() == y.GetType():
                return OracleTemporal.Compare(x, y);
            default:
                if (!OracleValue.IsNumber(left) || !OracleValue.IsNumber(right))
                {
                    return null;
                }

                isUnordered = IsNaN(left!) || IsNaN(right!);
                return isUnordered ? 0 : CompareNumbers(left!, right!);
        }
    }

    /// <summary>Compares two numbers, neither of them NaN, by their exact values.</summary>
    internal static int CompareNumbers(object left, object right)
    {
        switch (left, right)
        {
            case (long x, long y):
                return x.CompareTo(y);
            case (double x, double y) when x == y:
                return 0;
            case (double x, double y):
                return x.CompareTo(y);
        }

        var (a, b) = (OracleValue.ToDouble(left), OracleValue.ToDouble(right));
        if (!double.IsFinite(a) || !double.IsFinite(b))
        {
            return a.CompareTo(b);
        }

        return ExactNumber.From(left).CompareTo(ExactNumber.From(right));
    }

    internal static bool IsNaN(object value) => value is double.NaN;

    private static bool? ListsEqual(OracleList left, OracleList right)
    {
        if (left.IsUnordered || right.IsUnordered)
        {
            throw new NotSupportedException("comparing collected lists depends on their order");
        }

        if (left.Items.Count != right.Items.Count)
        {
            return false;
        }

        bool? result = true;
        for (var i = 0; i < left.Items.Count; i++)
        {
            var equal = Equals(left.Items[i], right.Items[i]);
            if (equal == false)
            {
                return false;
            }

            result = equal is null ? null : result;
        }

        return result;
    }

    private static bool? MapsEqual(OracleMap left, OracleMap right)
    {
        if (!left.Entries.Keys.SequenceEqual(right.Entries.Keys))
        {
            return false;
        }

        return ListsEqual(new OracleList([.. left.Entries.Values]), new OracleList([.. right.Entries.Values]));
    }

    private static int? CompareLists(OracleList left, OracleList right, out bool isUnordered)
    {
        isUnordered = false;
        for (var i = 0; i < Math.Min(left.Items.Count, right.Items.Count); i++)
        {
            var equal = Equals(left.Items[i], right.Items[i]);
            if (equal != true)
            {
                return equal is null ? null : Compare(left.Items[i], right.Items[i], out isUnordered);
            }
        }

        return left.Items.Count.CompareTo(right.Items.Count);
    }
}
