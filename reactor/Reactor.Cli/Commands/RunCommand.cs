using System.CommandLine;
using Microsoft.Extensions.Logging;
using Reactor.Cli.Composition;

namespace Reactor.Cli.Commands;

/// <summary><c>reactor run</c>: sources, queries and reactions from YAML, until the sources end or Ctrl-C.</summary>
internal static class RunCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var files = CommonOptions.Files();
        var isolation = CommonOptions.Isolation();
        var once = new Option<bool>("--once") { Description = "Stop when every finite source has been read to its end; endless sources are refused" };
        var verbose = new Option<bool>("-v", "--verbose") { Description = "Log to stderr what is read and run and what happens to connections" };
        var command = new Command("run", "Runs sources, queries and reactions") { files, isolation, once, verbose };
        command.SetAction(async (result, cancellationToken) =>
        {
            using var logging = CommonOptions.Logging(result.GetValue(verbose) ? LogLevel.Debug : LogLevel.Warning);
            await using var application = Application.Load(result.GetValue(files)!, logging);
            return application is null
                ? ExitCode.Mistakes
                : await RunSession.RunAsync(application, result.GetValue(isolation), result.GetValue(once), logging, cancellationToken);
        });
        return command;
    }
}
