using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Functions;

/// <content>Lists.</content>
public static partial class ScalarFunctions
{
    /// <summary>The first element, null if there is none.</summary>
    public static Value Head(in Value list) => TryList(list, "head", out var elements) && elements.Length > 0 ? elements[0] : Value.Null;

    /// <summary>The last element, null if there is none.</summary>
    public static Value Last(in Value list) => TryList(list, "last", out var elements) && elements.Length > 0 ? elements[^1] : Value.Null;

    /// <summary>All elements but the first.</summary>
    public static Value Tail(in Value list) =>
        TryList(list, "tail", out var elements) ? Value.FromList(elements.Length > 1 ? elements[1..].ToArray() : []) : Value.Null;

    /// <summary>The integers from one to another, both included.</summary>
    public static Value Range(in Value start, in Value end) => Range(start, end, Value.FromInteger(1));

    /// <summary>The integers from one towards another, which is included when a step meets it.</summary>
    /// <exception cref="EvaluationException">No integers, a step of 0, or more than 1,000,000 elements.</exception>
    public static Value Range(in Value start, in Value end, in Value step)
    {
        if (!(TryBound(start, out var first) & TryBound(end, out var last) & TryBound(step, out var increment)))
        {
            return Value.Null;
        }

        if (increment == 0)
        {
            throw new EvaluationException(EvaluationError.ArgumentError, "range() does not take the step 0");
        }

        var count = increment > 0 == last >= first || last == first ? (((Int128)last - first) / increment) + 1 : 0;
        if (count > ValueLimits.RangeElements)
        {
            throw new EvaluationException(
                EvaluationError.LimitExceeded, $"range() of {count} elements exceeds the limit of {ValueLimits.RangeElements}");
        }

        var elements = new Value[(int)count];
        for (var i = 0; i < elements.Length; i++)
        {
            elements[i] = Value.FromInteger(first + (i * increment));
        }

        return Value.FromList(elements);
    }

    /// <summary>The smallest element in the order of ORDER BY, nulls aside; null if there is none.</summary>
    public static Value ListMin(in Value list) => Extreme(list, "listMin", -1);

    /// <summary>The largest element in the order of ORDER BY, nulls aside; null if there is none.</summary>
    public static Value ListMax(in Value list) => Extreme(list, "listMax", 1);

    /// <summary>The first element of every group of equivalent ones, in their order.</summary>
    public static Value CollDistinct(in Value list)
    {
        if (!TryList(list, "coll.distinct", out var elements))
        {
            return Value.Null;
        }

        var sorted = elements.ToArray();
        var places = new int[sorted.Length];
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = i;
        }

        Array.Sort(sorted, places, OrderingComparer.Instance);
        var firsts = new List<int>(sorted.Length);
        for (var i = 0; i < sorted.Length;)
        {
            var first = places[i];
            var next = i + 1;
            for (; next < sorted.Length && Ordering.Compare(sorted[i], sorted[next]) == 0; next++)
            {
                first = Math.Min(first, places[next]);
            }

            firsts.Add(first);
            i = next;
        }

        firsts.Sort();
        var distinct = new Value[firsts.Count];
        for (var i = 0; i < distinct.Length; i++)
        {
            distinct[i] = elements[firsts[i]];
        }

        return Value.FromList(distinct);
    }

    /// <summary>0-based place of the first element that is equal, -1 if none is.</summary>
    public static Value CollIndexOf(in Value list, in Value item)
    {
        if (!TryList(list, "coll.indexOf", out var elements) || item.IsNull)
        {
            return Value.Null;
        }

        for (var i = 0; i < elements.Length; i++)
        {
            if (Operators.AreEqual(elements[i], item))
            {
                return Value.FromInteger(i);
            }
        }

        return Value.FromInteger(-1);
    }

    /// <summary>The list with one more element (which may be null) before a 0-based place.</summary>
    /// <exception cref="EvaluationException">The place is not in 0 to the list's size.</exception>
    public static Value CollInsert(in Value list, in Value place, in Value item)
    {
        if (!(TryList(list, "coll.insert", out var elements) & TryCount(place, "coll.insert", out var index)))
        {
            return Value.Null;
        }

        return index <= elements.Length
            ? Value.FromList([.. elements[..index], item, .. elements[index..]])
            : throw new EvaluationException(
                EvaluationError.ArgumentError, $"coll.insert() at {index} is outside of the list's {elements.Length} elements");
    }

    private static bool TryBound(in Value bound, out long integer)
    {
        integer = bound.IsInteger ? bound.Integer : 0;
        if (bound.IsInteger)
        {
            return true;
        }

        // An ArgumentError by openCypher's own tests, though it is a matter of types.
        return bound.IsNull
            ? false
            : throw new EvaluationException(EvaluationError.ArgumentError, $"range() does not take {ValueText.WithArticle(bound.Kind)}");
    }

    private static Value Extreme(in Value list, string function, int sign)
    {
        var extreme = Value.Null;
        if (!TryList(list, function, out var elements))
        {
            return extreme;
        }

        foreach (ref readonly var element in elements)
        {
            if (element.IsNull)
            {
                continue;
            }

            var order = extreme.IsNull ? 1 : Math.Sign(Ordering.Compare(element, extreme)) * sign;
            if (order > 0 || (order == 0 && ExactOrder.Compare(element, extreme) < 0))
            {
                extreme = element;
            }
        }

        return extreme;
    }
}
