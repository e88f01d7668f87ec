using System.Globalization;
using System.Text;

namespace Reactor.QueryRuntime.Values;

/// <summary>Values as text: for <c>toString</c> and concatenation, and for messages.</summary>
internal static class ValueText
{
    /// <summary>Text of a boolean, number, text or temporal value: what <c>toString</c> gives.</summary>
    /// <returns>False for other kinds.</returns>
    public static bool TryConvert(in Value value, out string text)
    {
        switch (value.Kind)
        {
            case ValueKind.Boolean:
                text = value.Boolean ? "true" : "false";
                return true;
            case ValueKind.Integer:
                text = value.Integer.ToString(CultureInfo.InvariantCulture);
                return true;
            case ValueKind.Float:
                text = FloatText.Format(value.Float);
                return true;
            case ValueKind.Text:
                text = value.Text;
                return true;
            case >= ValueKind.Date and <= ValueKind.DateTime:
                text = value.PointInTime.ToString();
                return true;
            case ValueKind.Duration:
                text = value.Duration.ToString();
                return true;
            default:
                text = string.Empty;
                return false;
        }
    }

    /// <summary>The kind as openCypher names it, with its article: "a String".</summary>
    public static string WithArticle(ValueKind kind) => kind switch
    {
        ValueKind.Null => "null",
        ValueKind.Boolean => "a Boolean",
        ValueKind.Integer => "an Integer",
        ValueKind.Float => "a Float",
        ValueKind.Text => "a String",
        ValueKind.List => "a List",
        ValueKind.Map => "a Map",
        ValueKind.Date => "a Date",
        ValueKind.LocalTime => "a LocalTime",
        ValueKind.Time => "a Time",
        ValueKind.LocalDateTime => "a LocalDateTime",
        ValueKind.DateTime => "a DateTime",
        ValueKind.Duration => "a Duration",
        ValueKind.Node => "a Node",
        ValueKind.Path => "a Path",
        ValueKind.Awaiting => "Awaiting",
        _ => "a Relationship",
    };

    /// <summary>The whole value as Cypher writes it.</summary>
    public static string Describe(in Value value)
    {
        var text = new StringBuilder();
        Describe(value, text);
        return text.ToString();
    }

    private static void Describe(in Value value, StringBuilder text)
    {
        switch (value.Kind)
        {
            case ValueKind.Null:
                text.Append("null");
                break;
            case ValueKind.Awaiting:
                text.Append("Awaiting");
                break;
            case ValueKind.Text:
                text.Append('\'').Append(value.Text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("'", @"\'", StringComparison.Ordinal)).Append('\'');
                break;
            case ValueKind.List:
                DescribeList(value.List, text);
                break;
            case ValueKind.Map:
                DescribeMap(value.Map, text);
                break;
            case ValueKind.Path:
                DescribeList(value.Path.Elements, text);
                break;
            case ValueKind.Node or ValueKind.Relation:
                text.Append('(').Append(value.Element.Id).Append(' ');
                DescribeMap(value.Element.Properties, text);
                text.Append(')');
                break;
            default:
                _ = TryConvert(value, out var scalar);
                text.Append(scalar);
                break;
        }
    }

    private static void DescribeList(ReadOnlySpan<Value> list, StringBuilder text)
    {
        text.Append('[');
        for (var i = 0; i < list.Length; i++)
        {
            text.Append(i == 0 ? string.Empty : ", ");
            Describe(list[i], text);
        }

        text.Append(']');
    }

    private static void DescribeMap(MapValue map, StringBuilder text)
    {
        text.Append('{');
        for (var i = 0; i < map.Count; i++)
        {
            text.Append(i == 0 ? string.Empty : ", ").Append(map.Keys[i]).Append(": ");
            Describe(map.Values[i], text);
        }

        text.Append('}');
    }
}
