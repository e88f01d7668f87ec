using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Reactor.Engine.Isolation;

namespace Reactor.Cli.Commands;

/// <summary>What several commands share.</summary>
internal static class CommonOptions
{
    /// <summary><c>-f</c>: the resources.</summary>
    public static Option<string[]> Files() => new("-f", "--file")
    {
        Description = "YAML file, or directory of YAML files; may be given several times",
        Required = true,
        HelpName = "PATH",
    };

    /// <summary><c>--isolation</c>: where queries run.</summary>
    public static Option<IsolationMode> Isolation() => new("--isolation")
    {
        Description = "Where queries run: in micro-VMs (needs /dev/kvm and gcc), in this process, or (auto, the default) in micro-VMs where this machine can",
        HelpName = "auto|microvm|inprocess",
        CustomParser = argument =>
        {
            var text = argument.Tokens[0].Value;
            var modes = Enum.GetValues<IsolationMode>();
            var index = Array.FindIndex(modes, mode => string.Equals(mode.ToString(), text, StringComparison.OrdinalIgnoreCase));
            if (index < 0)
            {
                argument.AddError($"--isolation must be auto, microvm or inprocess, not '{text}'");
                return default;
            }

            return modes[index];
        },
    };

    /// <summary>Logs to stderr, so that data on stdout stays clean.</summary>
    /// <param name="level">The least that is said.</param>
    public static ILoggerFactory Logging(LogLevel level) => LoggerFactory.Create(builder =>
    {
        builder.SetMinimumLevel(level).AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
        });
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    });

    /// <summary>For commands that run nothing.</summary>
    public static ILoggerFactory NoLogging() => LoggerFactory.Create(_ => { });
}
