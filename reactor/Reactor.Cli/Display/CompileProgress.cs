using System.Diagnostics;
using System.Globalization;
using Reactor.Cli.Composition;
using Reactor.QueryCompiler.NativeImage;
using Spectre.Console;

namespace Reactor.Cli.Display;

/// <summary>Builds the native image with a display of what is going on; on stderr, so that stdout stays data.</summary>
internal static class CompileProgress
{
    /// <summary>Builds the image or takes it from the cache.</summary>
    /// <exception cref="NativeImageException">A tool is missing or failed.</exception>
    public static async Task<NativeImage> BuildAsync(CompiledQueries compiled, CancellationToken cancellationToken)
    {
        var queries = Amount.Of(compiled.Manifests.Count, "query", "queries");
        var started = Stopwatch.GetTimestamp();
        NativeImage? image = null;
        var console = await ShowAsync("looking for the image in the cache", async show =>
        {
            var progress = new Progress<NativeImageStage>(stage =>
            {
                if (Describe(stage, queries) is { } text)
                {
                    show(text);
                }
            });
            image = await compiled.BuildImageAsync(progress, cancellationToken);
        });
        console.MarkupLine(image!.FromCache
            ? $"[grey]native image of {queries} taken from the cache in {Seconds(started)} s[/]"
            : $"[grey]native image of {queries} built in {Seconds(started)} s " +
              $"(compiler {image.Ilc.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s, linker {image.Link.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s)[/]");
        return image;
    }

    /// <summary>Compiles and loads queries that run in this process.</summary>
    public static async Task LoadAsync(CompiledQueries compiled, CancellationToken cancellationToken)
    {
        var queries = Amount.Of(compiled.Manifests.Count, "query", "queries");
        var started = Stopwatch.GetTimestamp();
        var console = await ShowAsync($"compiling {queries} for this process", _ => Task.Run(compiled.LoadInProcess, cancellationToken).WaitAsync(cancellationToken));
        console.MarkupLine($"[grey]{queries} compiled in {Seconds(started)} s[/]");
    }

    private static async Task<IAnsiConsole> ShowAsync(string first, Func<Action<string>, Task> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        if (console.Profile.Capabilities.Interactive)
        {
            await console.Status().Spinner(Spinner.Known.Dots).StartAsync(first, status => work(text => status.Status(text)));
        }
        else
        {
            await work(text => Console.Error.WriteLine($"{text} ..."));
        }

        return console;
    }

    private static string Seconds(long started) => Stopwatch.GetElapsedTime(started).TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture);

    // The look-up is over before anyone could read about it.
    private static string? Describe(NativeImageStage stage, string queries) => stage switch
    {
        NativeImageStage.LookUp => null,
        NativeImageStage.Compile => $"compiling {queries} to native code",
        NativeImageStage.Link => "linking the guest image",
        _ => "storing the image in the cache",
    };
}
