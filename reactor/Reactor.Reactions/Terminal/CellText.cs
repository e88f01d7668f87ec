using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Reactor.Contracts.Wire;
using Reactor.Reactions.Formats;

namespace Reactor.Reactions.Terminal;

/// <summary>Values as people read them in one line.</summary>
internal static class CellText
{
    private const int MaxLength = 60;

    /// <summary>A value in at most 60 characters, with no control character left in it: results must not be able to steer the terminal.</summary>
    public static string Of(CellView cell)
    {
        var text = cell.Type switch
        {
            CellType.Null => "null",
            CellType.Boolean => cell.Boolean ? "true" : "false",
            CellType.Integer => cell.Integer.ToString(CultureInfo.InvariantCulture),
            CellType.Text => cell.Text,
            _ => Json(cell),
        };
        var builder = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (builder.Length >= MaxLength)
            {
                builder.Append('…');
                break;
            }

            builder.Append(Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format ? "\uFFFD" : rune.ToString());
        }

        return builder.ToString();
    }

    private static string Json(CellView cell)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, ResultJson.WriterOptions))
        {
            CellJson.WriteValue(writer, cell);
        }

        var json = Encoding.UTF8.GetString(buffer.WrittenSpan);
        return cell.Type == CellType.Float ? json.Trim('"') : json;
    }
}
