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
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        var started = Stopwatch.GetTimestamp();
        NativeImage? image = null;
        if (console.Profile.Capabilities.Interactive)
        {
            await console.Status().Spinner(Spinner.Known.Dots).StartAsync(
                "compiling",
                async status =>
                {
                    var progress = new Progress<NativeImageStage>(stage => status.Status(Describe(stage, compiled.Manifests.Count)));
                    image = await compiled.BuildImageAsync(progress, cancellationToken);
                });
        }
        else
        {
            var progress = new Progress<NativeImageStage>(stage => Console.Error.WriteLine($"{Describe(stage, compiled.Manifests.Count)} ..."));
            image = await compiled.BuildImageAsync(progress, cancellationToken);
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture);
        console.MarkupLine(image!.FromCache
            ? $"[grey]native image of {compiled.Manifests.Count} queries taken from the cache in {seconds} s[/]"
            : $"[grey]native image of {compiled.Manifests.Count} queries built in {seconds} s " +
              $"(compiler {image.Ilc.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s, linker {image.Link.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s)[/]");
        return image;
    }

    private static string Describe(NativeImageStage stage, int queries) => stage switch
    {
        NativeImageStage.LookUp => "looking for the image in the cache",
        NativeImageStage.Compile => $"compiling {queries} queries to native code",
        NativeImageStage.Link => "linking the guest image",
        _ => "storing the image in the cache",
    };
}
