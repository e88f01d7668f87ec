using Reactor.Engine.Isolation;
using Reactor.Vmm;

namespace Reactor.Cli.Composition;

/// <summary>Where queries will run, and why.</summary>
/// <param name="UseMicroVms">Micro-VMs rather than this process.</param>
/// <param name="Reason">One sentence for the user.</param>
/// <param name="IsPossible">Whether this machine can do what was asked for.</param>
internal sealed record IsolationChoice(bool UseMicroVms, string Reason, bool IsPossible)
{
    /// <summary>Decides by what this machine's kernel offers; a missing linker shows when the image is built.</summary>
    /// <param name="requested">What the user asked for.</param>
    public static IsolationChoice Make(IsolationMode requested)
    {
        if (requested == IsolationMode.InProcess)
        {
            return new IsolationChoice(false, "queries run in-process, as asked, without isolation", IsPossible: true);
        }

        var kvm = KvmHost.Probe();
        return kvm.IsAvailable ? new IsolationChoice(true, "queries run in micro-VMs", IsPossible: true)
            : requested == IsolationMode.Auto ? InProcessBecause($"{kvm.Reason} {kvm.Remedy}")
            : new IsolationChoice(true, $"queries cannot run in micro-VMs here: {kvm.Reason} {kvm.Remedy}", IsPossible: false);
    }

    /// <summary>What is left when micro-VMs turn out to be impossible.</summary>
    public static IsolationChoice InProcessBecause(string obstacle) =>
        new(false, $"queries run in-process, without isolation: {obstacle}", IsPossible: true);
}
