using System.CommandLine;
using Microsoft.Extensions.Logging;
using Reactor.Cli.Composition;

namespace Reactor.Cli.Commands;

/// <summary><c>reactor demo</c>: the recorded feed of samples/pgbench through its continuous queries.</summary>
internal static class DemoCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var isolation = CommonOptions.Isolation();
        var command = new Command("demo", "Replays a recorded PostgreSQL change feed through continuous queries") { isolation };
        command.SetAction(async (result, cancellationToken) =>
        {
            await Console.Out.WriteLineAsync("""
                A recorded change feed: a PostgreSQL database under pgbench, 100,011 rows
                to start from, then 40,000 changes in 10,000 transactions. Five queries run
                over it; the rows that change in three of them are shown, at most 50 a second:
                + added, ~ updated, - deleted. Sources, queries and reactions are the YAML
                files of samples/pgbench.

                """);
            using var logging = CommonOptions.Logging(LogLevel.Warning);
            await using var application = Application.Load([Path.Combine(AppContext.BaseDirectory, "samples", "pgbench")], logging);
            return application is null
                ? ExitCode.Mistakes
                : await RunSession.RunAsync(application, result.GetValue(isolation), once: true, logging, cancellationToken);
        });
        return command;
    }
}
