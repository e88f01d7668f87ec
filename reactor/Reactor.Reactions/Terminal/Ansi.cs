namespace Reactor.Reactions.Terminal;

/// <summary>Escape sequences for colours (ECMA-48, SGR).</summary>
internal static class Ansi
{
    public const string Red = "\u001b[31m";
    public const string Green = "\u001b[32m";
    public const string Yellow = "\u001b[33m";
    public const string Dim = "\u001b[2m";
    public const string Reset = "\u001b[0m";
}
