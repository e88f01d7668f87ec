using Reactor.Contracts.Changes;
using Reactor.Contracts.Wire;

namespace Reactor.QueryCompiler.Tests.Oracle;

/// <summary>Rows as text in which different values differ: 1 and 1.0, 'null' and null, 0.0 and -0.0.</summary>
internal static class RowText
{
    internal static string Of(IEnumerable<PropertyValue> row, bool sortLists) => string.Join(" | ", row.Select(value => Of(value, sortLists)));

    /// <param name="value">Any value.</param>
    /// <param name="sortLists">Whether the order in lists means nothing.</param>
    internal static string Of(PropertyValue value, bool sortLists) => value.Kind switch
    {
        PropertyValueKind.Text => $"'{value.Text.Replace("'", "''", StringComparison.Ordinal)}'",
        PropertyValueKind.Float => value.Float is 0 && double.IsNegative(value.Float) ? "-0.0"
            : value.Float.ToString("R") is var text && text.All(character => char.IsAsciiDigit(character) || character == '-') ? $"{text}.0"
            : text,
        PropertyValueKind.List => List(value.List.Select(item => Of(item, sortLists)), sortLists),
        PropertyValueKind.Map => $"{{{string.Join(", ", value.Map.Select(entry => $"{entry.Key}: {Of(entry.Value, sortLists)}"))}}}",
        _ => value.ToString(),
    };

    internal static PropertyValue[] Values(ReadOnlySpan<byte> image, int columns)
    {
        var row = new PropertyValue[columns];
        for (var i = 0; i < columns; i++)
        {
            row[i] = Value(new CellView(image, i * WireLayout.CellBytes));
        }

        return row;
    }

    private static string List(IEnumerable<string> items, bool sortLists) =>
        $"[{string.Join(", ", sortLists ? items.Order(StringComparer.Ordinal) : items)}]";

    internal static PropertyValue Value(CellView cell)
    {
        switch (cell.Type)
        {
            case CellType.Null:
                return PropertyValue.Null;
            case CellType.Boolean:
                return PropertyValue.FromBoolean(cell.Boolean);
            case CellType.Integer:
                return PropertyValue.FromInteger(cell.Integer);
            case CellType.Float:
                return PropertyValue.FromFloat(cell.Float);
            case CellType.Text:
                return PropertyValue.FromText(cell.Text);
            case CellType.Path:
                var elements = new PropertyValue[cell.Length];
                for (var i = 0; i < elements.Length; i++)
                {
                    elements[i] = Value(cell.Element(i));
                }

                return PropertyValue.FromMap([new("$path", PropertyValue.FromList([.. elements]))]);
            case >= CellType.Date and <= CellType.Duration:
                return PropertyValue.FromTemporal((PropertyValueKind)cell.Type, cell.Text);
            case CellType.List:
                var items = new PropertyValue[cell.Length];
                for (var i = 0; i < items.Length; i++)
                {
                    items[i] = Value(cell.Element(i));
                }

                return PropertyValue.FromList([.. items]);
            case CellType.Map:
                var entries = new KeyValuePair<string, PropertyValue>[cell.Length];
                for (var i = 0; i < entries.Length; i++)
                {
                    entries[i] = new(cell.Key(i).Text, Value(cell.Value(i)));
                }

                return PropertyValue.FromMap(entries);
            case CellType.Node:
                return Element(cell, [new("$labels", Value(cell.Labels))]);
            case CellType.Relation:
                // A type that no feed ever named is the empty text.
                var types = cell.RelationType.Length == 0 ? PropertyValue.FromList([]) : PropertyValue.FromList([Value(cell.RelationType)]);
                return Element(cell, [new("$labels", types), new("$start", Value(cell.StartId)), new("$end", Value(cell.EndId))]);
            default:
                throw new InvalidOperationException($"a cell of type {cell.Type}");
        }
    }

    /// <summary>An element as the oracle writes it: a map of its properties and of what else it is.</summary>
    private static PropertyValue Element(CellView cell, List<KeyValuePair<string, PropertyValue>> entries)
    {
        entries.Add(new("$id", Value(cell.Id)));
        for (var i = 0; i < cell.Length; i++)
        {
            entries.Add(new(cell.Key(i).Text, Value(cell.Value(i))));
        }

        return PropertyValue.FromMap(entries);
    }
}
