using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Reactor.Contracts.Changes;

namespace Reactor.Ingest.Formats;

/// <summary>Turns values of one format into changes. A value is taken whole or not at all. Not thread-safe.</summary>
internal abstract class ValueDecoder
{
    private string? _reason;

    /// <summary>Whether the format marks initial state, so that only its values tell where the bootstrap ends.</summary>
    public abstract bool MarksSnapshot { get; }

    /// <summary>Decodes one value.</summary>
    /// <param name="value">The value; nothing of it is kept.</param>
    /// <param name="result">Filled on success, undefined otherwise.</param>
    /// <param name="reason">What is wrong with the value.</param>
    public bool TryDecode(in FeedValue value, DecodedValue result, [NotNullWhen(false)] out string? reason)
    {
        result.Clear();
        _reason = null;
        try
        {
            var reader = new Utf8JsonReader(value.Json, JsonValues.ReaderOptions);
            reader.Read();
            if (Decode(ref reader, value, result))
            {
                // Throws when anything but white space follows.
                reader.Read();
            }

            reason = _reason;
        }
        catch (JsonException exception)
        {
            reason = Describe(exception);
        }
        catch (InvalidOperationException)
        {
            reason = "malformed JSON: a text is not valid UTF-8 or has half a surrogate pair";
        }
        catch (FormatException)
        {
            reason = "malformed JSON: a number is out of range";
        }
        catch (VocabularyFullException exception)
        {
            reason = exception.Message;
        }

        return reason is null;
    }

    /// <summary>Decodes the value the reader stands on, and leaves the reader on its last token.</summary>
    /// <returns>False, by <see cref="Fail"/>, when it is not what the format allows.</returns>
    protected abstract bool Decode(ref Utf8JsonReader reader, in FeedValue value, DecodedValue result);

    /// <summary>Rejects the value.</summary>
    protected bool Fail(string reason)
    {
        _reason = reason;
        return false;
    }

    private static string Describe(JsonException exception)
    {
        // The reader's message ends with line and byte; a value is one line.
        var end = exception.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var what = end < 0 ? exception.Message : exception.Message[..end].TrimEnd('.');
        return $"malformed JSON at byte {exception.BytePositionInLine}: {what}";
    }
}
