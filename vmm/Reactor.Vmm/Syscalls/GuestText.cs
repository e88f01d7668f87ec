using System.Text;

namespace Reactor.Vmm.Syscalls;

/// <summary>Text a guest wrote, made fit for a message: it ends up in logs and on terminals.</summary>
internal static class GuestText
{
    /// <summary>Decodes UTF-8; what is malformed, and control characters but line feed and tab, become U+FFFD. Trailing line ends are cut off.</summary>
    internal static string Decode(ReadOnlySpan<byte> bytes)
    {
        const char Replacement = '\uFFFD';
        char[] characters = Encoding.UTF8.GetString(bytes).TrimEnd('\n', '\r').ToCharArray();
        foreach (ref char character in characters.AsSpan())
        {
            if (char.IsControl(character) && character is not ('\n' or '\t'))
            {
                character = Replacement;
            }
        }

        return new string(characters);
    }
}
