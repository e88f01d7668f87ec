using System.Globalization;
using System.Text.Json;
using Reactor.Contracts.Queries;
using Reactor.Contracts.Wire;

namespace Reactor.EndToEnd.Tests.Support;

/// <summary>Result rows as JSON text without spaces, so that types show: 1 is an integer, 1.0 a float, "1" a text.</summary>
internal static class RowJson
{
    internal static string Of(QueryManifest query, ReadOnlySpan<byte> image)
    {
        var cells = new List<string>();
        for (var column = 0; column < query.Columns.Count; column++)
        {
            cells.Add($"\"{query.Columns[column].Name}\":{Of(new CellView(image, column * WireLayout.CellBytes))}");
        }

        return $"{{{string.Join(',', cells)}}}";
    }

    private static string Of(CellView cell) => cell.Type switch
    {
        CellType.Null => "null",
        CellType.Boolean => cell.Boolean ? "true" : "false",
        CellType.Integer => cell.Integer.ToString(CultureInfo.InvariantCulture),
        CellType.Float => cell.Float.ToString("0.0################", CultureInfo.InvariantCulture),
        CellType.Text => JsonSerializer.Serialize(cell.Text),
        _ => throw new NotSupportedException($"no test needs {cell.Type}"),
    };
}
