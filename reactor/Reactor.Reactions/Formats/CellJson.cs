using System.Globalization;
using System.Text.Json;
using Reactor.Contracts.Wire;

namespace Reactor.Reactions.Formats;

/// <summary>Writes the values of rows as JSON, straight from their images.</summary>
internal static class CellJson
{
    /// <summary>Writes one value. Integers and floats stay distinct (<c>1</c>, <c>1.0</c>); JSON has no NaN and no infinities, so these become texts.</summary>
    public static void WriteValue(Utf8JsonWriter writer, CellView cell)
    {
        switch (cell.Type)
        {
            case CellType.Null:
                writer.WriteNullValue();
                break;
            case CellType.Boolean:
                writer.WriteBooleanValue(cell.Boolean);
                break;
            case CellType.Integer:
                writer.WriteNumberValue(cell.Integer);
                break;
            case CellType.Float:
                WriteFloat(writer, cell.Float);
                break;
            case CellType.Text or (>= CellType.Date and <= CellType.Duration):
                writer.WriteStringValue(cell.Utf8);
                break;
            case CellType.List:
            case CellType.Path:
                writer.WriteStartArray();
                for (var i = 0; i < cell.Length; i++)
                {
                    WriteValue(writer, cell.Element(i));
                }

                writer.WriteEndArray();
                break;
            // An element is its properties.
            case CellType.Map:
            case CellType.Node:
            case CellType.Relation:
                writer.WriteStartObject();
                for (var i = 0; i < cell.Length; i++)
                {
                    writer.WritePropertyName(cell.Key(i).Utf8);
                    WriteValue(writer, cell.Value(i));
                }

                writer.WriteEndObject();
                break;
            default:
                throw new NotSupportedException($"a value of type {cell.Type} has no JSON form yet");
        }
    }

    private static void WriteFloat(Utf8JsonWriter writer, double value)
    {
        if (!double.IsFinite(value))
        {
            writer.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
            return;
        }

        Span<byte> text = stackalloc byte[34];
        value.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture);
        if (text[..length].IndexOfAny((byte)'.', (byte)'E') < 0)
        {
            text[length++] = (byte)'.';
            text[length++] = (byte)'0';
        }

        writer.WriteRawValue(text[..length], skipInputValidation: true);
    }
}
