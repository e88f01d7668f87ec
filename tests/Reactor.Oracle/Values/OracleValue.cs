using System.Globalization;
using Reactor.Contracts.Changes;
using Reactor.Oracle.Graph;

namespace Reactor.Oracle.Values;

/// <summary>
/// Values as the oracle knows them: null, <see cref="bool"/>, <see cref="long"/>, <see cref="double"/>, <see cref="string"/>,
/// temporal values (<see cref="OracleTemporal"/>), <see cref="OracleList"/>, <see cref="OracleMap"/>, <see cref="OraclePath"/> and <see cref="OracleElement"/>.
/// </summary>
public static class OracleValue
{
    /// <summary>A value of a feed.</summary>
    public static object? From(PropertyValue value) => value.Kind switch
    {
        PropertyValueKind.Null => null,
        PropertyValueKind.Boolean => value.Boolean,
        PropertyValueKind.Integer => value.Integer,
        PropertyValueKind.Float => value.Float,
        PropertyValueKind.Text => value.Text,
        >= PropertyValueKind.Date and <= PropertyValueKind.Duration => OracleTemporal.Parse(value.Kind, value.Text),
        PropertyValueKind.List => new OracleList([.. value.List.Select(From)]),
        _ => new OracleMap(value.Map.Select(entry => KeyValuePair.Create(entry.Key, From(entry.Value)))),
    };

    /// <summary>The value as the wire carries it; an element is its properties.</summary>
    public static PropertyValue ToWire(object? value) => value switch
    {
        null => PropertyValue.Null,
        OracleAwaiting => PropertyValue.FromText("Awaiting"),
        bool boolean => PropertyValue.FromBoolean(boolean),
        long integer => PropertyValue.FromInteger(integer),
        double number => PropertyValue.FromFloat(number),
        string text => PropertyValue.FromText(text),
        _ when OracleTemporal.IsTemporal(value) => PropertyValue.FromTemporal(OracleTemporal.Kind(value), OracleTemporal.Text(value)),
        OracleList list => PropertyValue.FromList([.. list.Items.Select(ToWire)]),
        OracleMap map => PropertyValue.FromMap(map.Entries.Select(entry => KeyValuePair.Create(entry.Key, ToWire(entry.Value)))),
        OraclePath path => PropertyValue.FromMap([new("$path", PropertyValue.FromList([.. path.Elements.Select(ToWire)]))]),
        OracleElement element => PropertyValue.FromMap(
            element.Properties.Select(entry => KeyValuePair.Create(entry.Key, ToWire(entry.Value))).Concat(Context(element))),
        _ => throw new InvalidOperationException($"no value: {value.GetType()}"),
    };

    /// <summary>What an element is beside its properties, as entries of its map.</summary>
    private static IEnumerable<KeyValuePair<string, PropertyValue>> Context(OracleElement element)
    {
        yield return new("$id", PropertyValue.FromText(element.Id));
        yield return new("$labels", PropertyValue.FromList([.. element.Labels.Select(PropertyValue.FromText)]));
        if (element.Kind == ElementKind.Relation)
        {
            yield return new("$start", PropertyValue.FromText(element.StartId!));
            yield return new("$end", PropertyValue.FromText(element.EndId!));
        }
    }

    /// <summary>The name of a value's type, for messages.</summary>
    internal static string TypeName(object? value) => value switch
    {
        null => "null",
        bool => "boolean",
        long => "integer",
        double => "float",
        string => "text",
        OracleList => "list",
        OracleMap => "map",
        _ when OracleTemporal.IsTemporal(value) => "temporal value",
        OraclePath => "path",
        OracleElement { Kind: ElementKind.Node } => "node",
        _ => "relation",
    };

    internal static bool IsNumber(object? value) => value is long or double;

    internal static double ToDouble(object number) => number is long integer ? integer : (double)number;

    /// <summary>A float as text: the shortest digits that read back, with a point even where they are whole.</summary>
    internal static string FloatText(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
        }

        if (Math.Abs(value) is not (0 or (>= 1e-3 and < 1e7)))
        {
            throw new NotSupportedException("the oracle does not write floats that need an exponent");
        }

        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.Contains('.', StringComparison.Ordinal) ? text : text + ".0";
    }
}
