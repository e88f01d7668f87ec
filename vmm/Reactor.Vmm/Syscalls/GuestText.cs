using System.Text;

namespace Reactor.Vmm.Syscalls;

/// <summary>Text a guest wrote, made fit for a message: it ends up in logs and on terminals.</summary>
internal static class GuestText
{
    /// <summary>
    /// Decodes UTF-8; what is malformed, control characters but line feed and tab, and what changes the direction of text or breaks its
    /// lines, become U+FFFD. Trailing line ends are cut off.
    /// </summary>
    internal static string Decode(ReadOnlySpan<byte> bytes)
    {
        const char Replacement = '\uFFFD';
        char[] characters = Encoding.UTF8.GetString(bytes).TrimEnd('\n', '\r').ToCharArray();
        foreach (ref char character in characters.AsSpan())
        {
            if ((char.IsControl(character) && character is not ('\n' or '\t')) || IsDeceptive(character))
            {
                character = Replacement;
            }
        }

        return new string(characters);
    }

    // Marks, embeddings, overrides and isolates of the bidirectional algorithm (UAX #9); line and paragraph separator.
    private static bool IsDeceptive(char character) =>
        character is '\u061C' or '\u200E' or '\u200F' or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
