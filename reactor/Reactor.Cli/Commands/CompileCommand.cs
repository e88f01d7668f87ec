using System.CommandLine;
using Reactor.Cli.Composition;
using Reactor.Cli.Display;
using Reactor.QueryCompiler.NativeImage;

namespace Reactor.Cli.Commands;

/// <summary><c>reactor compile</c>: builds the native image of all queries ahead of time, or shows what it is built from.</summary>
internal static class CompileCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var files = CommonOptions.Files();
        var explain = new Option<bool>("--explain") { Description = "Print each query's plan instead of building the image" };
        var source = new Option<bool>("--emit-source") { Description = "Print the generated C# instead of building the image" };
        var command = new Command("compile", "Compiles all queries into one native guest image, cached by content") { files, explain, source };
        command.SetAction(async (result, cancellationToken) =>
        {
            using var logging = CommonOptions.NoLogging();
            await using var application = Application.Load(result.GetValue(files)!, logging);
            if (application is null)
            {
                return ExitCode.Mistakes;
            }

            if (result.GetValue(explain) || result.GetValue(source))
            {
                await Console.Out.WriteLineAsync(result.GetValue(explain) ? application.Compiled.Explain() : application.Compiled.Source);
                return ExitCode.Success;
            }

            try
            {
                var image = await CompileProgress.BuildAsync(application.Compiled, cancellationToken);
                await Console.Out.WriteLineAsync(image.Path);
                return ExitCode.Success;
            }
            catch (NativeImageException failure)
            {
                await Console.Error.WriteLineAsync($"error: {failure.Message}");
                return ExitCode.Unavailable;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return ExitCode.Stopped;
            }
        });
        return command;
    }
}
