using System.Text;
using Reactor.Contracts.Changes;

namespace Reactor.Ingest;

/// <summary>A value of a feed that could not be turned into changes.</summary>
/// <param name="Source">Name of the source.</param>
/// <param name="Position">Where the value stands.</param>
/// <param name="Reason">What is wrong with it.</param>
/// <param name="Excerpt">Its beginning, at most <see cref="ExcerptLength"/> characters, printable.</param>
public sealed record FeedProblem(string Source, SourcePosition Position, string Reason, string Excerpt)
{
    /// <summary>Most characters of a value that are shown.</summary>
    public const int ExcerptLength = 120;

    /// <summary>The beginning of a value in printable form, whatever its bytes are.</summary>
    public static string ExcerptOf(ReadOnlySpan<byte> value)
    {
        // Four bytes are the longest UTF-8 sequence; invalid ones become U+FFFD.
        var text = Encoding.UTF8.GetString(value[..Math.Min(value.Length, ExcerptLength * 4)]);
        var excerpt = new StringBuilder(ExcerptLength);
        foreach (var character in text)
        {
            if (excerpt.Length == ExcerptLength)
            {
                break;
            }

            excerpt.Append(char.IsControl(character) ? ' ' : character);
        }

        if (excerpt.Length < text.Length)
        {
            excerpt[ExcerptLength - 1] = '…';
        }

        return excerpt.ToString();
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Source} {Position}: {Reason}: {Excerpt}";
}
