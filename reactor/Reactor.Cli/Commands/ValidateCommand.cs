using System.CommandLine;
using Reactor.Cli.Composition;
using Reactor.Cli.Display;

namespace Reactor.Cli.Commands;

/// <summary><c>reactor validate</c>: every mistake in resources and queries, without running anything.</summary>
internal static class ValidateCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var files = CommonOptions.Files();
        var command = new Command("validate", "Checks resources and queries and prints every mistake with file, line and column") { files };
        command.SetAction(async (result, _) =>
        {
            using var logging = CommonOptions.NoLogging();
            await using var application = Application.Load(result.GetValue(files)!, logging);
            if (application is null)
            {
                return ExitCode.Mistakes;
            }

            var set = application.Resources.Set;
            await Console.Out.WriteLineAsync(
                $"{Amount.Of(set.Sources.Count, "source")}, {Amount.Of(set.Queries.Count, "query", "queries")}, {Amount.Of(set.Reactions.Count, "reaction")}: no mistakes");
            return ExitCode.Success;
        });
        return command;
    }
}
