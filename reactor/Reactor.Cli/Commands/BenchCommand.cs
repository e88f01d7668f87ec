using System.CommandLine;
using System.Globalization;
using Reactor.Bench;
using Reactor.Bench.Measuring;
using Reactor.QueryCompiler.NativeImage;
using Reactor.Vmm;

namespace Reactor.Cli.Commands;

/// <summary><c>reactor bench</c>: figures of this machine.</summary>
internal static class BenchCommand
{
    private const double BusyLoad = 0.5;

    /// <summary>The command.</summary>
    public static Command Create() => new("bench", "Measures what Reactor is made of on this machine") { CreateVmm(), QueryBenchCommand.Create() };

    private static Command CreateVmm()
    {
        var json = new Option<FileInfo?>("--json") { Description = "Also write one JSON object per figure and line to this file", HelpName = "FILE" };
        var only = new Option<string[]>("--only")
        {
            Description = $"Parts of names of the benches to run; default: all. They are {string.Join(", ", VmmBench.Names)}",
            HelpName = "NAME",
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("vmm", "Micro-VMs: calls, starts, snapshots, memory, computing; each against its floor, in about 2 minutes") { json, only };
        command.SetAction((result, cancellationToken) => RunAsync(result.GetValue(json), result.GetValue(only) ?? [], cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(FileInfo? json, string[] only, CancellationToken cancellationToken)
    {
        if (Array.Find(only, part => !VmmBench.Names.Any(name => name.Contains(part, StringComparison.Ordinal))) is { } unknown)
        {
            await Console.Error.WriteLineAsync($"error: no bench's name contains '{unknown}'; they are {string.Join(", ", VmmBench.Names)}");
            return ExitCode.Mistakes;
        }

        KvmAvailability kvm = KvmHost.Probe();
        if (!kvm.IsAvailable)
        {
            await Console.Error.WriteLineAsync($"error: micro-VMs cannot be measured here. {kvm.Reason} {kvm.Remedy}");
            return ExitCode.Unavailable;
        }

        try
        {
            await using StreamWriter? lines = json?.CreateText();
            await MeasureAsync(kvm, lines, only, cancellationToken);
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

    private static async Task MeasureAsync(KvmAvailability kvm, StreamWriter? lines, string[] only, CancellationToken cancellationToken)
    {
        await Console.Out.WriteLineAsync(
            $"{Environment.ProcessorCount} processors, {Environment.OSVersion}, .NET {Environment.Version}; {kvm.Reason}");
        await WarnWhenBusyAsync();

        await Console.Out.WriteLineAsync($"\n{FigureTable.Header}");
        var figures = new List<Figure>();
        await VmmBench.RunAsync(only, new BenchSettings(), Show, Console.Error.WriteLine, cancellationToken);
        await Console.Out.WriteLineAsync($"\n{FigureTable.Summary(figures)}");

        void Show(Figure figure)
        {
            figures.Add(figure);
            Console.WriteLine(FigureTable.Row(figure));
            lines?.WriteLine(FigureJson.Line(figure));
        }
    }

    /// <summary>Says so when other programs take part of the machine.</summary>
    internal static async Task WarnWhenBusyAsync()
    {
        // Average number of running threads of the last minute.
        double load = double.Parse((await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0], CultureInfo.InvariantCulture);
        if (load > BusyLoad)
        {
            await Console.Out.WriteLineAsync(
                $"This machine is busy (load {load.ToString("0.0", CultureInfo.InvariantCulture)} on {Environment.ProcessorCount} processors): times are too long, ratios less so.");
        }
    }
}
