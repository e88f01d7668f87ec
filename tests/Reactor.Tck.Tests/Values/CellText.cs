using System.Globalization;
using Reactor.Contracts.Wire;

namespace Reactor.Tck.Tests.Values;

/// <summary>Cells of result rows, written like <see cref="ExpectedValue"/> writes the kit's.</summary>
internal static class CellText
{
    internal static string Of(CellView cell, bool sortLists)
    {
        switch (cell.Type)
        {
            case CellType.Null:
                return "null";
            case CellType.Boolean:
                return cell.Boolean ? "true" : "false";
            case CellType.Integer:
                return cell.Integer.ToString(CultureInfo.InvariantCulture);
            case CellType.Float:
                return ValueText.OfFloat(cell.Float);
            case CellType.Text:
                return ValueText.OfText(cell.Text);
            case CellType.List:
                return ValueText.OfList(Elements(cell, sortLists), sortLists);
            case CellType.Map:
                return Map(cell, sortLists);
            default:
                throw new NotSupportedException($"a cell of type {cell.Type}");
        }
    }

    private static string[] Elements(CellView list, bool sortLists)
    {
        var items = new string[list.Length];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = Of(list.Element(i), sortLists);
        }

        return items;
    }

    private static string Map(CellView map, bool sortLists)
    {
        var entries = new (string, string)[map.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = (map.Key(i).Text, Of(map.Value(i), sortLists));
        }

        return ValueText.OfMap(entries);
    }
}
