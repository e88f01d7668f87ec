using System.CommandLine;
using Reactor.Bench.Queries;
using Reactor.QueryCompiler.NativeImage;
using Reactor.Vmm;

namespace Reactor.Cli.Commands;

/// <summary><c>reactor bench queries</c>: figures of compiled queries on this machine.</summary>
internal static class QueryBenchCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var json = new Option<FileInfo?>("--json") { Description = "Also write one JSON object per figure and line to this file", HelpName = "FILE" };
        var only = new Option<string[]>("--only")
        {
            Description = $"Parts of names of the benches to run; default: all. They are {string.Join(", ", QueryBench.Names)}",
            HelpName = "NAME",
            AllowMultipleArgumentsPerToken = true,
        };
        var scale = new Option<double>("--scale")
        {
            Description = "Multiplies the elements of every state and the changes of a round; more than 0, at most 1",
            HelpName = "FACTOR",
            DefaultValueFactory = _ => 1,
        };
        scale.Validators.Add(result =>
        {
            if (result.GetValue(scale) is not (> 0 and <= 1))
            {
                result.AddError("--scale is more than 0 and at most 1");
            }
        });
        var command = new Command("queries", "Queries: changes per second, time of one change, memory, growth with the state, compile times") { json, only, scale };
        command.SetAction((result, cancellationToken) =>
            RunAsync(result.GetValue(json), result.GetValue(only) ?? [], result.GetValue(scale), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(FileInfo? json, string[] only, double scale, CancellationToken cancellationToken)
    {
        if (Array.Find(only, part => !QueryBench.Names.Any(name => name.Contains(part, StringComparison.Ordinal))) is { } unknown)
        {
            await Console.Error.WriteLineAsync($"error: no bench's name contains '{unknown}'; they are {string.Join(", ", QueryBench.Names)}");
            return ExitCode.Mistakes;
        }

        try
        {
            await using StreamWriter? lines = json?.CreateText();
            await MeasureAsync(lines, only, scale, cancellationToken);
            return ExitCode.Success;
        }
        catch (NativeImageException failure)
        {
            await Console.Error.WriteLineAsync($"error: {failure.Message}");
            return ExitCode.Unavailable;
        }
        catch (Exception failure) when (failure is KvmException or GuestBootException or InvalidOperationException)
        {
            await Console.Error.WriteLineAsync($"error: {failure.Message}");
            return ExitCode.RunFailed;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"error: {failure.Message}");
            return ExitCode.Mistakes;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Stopped;
        }
    }

    private static async Task MeasureAsync(StreamWriter? lines, string[] only, double scale, CancellationToken cancellationToken)
    {
        KvmAvailability kvm = KvmHost.Probe();
        bool hasTools = NativeToolchain.Probe().IsComplete;
        await Console.Out.WriteLineAsync($"{Environment.ProcessorCount} processors, {Environment.OSVersion}, .NET {Environment.Version}; {kvm.Reason}");
        if (!kvm.IsAvailable || !hasTools)
        {
            await Console.Out.WriteLineAsync($"In this process only: {(kvm.IsAvailable ? "native images cannot be built here, reactor doctor says why" : kvm.Remedy)}");
        }

        await BenchCommand.WarnWhenBusyAsync();
        await Console.Out.WriteLineAsync($"\n{QueryFigureText.Header}");
        var settings = new QueryBenchSettings { Scale = scale, InMicroVms = kvm.IsAvailable && hasTools };
        await QueryBench.RunAsync(only, settings, Show, cancellationToken);

        void Show(QueryFigure figure)
        {
            Console.WriteLine(QueryFigureText.Row(figure));
            lines?.WriteLine(QueryFigureText.Json(figure));
        }
    }
}
