using Reactor.Oracle.Graph;
using Reactor.Oracle.Values;

namespace Reactor.Oracle.Evaluation;

/// <summary><c>.key</c>, <c>[subscript]</c> and <c>[from..to]</c>.</summary>
internal static class Access
{
    internal static object? Property(object? target, string key) => target switch
    {
        null => null,
        _ when OracleTemporal.IsTemporal(target) => OracleTemporal.Component(target, key),
        OracleMap map => map.Entries.GetValueOrDefault(key),
        OracleElement element => element.Properties.GetValueOrDefault(key),
        _ => throw ExpressionEvaluator.Mistyped($"property {key}", target),
    };

    internal static object? Index(object? target, object? subscript) => (target, subscript) switch
    {
        (null, _) or (_, null) => null,
        (OracleList list, long index) => Item(Ordered(list), index < 0 ? index + list.Items.Count : index),
        (OracleMap or OracleElement, string key) => Property(target, key),
        _ => throw ExpressionEvaluator.Mistyped("subscript", target, subscript),
    };

    internal static object? Slice(object? target, bool hasFrom, bool hasTo, object?[] operands)
    {
        var from = hasFrom ? operands[1] : 0L;
        var to = hasTo ? operands[^1] : long.MaxValue;
        if (target is null || from is null || to is null)
        {
            return null;
        }

        if (target is not OracleList list || from is not long first || to is not long last)
        {
            throw ExpressionEvaluator.Mistyped("slice", operands);
        }

        var items = Ordered(list);
        var start = Math.Clamp(first < 0 ? first + items.Count : first, 0, items.Count);
        var end = Math.Clamp(last < 0 ? last + items.Count : last, 0, items.Count);
        return new OracleList([.. items.Skip((int)start).Take((int)Math.Max(0, end - start))]);
    }

    internal static IReadOnlyList<object?> Ordered(OracleList list) =>
        list.IsUnordered ? throw new NotSupportedException("this depends on the order of a collected list") : list.Items;

    private static object? Item(IReadOnlyList<object?> items, long index) => index >= 0 && index < items.Count ? items[(int)index] : null;
}
