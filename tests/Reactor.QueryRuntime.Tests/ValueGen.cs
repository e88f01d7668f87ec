using CsCheck;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Tests;

/// <summary>Random values from few enough candidates that equal, equivalent and neighbouring ones meet all the time.</summary>
internal static class ValueGen
{
    public static readonly Gen<long> Integer = Gen.OneOf(
        Gen.Long[-3, 3],
        Gen.OneOfConst(long.MinValue, long.MinValue + 1, long.MaxValue - 1, long.MaxValue, 1L << 53, (1L << 53) + 1, -(1L << 53) - 1));

    public static readonly Gen<double> Float = Gen.OneOf(
        Gen.Long[-6, 6].Select(half => half / 2.0),
        Gen.OneOfConst(-0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, double.MaxValue, 9007199254740992.0, -9007199254740994.0, 9223372036854775808.0, -9223372036854775808.0));

    public static readonly Gen<string> Text = Gen.OneOf(
        Gen.OneOfConst(string.Empty, "a", "A", "ab", "b", "ä", "～", "😀", "\0"),
        Gen.String[0, 6].Select(text => text.Contains('\0', StringComparison.Ordinal) || text.Any(char.IsSurrogate) ? "plain" : text));

    public static readonly Gen<Value> Scalar = Gen.Frequency(
        (1, Gen.Const(Value.Null)),
        (2, Gen.Bool.Select(Value.FromBoolean)),
        (4, Integer.Select(Value.FromInteger)),
        (4, Float.Select(Value.FromFloat)),
        (4, Text.Select(Value.FromText)));

    /// <summary>Everything but elements, up to three levels deep: what an image carries unchanged.</summary>
    public static readonly Gen<Value> Plain = Nested(Nested(Nested(Scalar)));

    /// <summary>Everything.</summary>
    public static readonly Gen<Value> Any = Gen.Frequency((9, Nested(Nested(Element(Scalar)))), (1, Element(Plain)));

    public static readonly Gen<Value> Number = Gen.OneOf(Integer.Select(Value.FromInteger), Float.Select(Value.FromFloat));

    /// <summary>An equivalent value: where integers and floats, or 0.0 and -0.0, are the same, the bits choose.</summary>
    public static Value OtherForm(in Value value, ref ulong choices)
    {
        switch (value.Kind)
        {
            case ValueKind.Integer or ValueKind.Float:
                choices = (choices >> 1) | (choices << 63);
                return (choices & 1) == 0 ? value : OtherNumber(value);
            case ValueKind.List:
                return Value.FromList(OtherForms(value.List, ref choices));
            case ValueKind.Map:
                return Value.FromMap(MapValue.FromSorted(value.Map.Keys.ToArray(), OtherForms(value.Map.Values, ref choices)));
            default:
                return value;
        }
    }

    private static Value[] OtherForms(ReadOnlySpan<Value> values, ref ulong choices)
    {
        var others = values.ToArray();
        for (var i = 0; i < others.Length; i++)
        {
            others[i] = OtherForm(others[i], ref choices);
        }

        return others;
    }

    private static Value OtherNumber(in Value number)
    {
        if (number.IsInteger)
        {
            var close = Value.FromFloat(number.Integer == 0 ? -0.0 : number.Integer);
            return Operators.AreEqual(number, close) ? close : number;
        }

        return NumberOrder.TryToInteger(number.Float, out var integer) ? Value.FromInteger(integer) : number;
    }

    private static Gen<Value> Nested(Gen<Value> inner) => Gen.Frequency(
        (4, inner),
        (1, inner.Array[0, 3].Select(Value.FromList)),
        (1, Map(inner).Select(Value.FromMap)));

    private static Gen<MapValue> Map(Gen<Value> inner) =>
        Gen.Select(Gen.OneOfConst("a", "b", "～", "😀"), inner).Array[0, 3]
            .Select(entries => MapValue.FromEntries([.. entries.Select(entry => entry.Item1)], [.. entries.Select(entry => entry.Item2)]));

    private static Gen<Value> Element(Gen<Value> inner) => Gen.Frequency(
        (6, inner),
        (1, Gen.Select(Gen.Bool, Gen.Int[0, 1], Gen.Int[0, 2], Map(inner)).Select((isNode, source, id, properties) => Value.FromElement(
            new ElementValue(isNode ? ValueKind.Node : ValueKind.Relation, (ushort)source, $"e{id}", ["L"], properties)))));
}
