using Reactor.Contracts.Changes;
using Reactor.QueryRuntime.Functions;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryTests.Values;

/// <summary>The tags of values that YAML has no scalars for.</summary>
internal static class TemporalTag
{
    /// <summary>A number that is a float however it is written.</summary>
    internal const string Float = "float";

    private static readonly Dictionary<string, PropertyValueKind> Kinds = new(StringComparer.Ordinal)
    {
        ["date"] = PropertyValueKind.Date,
        ["localtime"] = PropertyValueKind.LocalTime,
        ["time"] = PropertyValueKind.Time,
        ["localdatetime"] = PropertyValueKind.LocalDateTime,
        ["datetime"] = PropertyValueKind.DateTime,
        ["duration"] = PropertyValueKind.Duration,
    };

    /// <summary>All tags, without their <c>!</c>.</summary>
    internal static IReadOnlyCollection<string> All { get; } = [.. Kinds.Keys, Float];

    /// <summary>The tag of a kind.</summary>
    internal static string Of(PropertyValueKind kind) => Kinds.First(entry => entry.Value == kind).Key;

    /// <summary>A temporal value in the one way it is written.</summary>
    /// <param name="tag">A tag other than <see cref="Float"/>.</param>
    /// <param name="text">As the function of that name takes it.</param>
    /// <exception cref="EvaluationException">It is none.</exception>
    internal static PropertyValue Parse(string tag, string text)
    {
        var given = Value.FromText(text);
        var value = tag switch
        {
            "date" => ScalarFunctions.Date(given),
            "localtime" => ScalarFunctions.Localtime(given),
            "time" => ScalarFunctions.Time(given),
            "localdatetime" => ScalarFunctions.Localdatetime(given),
            "datetime" => ScalarFunctions.Datetime(given),
            _ => ScalarFunctions.Duration(given),
        };
        return PropertyValue.FromTemporal(Kinds[tag], value.ToString());
    }
}
