using Reactor.Contracts.Changes;
using Reactor.QueryRuntime.Functions;
using Reactor.QueryRuntime.Values;

namespace Reactor.Tck.Tests.Graphs;

/// <summary>Temporal properties of the kit's scripts. The runtime makes them: what it makes of such arguments is judged by scenarios of its own.</summary>
internal static class TemporalFixture
{
    internal static bool IsConstructor(string function) => function is "date" or "localtime" or "time" or "localdatetime" or "datetime" or "duration";

    internal static PropertyValue Make(string function, PropertyValue argument)
    {
        var value = ToValue(argument);
        var made = function switch
        {
            "date" => ScalarFunctions.Date(value),
            "localtime" => ScalarFunctions.Localtime(value),
            "time" => ScalarFunctions.Time(value),
            "localdatetime" => ScalarFunctions.Localdatetime(value),
            "datetime" => ScalarFunctions.Datetime(value),
            _ => ScalarFunctions.Duration(value),
        };
        return PropertyValue.FromTemporal((PropertyValueKind)made.Kind, ScalarFunctions.ToString(made).Text);
    }

    private static Value ToValue(PropertyValue value)
    {
        switch (value.Kind)
        {
            case PropertyValueKind.Integer:
                return Value.FromInteger(value.Integer);
            case PropertyValueKind.Float:
                return Value.FromFloat(value.Float);
            case PropertyValueKind.Text:
                return Value.FromText(value.Text);
            case PropertyValueKind.Map:
                return Value.FromMap(MapValue.FromEntries([.. value.Map.Select(entry => entry.Key)], [.. value.Map.Select(entry => ToValue(entry.Value))]));
            default:
                throw new NotSupportedException($"setup: a temporal value of a {value.Kind}");
        }
    }
}
