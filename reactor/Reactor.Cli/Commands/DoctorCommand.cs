using System.CommandLine;
using Reactor.QueryCompiler.NativeImage;
using Reactor.Vmm;
using Spectre.Console;

namespace Reactor.Cli.Commands;

/// <summary><c>reactor doctor</c>: what this machine has of what Reactor can use, and the remedy for what it lacks.</summary>
internal static class DoctorCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("doctor", "Checks each prerequisite and says how to get what is missing");
        command.SetAction(_ =>
        {
            var kvm = KvmHost.Probe();
            var toolchain = NativeToolchain.Probe();
            Print("KVM", kvm.IsAvailable, kvm.Reason, kvm.Remedy);
            foreach (var check in toolchain.Checks)
            {
                Print(check.Name, check.IsPresent, check.Detail, check.Remedy);
            }

            var hasCache = TryOpenCache(out var obstacle);
            Print("Image cache", hasCache, obstacle ?? ImageCache.DefaultDirectory, null);
            var complete = kvm.IsAvailable && toolchain.IsComplete && hasCache;
            AnsiConsole.WriteLine();
            AnsiConsole.MarkupLine(complete
                ? "Queries run in [green]micro-VMs[/]."
                : "Queries run [yellow]in-process[/], without isolation, until the above is mended.");
            return complete ? ExitCode.Success : ExitCode.Unavailable;
        });
        return command;
    }

    private static bool TryOpenCache(out string? obstacle)
    {
        try
        {
            _ = new ImageCache();
            obstacle = null;
            return true;
        }
        catch (NativeImageException failure)
        {
            obstacle = failure.Message;
            return false;
        }
    }

    private static void Print(string name, bool isPresent, string detail, string? remedy)
    {
        AnsiConsole.MarkupLine($"{(isPresent ? "[green]ok     [/]" : "[red]missing[/]")} {Markup.Escape(name),-22} {Markup.Escape(detail)}");
        if (remedy is not null)
        {
            AnsiConsole.MarkupLine($"        {"",-22} [yellow]{Markup.Escape(remedy)}[/]");
        }
    }
}
