using System.Globalization;
using NodaTime;
using Reactor.Contracts.Changes;
using Reactor.Oracle.Graph;
using Reactor.Oracle.Values;

namespace Reactor.Oracle.Evaluation;

/// <summary>Scalar functions. Null arguments give null, arguments of a wrong type an error.</summary>
internal sealed class Functions(OracleGraph graph)
{
    internal object? Call(string name, object?[] arguments)
    {
        if (name == "coalesce")
        {
            return arguments.FirstOrDefault(argument => argument is not null);
        }

        // One of the values that chance may give; whoever compares looks no closer.
        if (name is "rand" or "randomUUID")
        {
            return name == "rand" ? 0.5 : Guid.Empty.ToString();
        }

        if (name == "nullIf")
        {
            return Comparisons.Equals(arguments[0], arguments[1]) == true ? null : arguments[0];
        }

        if (arguments.Contains(null))
        {
            return null;
        }

        if (TemporalFunctions.Knows(name))
        {
            return TemporalFunctions.Call(name, arguments);
        }

        if (name == "toString" && OracleTemporal.IsTemporal(arguments[0]))
        {
            return OracleTemporal.Text(arguments[0]!);
        }

        return arguments switch
        {
            [OracleElement element] => OfElement(name, element),
            [OracleMap map] => OfMap(name, map),
            [OraclePath path] => OfPath(name, path),
            [OracleList list] => OfList(name, list),
            [string text, ..] => OfText(name, text, arguments),
            [bool boolean] => OfBoolean(name, boolean),
            [long or double] => OfNumber(name, arguments[0]!),
            [long first, long last, ..] when name == "range" => Range(first, last, arguments.Length > 2 ? Integer(arguments[2]) : 1),
            [] when name == "drasi.awaiting" => OracleAwaiting.Value,
            [] when name == "pi" => Math.PI,
            [] when name == "e" => Math.E,
            [long or double, long or double] when name == "atan2" =>
                Math.Atan2(OracleValue.ToDouble(arguments[0]!), OracleValue.ToDouble(arguments[1]!)),
            _ => throw Wrong(name, arguments),
        };
    }

    private object? OfElement(string name, OracleElement element) => name switch
    {
        "id" or "elementId" => element.Id,
        "drasi.changeDateTime" => NodaConstants.UnixEpoch.PlusNanoseconds(element.ChangedNs).WithOffset(Offset.Zero),
        "labels" when element.Kind == ElementKind.Node => new OracleList([.. element.Labels]),
        "type" when element.Kind == ElementKind.Relation => element.Labels.SingleOrDefault(),
        "startNode" when element.Kind == ElementKind.Relation => graph.Start(element),
        "endNode" when element.Kind == ElementKind.Relation => graph.End(element),
        "keys" => new OracleList([.. element.Properties.Keys]),
        "properties" => new OracleMap(element.Properties.Select(entry => KeyValuePair.Create(entry.Key, (object?)entry.Value))),
        _ => throw Wrong(name, element),
    };

    private static object OfPath(string name, OraclePath path) => name switch
    {
        "nodes" => new OracleList([.. path.Elements.Where(element => element.Kind == ElementKind.Node)]),
        "relationships" => new OracleList([.. path.Elements.Where(element => element.Kind == ElementKind.Relation)]),
        "length" => (long)(path.Elements.Count / 2),
        _ => throw Wrong(name, path),
    };

    private static object OfMap(string name, OracleMap map) => name switch
    {
        "keys" => new OracleList([.. map.Entries.Keys]),
        "properties" => map,
        _ => throw Wrong(name, map),
    };

    private static object? OfList(string name, OracleList list) => name switch
    {
        "size" => (long)list.Items.Count,
        "head" => Access.Index(list, 0L),
        "last" => Access.Index(list, -1L),
        "tail" => new OracleList([.. Access.Ordered(list).Skip(1)]),
        "reverse" => new OracleList([.. list.Items.Reverse()], list.IsUnordered),
        _ => throw Wrong(name, list),
    };

    private static object? OfBoolean(string name, bool value) => name switch
    {
        "toString" => value ? "true" : "false",
        "toBoolean" => value,
        "toInteger" => value ? 1L : 0L,
        _ => throw Wrong(name, value),
    };

    private static object? OfText(string name, string text, object?[] arguments) => name switch
    {
        "toUpper" => text.ToUpperInvariant(),
        "toLower" => text.ToLowerInvariant(),
        "trim" => text.Trim(),
        "ltrim" => text.TrimStart(),
        "rtrim" => text.TrimEnd(),
        "left" => Substring(text, 0, Length(arguments[1])),
        "right" => Substring(text, Math.Max(0, text.EnumerateRunes().Count() - Length(arguments[1])), long.MaxValue),
        "substring" => Substring(text, Length(arguments[1]), arguments.Length > 2 ? Length(arguments[2]) : long.MaxValue),
        "replace" when arguments is [_, string { Length: > 0 } search, string by] => text.Replace(search, by, StringComparison.Ordinal),
        "split" when arguments is [_, string { Length: > 0 } separator] => new OracleList([.. text.Split(separator)]),
        "toString" => text,
        "size" => (long)text.EnumerateRunes().Count(),
        "reverse" => string.Concat(text.EnumerateRunes().Reverse()),
        "toInteger" => ParseInteger(text),
        "toFloat" => ParseFloat(text),
        "toBoolean" => text.Trim().ToUpperInvariant() switch { "TRUE" => true, "FALSE" => false, _ => null },
        _ => throw Wrong(name, arguments),
    };

    private static object? OfNumber(string name, object number)
    {
        var value = OracleValue.ToDouble(number);
        return name switch
        {
            "abs" => number is long integer ? (object)Arithmetic.InRange(System.Numerics.BigInteger.Abs(integer)) : Math.Abs(value),
            "ceil" => Math.Ceiling(value),
            "floor" => Math.Floor(value),
            "round" => Round(value),
            "sign" => double.IsNaN(value) ? 0L : Math.Sign(value),
            "sqrt" => Math.Sqrt(value),
            "exp" => Math.Exp(value),
            "log" => Math.Log(value),
            "log10" => Math.Log10(value),
            "sin" => Math.Sin(value),
            "cos" => Math.Cos(value),
            "tan" => Math.Tan(value),
            "cot" => 1 / Math.Tan(value),
            "asin" => Math.Asin(value),
            "acos" => Math.Acos(value),
            "atan" => Math.Atan(value),
            "degrees" => value * (180 / Math.PI),
            "radians" => value * (Math.PI / 180),
            "toFloat" => value,
            "toInteger" => number is long ? number : Truncate(value),
            "toString" => number is long whole ? whole.ToString(CultureInfo.InvariantCulture) : OracleValue.FloatText(value),
            "toBoolean" when number is long flag => flag != 0,
            _ => throw Wrong(name, number),
        };
    }

    /// <summary>The nearest whole number, ties towards positive infinity.</summary>
    private static double Round(double value)
    {
        var floor = Math.Floor(value);
        return value - floor >= 0.5 ? floor + 1 : floor;
    }

    private static OracleList Range(long first, long last, long step)
    {
        if (step == 0)
        {
            throw new EvaluationFailure("range with step 0");
        }

        var items = new List<object?>();
        for (var item = first; step > 0 ? item <= last : item >= last; item += step)
        {
            items.Add(item);
        }

        return new OracleList(items);
    }

    /// <summary>Counts in code points, as size does.</summary>
    private static string Substring(string text, long start, long length) => string.Concat(
        text.EnumerateRunes().Skip((int)Math.Min(start, int.MaxValue)).Take((int)Math.Min(length, int.MaxValue)));

    private static object? ParseInteger(string text) =>
        long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) ? integer
        : ParseFloat(text) is double value ? Truncate(value)
        : null;

    private static object? ParseFloat(string text) =>
        double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static long Truncate(double value) => double.IsFinite(value) && Math.Abs(value) < 9e18
        ? (long)value
        : throw new EvaluationFailure("toInteger leaves the range of integers");

    private static long Length(object? argument) =>
        Integer(argument) is var length && length >= 0 ? length : throw new EvaluationFailure($"length {length}");

    private static long Integer(object? argument) => argument is long integer ? integer : throw ExpressionEvaluator.Mistyped("argument", argument);

    private static EvaluationFailure Wrong(string name, params object?[] arguments) => ExpressionEvaluator.Mistyped(name, arguments);
}
