using Reactor.Contracts.Calls;
using Reactor.Contracts.Guests;
using Reactor.Vmm.Calls;

namespace Reactor.Vmm;

/// <summary>What <see cref="MicroVmCalls"/> needs of an instance.</summary>
public sealed partial class MicroVm
{
    /// <summary>What the guest exports and imports; empty when it declared nothing.</summary>
    public GuestManifest Manifest => _process.Interface.Manifest;

    /// <summary>How long a call through <see cref="MicroVmCalls"/> may run, host functions included; more than zero. Default 10 s.</summary>
    public TimeSpan CallDeadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Where calls through <see cref="MicroVmCalls"/> take the guest's clock from. Default: the system's.</summary>
    public TimeProvider CallClock { get; set; } = TimeProvider.System;

    /// <summary>Finds an exported function.</summary>
    /// <param name="name">Its name alone.</param>
    /// <returns>Good for all instances of the same template.</returns>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public GuestExport Export(string name) => _process.Interface.Export(name);

    /// <summary>Fails if an export is not this guest's.</summary>
    /// <exception cref="ArgumentException">It is another guest's.</exception>
    internal void RequireExport(GuestExport export)
    {
        if (export.Owner != _process.Interface)
        {
            throw new ArgumentException($"'{export.Signature}' was found in another guest.", nameof(export));
        }
    }

    /// <summary>Ends it over an answer that is not one.</summary>
    internal GuestExit Refuse(string detail) => Poison(GuestExitReason.ProtocolViolation, detail);
}
