using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Functions;

/// <summary>Cypher's scalar functions, called by compiled queries.</summary>
/// <remarks>
/// One method per function, named like it with the first letter, and each after a dot or underscore, in upper case
/// (<c>ltrim</c>: <c>Ltrim</c>, <c>coll.indexOf</c>: <c>CollIndexOf</c>); an overload per number of arguments. A null argument gives null
/// unless a method says otherwise; data can make them throw <see cref="EvaluationException"/> only. Texts are counted in code points.
/// </remarks>
public static partial class ScalarFunctions
{
    /// <summary>The first argument that is not null, or null.</summary>
    public static Value Coalesce(params ReadOnlySpan<Value> arguments)
    {
        foreach (ref readonly var argument in arguments)
        {
            if (!argument.IsNull)
            {
                return argument;
            }
        }

        return Value.Null;
    }

    /// <summary>Null if both are equal, else the first. Null as the second argument is equal to nothing.</summary>
    public static Value NullIf(in Value value, in Value excluded) => Operators.AreEqual(value, excluded) ? Value.Null : value;

    /// <summary>Code points of a text, elements of a list.</summary>
    public static Value Size(in Value value) => value.Kind switch
    {
        ValueKind.Null => Value.Null,
        ValueKind.Text => Value.FromInteger(CodePoints.Count(value.Text)),
        ValueKind.List => Value.FromInteger(value.List.Length),
        _ => throw Unsupported("size", value),
    };

    /// <summary>Whether a text, list or map holds nothing.</summary>
    public static Value IsEmpty(in Value value) => value.Kind switch
    {
        ValueKind.Null => Value.Null,
        ValueKind.Text => Value.FromBoolean(value.Text.Length == 0),
        ValueKind.List => Value.FromBoolean(value.List.Length == 0),
        ValueKind.Map => Value.FromBoolean(value.Map.Count == 0),
        _ => throw Unsupported("isEmpty", value),
    };

    /// <summary>The code points of a text or the elements of a list from last to first.</summary>
    public static Value Reverse(in Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Null:
                return Value.Null;
            case ValueKind.Text:
                return Value.FromText(CodePoints.Reverse(value.Text));
            case ValueKind.List:
                var reversed = value.List.ToArray();
                Array.Reverse(reversed);
                return Value.FromList(reversed);
            default:
                throw Unsupported("reverse", value);
        }
    }

    private static EvaluationException Unsupported(string function, in Value argument) =>
        new(EvaluationError.TypeError, $"{function}() does not take {ValueText.WithArticle(argument.Kind)}");

    private static bool TryText(in Value argument, string function, out string text)
    {
        if (argument.IsText)
        {
            text = argument.Text;
            return true;
        }

        text = string.Empty;
        return argument.IsNull ? false : throw Unsupported(function, argument);
    }

    private static bool TryNumber(in Value argument, string function, out double number)
    {
        if (argument.IsNumber)
        {
            number = argument.Number;
            return true;
        }

        number = 0;
        return argument.IsNull ? false : throw Unsupported(function, argument);
    }

    private static bool TryInteger(in Value argument, string function, out long integer)
    {
        if (argument.IsInteger)
        {
            integer = argument.Integer;
            return true;
        }

        integer = 0;
        return argument.IsNull ? false : throw Unsupported(function, argument);
    }

    /// <summary>A length or position; beyond what a text or list can have it is cut, below 0 it is refused.</summary>
    private static bool TryCount(in Value argument, string function, out int count)
    {
        var given = TryInteger(argument, function, out var integer);
        if (integer < 0)
        {
            throw new EvaluationException(EvaluationError.ArgumentError, $"{function}() does not take the negative number {integer}");
        }

        count = (int)Math.Min(integer, int.MaxValue);
        return given;
    }

    private static bool TryList(in Value argument, string function, out ReadOnlySpan<Value> list)
    {
        if (argument.IsList)
        {
            list = argument.List;
            return true;
        }

        list = [];
        return argument.IsNull ? false : throw Unsupported(function, argument);
    }
}
