using System.Text.Json;
using Reactor.Contracts.Queries;
using Reactor.Contracts.Wire;

namespace Reactor.Reactions.Formats;

/// <summary>What does not change from row to row of a query: its name and columns, escaped for JSON once.</summary>
internal sealed class ResultColumns
{
    private readonly JsonEncodedText[] _names;
    private readonly JsonEncodedText[] _groupingKeys;

    /// <summary>Prepares the columns of a query.</summary>
    public ResultColumns(QueryManifest query)
    {
        Query = query;
        QueryId = Encode(query.Name);
        _names = [.. query.Columns.Select(column => Encode(column.Name))];
        _groupingKeys = [.. query.Columns.Where(column => column.IsGroupingKey).Select(column => Encode(column.Name))];
    }

    /// <summary>The query.</summary>
    public QueryManifest Query { get; }

    /// <summary>Its name.</summary>
    public JsonEncodedText QueryId { get; }

    /// <summary>Escapes a text the way <see cref="ResultJson.WriterOptions"/> does.</summary>
    public static JsonEncodedText Encode(string text) => JsonEncodedText.Encode(text, ResultJson.WriterOptions.Encoder);

    /// <summary>Writes a row as an object.</summary>
    /// <param name="writer">Where.</param>
    /// <param name="image">The row's image.</param>
    public void WriteRow(Utf8JsonWriter writer, ReadOnlySpan<byte> image)
    {
        writer.WriteStartObject();
        for (var column = 0; column < _names.Length; column++)
        {
            writer.WritePropertyName(_names[column]);
            CellJson.WriteValue(writer, new CellView(image, column * WireLayout.CellBytes));
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes the names of the columns that rows are grouped by, or null when they are not.</summary>
    public void WriteGroupingKeys(Utf8JsonWriter writer)
    {
        if (_groupingKeys.Length == 0)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartArray();
        foreach (var key in _groupingKeys)
        {
            writer.WriteStringValue(key);
        }

        writer.WriteEndArray();
    }
}
