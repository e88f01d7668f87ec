using Reactor.QueryRuntime.Temporal;

namespace Reactor.QueryRuntime.Values;

/// <content>Access to what a value holds.</content>
public static partial class Operators
{
    /// <summary><c>target.key</c>: null if the map or element has no such key; a component of a temporal value.</summary>
    /// <exception cref="EvaluationException">The target holds no properties.</exception>
    public static Value Property(in Value target, string key)
    {
        if (target.IsNull)
        {
            return Value.Null;
        }

        if (target.IsPointInTime || target.IsDuration)
        {
            return Component(target, key);
        }

        return PropertiesOf(target) is { } properties
            ? GetOrNull(properties, key)
            : throw new EvaluationException(EvaluationError.TypeError, $"{ValueText.WithArticle(target.Kind)} has no properties (.{key})");
    }

    /// <summary><c>target[subscript]</c>: a list by integer, from the end if negative, a map or element by text; null where there is nothing.</summary>
    /// <exception cref="EvaluationException">Other kinds.</exception>
    public static Value Index(in Value target, in Value subscript)
    {
        if (target.IsNull || subscript.IsNull)
        {
            return Value.Null;
        }

        if (target.IsList && subscript.IsInteger)
        {
            var list = target.List;
            var index = subscript.Integer < 0 ? subscript.Integer + list.Length : subscript.Integer;
            return index >= 0 && index < list.Length ? list[(int)index] : Value.Null;
        }

        return PropertiesOf(target) is { } properties && subscript.IsText
            ? GetOrNull(properties, subscript.Text)
            : throw Unsupported("[]", target, subscript);
    }

    /// <summary><c>list[from..to]</c>: from inclusive, to exclusive, both from the end if negative; cut to the list.</summary>
    /// <exception cref="EvaluationException">Not a list, or bounds that are no integers.</exception>
    public static Value Slice(in Value list, in Value from, in Value to)
    {
        if (list.IsNull || from.IsNull || to.IsNull)
        {
            return Value.Null;
        }

        if (!list.IsList || !from.IsInteger || !to.IsInteger)
        {
            throw Unsupported("[..]", list.IsList ? (from.IsInteger ? to : from) : list);
        }

        var elements = list.List;
        var start = Bound(from.Integer, elements.Length);
        var end = Bound(to.Integer, elements.Length);
        return Value.FromList(start < end ? elements[start..end].ToArray() : []);
    }

    /// <summary><c>list[from..]</c>; see <see cref="Slice"/>.</summary>
    public static Value SliceFrom(in Value list, in Value from) => Slice(list, from, Value.FromInteger(long.MaxValue));

    /// <summary><c>list[..to]</c>; see <see cref="Slice"/>.</summary>
    public static Value SliceTo(in Value list, in Value to) => Slice(list, Value.FromInteger(0), to);

    private static Value Component(in Value target, string key)
    {
        var found = target.IsDuration
            ? TemporalComponents.TryGet(target.Duration, key, out var component)
            : TemporalComponents.TryGet(target.PointInTime, key, out component);
        return found ? component : throw new EvaluationException(EvaluationError.TypeError, $"{ValueText.WithArticle(target.Kind)} has no component {key}");
    }

    private static MapValue? PropertiesOf(in Value target) => target.Kind switch
    {
        ValueKind.Map => target.Map,
        ValueKind.Node or ValueKind.Relation => target.Element.Properties,
        _ => null,
    };

    private static Value GetOrNull(MapValue map, string key) => map.TryGet(key, out var value) ? value : Value.Null;

    private static int Bound(long bound, int length) => (int)Math.Clamp(bound < 0 ? bound + length : bound, 0, length);

    /// <summary>The elements UNWIND makes rows of: those of a list, none of null, the value itself of anything else.</summary>
    public static ReadOnlySpan<Value> Unwind(in Value list) => list.IsList ? list.List : list.IsNull ? [] : new Value[] { list };

    /// <summary>The elements that a list comprehension, a quantifier or reduce goes through.</summary>
    /// <exception cref="EvaluationException">It is no list.</exception>
    public static ReadOnlySpan<Value> Items(in Value list) => list.IsList
        ? list.List
        : throw new EvaluationException(EvaluationError.TypeError, $"A list is needed, but this is {list}");

    /// <summary>A map projection with .*: the properties of a map or element under those of another map; null for null.</summary>
    /// <exception cref="EvaluationException">It has no properties.</exception>
    public static Value Project(in Value target, in Value entries)
    {
        if (target.IsNull)
        {
            return Value.Null;
        }

        var all = Functions.ScalarFunctions.Properties(target).Map;
        var own = entries.Map;
        var keys = new List<string>([.. own.Keys]);
        var values = new List<Value>([.. own.Values]);
        for (var i = 0; i < all.Count; i++)
        {
            if (!own.TryGet(all.Keys[i], out _))
            {
                keys.Add(all.Keys[i]);
                values.Add(all.Values[i]);
            }
        }

        return Value.FromMap(MapValue.FromEntries([.. keys], [.. values]));
    }

    /// <summary>=~: whether a whole text matches a regular expression; null unless both are texts.</summary>
    /// <exception cref="EvaluationException">The right one is no regular expression that matches in linear time.</exception>
    public static Value Matches(in Value text, in Value pattern) =>
        text.IsText && pattern.IsText ? Value.FromBoolean(TextPattern.Matches(text.Text, pattern.Text)) : Value.Null;
}
