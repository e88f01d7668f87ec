using System.Globalization;
using System.Text;
using Reactor.Contracts.Changes;

namespace Reactor.QueryCompiler.Emission;

/// <summary>Values as C# expressions.</summary>
internal static class CSharp
{
    /// <summary>The null value.</summary>
    internal const string Null = "default(Value)";

    /// <summary>A text literal; everything but printable ASCII is escaped, so that no text can end it.</summary>
    internal static string Text(string text)
    {
        var literal = new StringBuilder("\"", text.Length + 2);
        foreach (var character in text)
        {
            if (character is '"' or '\\' or < ' ' or > '~')
            {
                literal.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            }
            else
            {
                literal.Append(character);
            }
        }

        return literal.Append('"').ToString();
    }

    /// <summary>A mask literal.</summary>
    internal static string Mask(ulong mask) => $"0x{mask:x}UL";

    /// <summary>A literal of the query: null, boolean, integer, float or text.</summary>
    internal static string Literal(object? value) => value switch
    {
        null => Null,
        bool boolean => boolean ? "Value.True" : "Value.False",
        long integer => Integer(integer),
        double number => Float(number),
        string text => $"Value.FromText({Text(text)})",
        _ => throw new InvalidOperationException($"No literal of {value.GetType().Name}."),
    };

    /// <summary>A value of a feed or parameter.</summary>
    internal static string Constant(PropertyValue value) => value.Kind switch
    {
        PropertyValueKind.Null => Null,
        PropertyValueKind.Boolean => Literal(value.Boolean),
        PropertyValueKind.Integer => Integer(value.Integer),
        PropertyValueKind.Float => Float(value.Float),
        PropertyValueKind.Text => Literal(value.Text),
        PropertyValueKind.List => List(value.List.Select(Constant)),
        PropertyValueKind.Map => Map(value.Map.Select(entry => entry.Key), value.Map.Select(entry => Constant(entry.Value))),
        _ => throw new InvalidOperationException($"No literal of {value.Kind}."),
    };

    /// <summary>A list of values.</summary>
    internal static string List(IEnumerable<string> items) => $"Value.FromList(new Value[] {{ {string.Join(", ", items)} }})";

    /// <summary>A map.</summary>
    internal static string Map(IEnumerable<string> keys, IEnumerable<string> values) =>
        $"Value.FromMap(MapValue.FromEntries(new string[] {{ {string.Join(", ", keys.Select(Text))} }}, new Value[] {{ {string.Join(", ", values)} }}))";

    /// <summary>Name of the runtime's method for a function: the first letter, and each after a dot or underscore, in upper case.</summary>
    internal static string MethodName(string function) =>
        string.Concat(function.Split('.', '_').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));

    private static string Integer(long value) =>
        value == long.MinValue ? "Value.FromInteger(long.MinValue)" : $"Value.FromInteger({value.ToString(CultureInfo.InvariantCulture)}L)";

    private static string Float(double value) =>
        $"Value.FromFloat(BitConverter.Int64BitsToDouble({BitConverter.DoubleToInt64Bits(value).ToString(CultureInfo.InvariantCulture)}L))";
}
