using System.Text;
using System.Text.Json;

namespace Reactor.Ingest.Formats;

/// <summary>Text out of pieces of JSON that were already found to be well-formed.</summary>
internal static class JsonTexts
{
    /// <summary>The content of a JSON string, which stands between its quotes.</summary>
    public static string Unescape(ReadOnlySpan<byte> content)
    {
        if (!content.Contains((byte)'\\'))
        {
            return Encoding.UTF8.GetString(content);
        }

        var quoted = new byte[content.Length + 2];
        quoted[0] = quoted[^1] = (byte)'"';
        content.CopyTo(quoted.AsSpan(1));
        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        return reader.GetString()!;
    }

    /// <summary>A text followed by ASCII bytes, such as those of a number.</summary>
    public static string Concat(string prefix, ReadOnlySpan<byte> ascii) =>
        string.Create(prefix.Length + ascii.Length, new Parts(prefix, ascii), static (span, parts) =>
        {
            parts.Prefix.CopyTo(span);
            Encoding.ASCII.GetChars(parts.Ascii, span[parts.Prefix.Length..]);
        });

    private readonly ref struct Parts(string prefix, ReadOnlySpan<byte> ascii)
    {
        public string Prefix { get; } = prefix;

        public ReadOnlySpan<byte> Ascii { get; } = ascii;
    }
}
