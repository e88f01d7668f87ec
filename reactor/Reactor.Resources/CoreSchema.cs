using System.Globalization;
using System.Text.RegularExpressions;
using Reactor.Contracts.Changes;
using Reactor.Contracts.Resources;

namespace Reactor.Resources;

/// <summary>What plain scalars mean: the core schema of YAML 1.2, chapter 10.3.</summary>
public static partial class CoreSchema
{
    /// <summary>The value of a node, nested ones included. A quoted scalar is text, and so is a plain one that is nothing else.</summary>
    /// <param name="value">A node; tags of its scalars are not looked at.</param>
    public static PropertyValue ValueOf(ResourceValue value) => value switch
    {
        ResourceValue.Scalar scalar => ValueOf(scalar),
        ResourceValue.Sequence sequence => PropertyValue.FromList([.. sequence.Items.Select(ValueOf)]),
        ResourceValue.Mapping mapping => PropertyValue.FromMap(
            mapping.Entries.Select(entry => new KeyValuePair<string, PropertyValue>(entry.Key, ValueOf(entry.Value)))),
        _ => PropertyValue.Null,
    };

    /// <summary>The value of a scalar.</summary>
    public static PropertyValue ValueOf(ResourceValue.Scalar scalar) => scalar switch
    {
        { IsQuoted: true } => PropertyValue.FromText(scalar.Text),
        { Text: "" or "~" or "null" or "Null" or "NULL" } => PropertyValue.Null,
        { Text: "true" or "True" or "TRUE" } => PropertyValue.FromBoolean(true),
        { Text: "false" or "False" or "FALSE" } => PropertyValue.FromBoolean(false),
        _ when TryInteger(scalar.Text, out var integer) => PropertyValue.FromInteger(integer),
        _ when TryFloat(scalar.Text, out var number) => PropertyValue.FromFloat(number),
        _ => PropertyValue.FromText(scalar.Text),
    };

    /// <summary>Reads a float; an integer is one too.</summary>
    public static bool TryFloat(string text, out double number)
    {
        number = text.TrimStart('+', '-') switch
        {
            ".inf" or ".Inf" or ".INF" => text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity,
            ".nan" or ".NaN" or ".NAN" when text[0] == '.' => double.NaN,
            _ => 0,
        };
        return number != 0 || (FloatPattern().IsMatch(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number));
    }

    private static bool TryInteger(string text, out long integer)
    {
        if (text.StartsWith("0x", StringComparison.Ordinal))
        {
            return long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out integer);
        }

        if (text.StartsWith("0o", StringComparison.Ordinal) && OctalPattern().IsMatch(text))
        {
            integer = Convert.ToInt64(text[2..], 8);
            return true;
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out integer);
    }

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")]
    private static partial Regex FloatPattern();

    [GeneratedRegex("^0o[0-7]{1,21}$")]
    private static partial Regex OctalPattern();
}
