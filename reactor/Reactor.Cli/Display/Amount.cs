using System.Globalization;

namespace Reactor.Cli.Display;

/// <summary>Numbers of things, in words.</summary>
internal static class Amount
{
    /// <summary><c>1 query</c>, <c>1,250 queries</c>.</summary>
    /// <param name="number">How many.</param>
    /// <param name="one">The word for one.</param>
    /// <param name="many">The word for several; default: <paramref name="one"/> and an s.</param>
    public static string Of(long number, string one, string? many = null) =>
        $"{Count(number)} {(number == 1 ? one : many ?? one + "s")}";

    /// <summary><c>1,250</c>.</summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
