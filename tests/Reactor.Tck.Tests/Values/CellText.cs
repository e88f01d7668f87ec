using System.Globalization;
using System.Text;
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
            case CellType.Text or (>= CellType.Date and <= CellType.Duration):
                return ValueText.OfText(cell.Text);
            case CellType.List:
                return ValueText.OfList(Elements(cell, sortLists), sortLists);
            case CellType.Map:
                return Map(cell, sortLists);
            case CellType.Node:
                return Node(cell, sortLists);
            case CellType.Relation:
                return ValueText.OfRelation(cell.RelationType.Text, Map(cell, sortLists));
            case CellType.Path:
                return Path(cell, sortLists);
            default:
                throw new NotSupportedException($"a cell of type {cell.Type}");
        }
    }

    private static string Node(CellView node, bool sortLists)
    {
        var labels = new string[node.Labels.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = node.Labels.Element(i).Text;
        }

        return ValueText.OfNode(labels, Map(node, sortLists));
    }

    private static string Path(CellView path, bool sortLists)
    {
        var text = new StringBuilder("<").Append(Of(path.Element(0), sortLists));
        for (var i = 1; i < path.Length; i += 2)
        {
            var pointsLeft = !path.Element(i).StartId.Utf8.SequenceEqual(path.Element(i - 1).Id.Utf8);
            text.Append(pointsLeft ? "<-" : "-").Append(Of(path.Element(i), sortLists)).Append(pointsLeft ? "-" : "->").Append(Of(path.Element(i + 1), sortLists));
        }

        return text.Append('>').ToString();
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
