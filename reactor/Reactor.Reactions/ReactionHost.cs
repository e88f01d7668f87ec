using Microsoft.Extensions.Logging;

namespace Reactor.Reactions;

/// <summary>What reactions get from the process they run in.</summary>
/// <param name="Loggers">Where they log.</param>
/// <param name="Time">Their clock and timers.</param>
/// <param name="Output">Where the console reaction writes. Only reactions may write to it while they run.</param>
/// <param name="UseColour">Whether <paramref name="Output"/> is a terminal that shows ANSI colours.</param>
/// <param name="Variable">Value of an environment variable, or null.</param>
public sealed record ReactionHost(ILoggerFactory Loggers, TimeProvider Time, TextWriter Output, bool UseColour, Func<string, string?> Variable)
{
    /// <summary>This process: standard output, coloured on a terminal unless <c>NO_COLOR</c> is set, and the system's clock.</summary>
    public static ReactionHost ForProcess(ILoggerFactory loggers) => new(
        loggers,
        TimeProvider.System,
        Console.Out,
        !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
        Environment.GetEnvironmentVariable);
}
