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
            if (kvm.IsAvailable)
            {
                PrintIsolation(KvmHost.ProbeIsolation());
            }

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

    // What a host does not enforce is no reason not to run: docs/security.md says what it means.
    private static void PrintIsolation(KvmIsolation isolation)
    {
        Note("Ring 0", true, isolation.RunsRing0Natively
            ? "runs on the CPU"
            : $"is emulated by KVM ({isolation.Ring0InstructionNs:0} ns per instruction): guests run in ring 3, at full speed");
        Note("MSR filter", isolation.FiltersModelSpecificRegisters, isolation.FiltersModelSpecificRegisters
            ? "denies every model-specific register"
            : "is not in this kernel (5.10 has it); guests run no instruction that would need it");
        Note("CPUID", isolation.EnforcesCpuid, isolation.EnforcesCpuid
            ? "shows guests the table it was given"
            : "is not enforced: guests see the features of the real CPU, which tells them about the machine");
        Note("XCR0", isolation.EnforcesXcr0, isolation.EnforcesXcr0
            ? "is enforced"
            : "is not enforced: guests may use AVX-512, whose registers stay their own");
        Note("UMIP", isolation.HidesDescriptorTables, isolation.HidesDescriptorTables
            ? "keeps descriptor tables from guests"
            : "is missing: guests can read the addresses of descriptor tables, which are the same for all");
    }

    private static void Note(string name, bool isFine, string detail) =>
        AnsiConsole.MarkupLine($"{(isFine ? "[green]ok     [/]" : "[yellow]note   [/]")} {Markup.Escape(name),-22} {Markup.Escape(detail)}");

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
