using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Reactor.Cli.Display;
using Reactor.Contracts.Resources;
using Reactor.Contracts.Results;
using Reactor.Engine.Hosting;
using Reactor.Engine.Instances;
using Reactor.Engine.Isolation;
using Reactor.Ingest;
using Reactor.QueryCompiler.NativeImage;
using Reactor.Vmm;
using Spectre.Console;

namespace Reactor.Cli.Composition;

/// <summary>One run from compiled resources to the summary.</summary>
internal static class RunSession
{
    /// <summary>Runs an application until its sources end or it is stopped.</summary>
    /// <param name="application">What to run.</param>
    /// <param name="isolation">Where queries should run.</param>
    /// <param name="once">Whether endless sources are refused.</param>
    /// <param name="logging">Where the engine logs.</param>
    /// <param name="cancellationToken">Ctrl-C.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        Application application, IsolationMode isolation, bool once, ILoggerFactory logging, CancellationToken cancellationToken)
    {
        if (once && !RefuseEndlessSources(application))
        {
            return ExitCode.Mistakes;
        }

        var choice = IsolationChoice.Make(isolation);
        if (!choice.IsPossible)
        {
            await Console.Error.WriteLineAsync($"error: {choice.Reason}");
            return ExitCode.Unavailable;
        }

        try
        {
            return await RunAsync(application, choice, isolation, logging, cancellationToken);
        }
        catch (NativeImageException failure)
        {
            await Console.Error.WriteLineAsync($"error: {failure.Message}");
            return ExitCode.Unavailable;
        }
        catch (GuestBootException failure)
        {
            await Console.Error.WriteLineAsync($"error: the guest image does not start: {failure.Message}");
            return ExitCode.RunFailed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Stopped; // while compiling: nothing ran yet that could be summed up
        }
    }

    private static async Task<int> RunAsync(
        Application application, IsolationChoice choice, IsolationMode requested, ILoggerFactory logging, CancellationToken cancellationToken)
    {
        var preparation = Stopwatch.GetTimestamp();
        NativeImage? image = null;
        if (choice.UseMicroVms)
        {
            try
            {
                image = await CompileProgress.BuildAsync(application.Compiled, cancellationToken);
            }
            catch (NativeImageException obstacle) when (requested == IsolationMode.Auto)
            {
                choice = IsolationChoice.InProcessBecause(obstacle.Message);
            }
        }

        if (image is null)
        {
            await CompileProgress.LoadAsync(application.Compiled, cancellationToken);
        }

        using IGuestProvider guests = image is null
            ? new InProcessGuests(application.Compiled.LoadInProcess())
            : new MicroVmGuests(image, logging.CreateLogger<MicroVmGuests>());
        var queries = application.Resources.Set.Queries.Select((query, number) => new EngineQuery(
            application.Compiled.Manifests[number], [.. query.Subscriptions.Select(subscription => subscription.Source)], query.Runtime)).ToList();
        var reactions = application.Reactions
            .Select(made => new ReactionBinding(made.Reaction, [.. made.Resource.Queries.Select(query => query.Query)]))
            .ToList();
        await using var engine = new ReactorEngine(
            new EngineOptions(), application.Sources, queries, reactions, guests, TimeProvider.System, logging);
        var prepared = Stopwatch.GetElapsedTime(preparation);
        AnsiConsole.MarkupLineInterpolated($"[grey]{choice.Reason}[/]");
        AnsiConsole.MarkupLineInterpolated($"[grey]{Describe(guests, queries.Count, application.Compiled, prepared)}[/]");
        StartReport.Write(logging.CreateLogger("Reactor.Run"), application, image);

        var started = Stopwatch.GetTimestamp();
        var failure = await RunToEndAsync(engine, cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(started);
        await application.CloseReactionsAsync();
        var status = engine.Status();
        RunSummary.Write(AnsiConsole.Console, application, status, elapsed);
        if (failure is not null)
        {
            await Console.Error.WriteLineAsync($"error: {failure}");
        }

        return failure is not null || engine.Refusals().Count > 0 || status.Any(query => query.State is QueryState.Failed or QueryState.Suspended) ? ExitCode.RunFailed
            : cancellationToken.IsCancellationRequested ? ExitCode.Stopped
            : ExitCode.Success;
    }

    private static async Task<string?> RunToEndAsync(ReactorEngine engine, CancellationToken cancellationToken)
    {
        try
        {
            await engine.RunAsync(cancellationToken);
            return null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception failure) when (failure is FeedException or ReactionException)
        {
            return failure.Message;
        }
    }

    private static string Describe(IGuestProvider guests, int queries, CompiledQueries compiled, TimeSpan prepared)
    {
        var planning = $"planned in {Milliseconds(compiled.CompileTime)}";
        return guests is MicroVmGuests microVms
            ? $"{Amount.Of(queries, "VM")} from one image, {planning}, booted in {Milliseconds(microVms.BootTime)}, ready after {Milliseconds(prepared)}"
            : $"{Amount.Of(queries, "query", "queries")}, {planning}, ready after {Milliseconds(prepared)}";
    }

    private static string Milliseconds(TimeSpan time) => $"{time.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture)} ms";

    private static bool RefuseEndlessSources(Application application)
    {
        var problems = application.Resources.Set.Sources
            .Where(source => source.Kind != "File")
            .Select(source => new ResourceProblem(source.KindLocation, $"--once needs sources that end, and a {source.Kind} source never does", "leave --once out"))
            .ToList();
        return application.Resources.Report(problems);
    }
}
