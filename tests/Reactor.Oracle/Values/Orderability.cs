using System.Globalization;
using NodaTime;
using Reactor.Contracts.Changes;
using Reactor.Oracle.Graph;

namespace Reactor.Oracle.Values;

/// <summary>openCypher 9, "Orderability and equivalence": the total order of min, max and ORDER BY, and what grouping and DISTINCT take
/// for the same.</summary>
internal static class Orderability
{
    // Of smaller magnitude, a whole float is an integer too.
    private const double WholeLimit = 9.2e18;

    internal static int Compare(object? left, object? right)
    {
        var order = Rank(left).CompareTo(Rank(right));
        return order != 0 ? order : (left, right) switch
        {
            (null, null) or (OracleAwaiting, OracleAwaiting) => 0,
            (bool x, bool y) => x.CompareTo(y),
            (string x, string y) => Utf8KeyComparer.Instance.Compare(x, y),
            (OracleList x, OracleList y) => CompareLists(x.Items, y.Items),
            (OracleMap x, OracleMap y) => CompareMaps(x, y),
            (OraclePath x, OraclePath y) => CompareLists(x.Elements, y.Elements),
            (OracleElement x, OracleElement y) => x.Source != y.Source ? x.Source.CompareTo(y.Source) : Utf8KeyComparer.Instance.Compare(x.Id, y.Id),
            _ when OracleTemporal.IsTemporal(left) => OracleTemporal.Compare(left!, right!),
            _ => CompareNumbers(left!, right!),
        };
    }

    /// <summary>Text that is equal exactly for equivalent values: 1 and 1.0, null and null, NaN and NaN.</summary>
    internal static string EquivalenceKey(object? value) => value switch
    {
        null => "null",
        OracleAwaiting => "awaiting",
        bool boolean => boolean ? "true" : "false",
        string text => $"'{text.Length}:{text}'",
        long or double => NumberKey(value),
        _ when OracleTemporal.IsTemporal(value) => $"{value.GetType().Name}:{OracleTemporal.Text(value)}",
        OracleElement element => element.Key,
        OraclePath path => path.Key,
        OracleMap map => $"{{{string.Join(',', map.Entries.Select(entry => $"{entry.Key.Length}:{entry.Key}={EquivalenceKey(entry.Value)}"))}}}",
        OracleList { IsUnordered: false } list => $"[{string.Join(',', list.Items.Select(EquivalenceKey))}]",
        _ => throw new NotSupportedException("grouping by collected lists depends on their order"),
    };

    private static string NumberKey(object number) =>
        number is double value && !(Math.Abs(value) < WholeLimit && value == Math.Truncate(value))
            ? value.ToString("R", CultureInfo.InvariantCulture)
            : $"#{(number is long integer ? integer : (long)(double)number)}";

    private static int Rank(object? value) => value switch
    {
        OracleMap => 0,
        OracleElement { Kind: ElementKind.Node } => 1,
        OracleElement => 2,
        OracleList => 3,
        OraclePath => 4,
        OffsetDateTime => 5,
        LocalDateTime => 6,
        LocalDate => 7,
        OffsetTime => 8,
        LocalTime => 9,
        OracleDuration => 10,
        string => 11,
        bool => 12,
        long or double => 13,
        OracleAwaiting => 14,
        _ => 15,
    };

    private static int CompareNumbers(object left, object right)
    {
        var (x, y) = (Comparisons.IsNaN(left), Comparisons.IsNaN(right));
        return x || y ? x.CompareTo(y) : Comparisons.CompareNumbers(left, right);
    }

    private static int CompareLists(IReadOnlyList<object?> left, IReadOnlyList<object?> right)
    {
        for (var i = 0; i < Math.Min(left.Count, right.Count); i++)
        {
            if (Compare(left[i], right[i]) is var order and not 0)
            {
                return order;
            }
        }

        return left.Count.CompareTo(right.Count);
    }

    private static int CompareMaps(OracleMap left, OracleMap right)
    {
        var keys = CompareLists([.. left.Entries.Keys], [.. right.Entries.Keys]);
        return keys != 0 ? keys : CompareLists([.. left.Entries.Values], [.. right.Entries.Values]);
    }
}
