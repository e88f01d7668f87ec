using Reactor.Bench.Guests;
using Reactor.Bench.Measuring;
using Reactor.Vmm;
using Reactor.Vmm.Floors;
using Reactor.Vmm.Kvm;

namespace Reactor.Bench;

/// <summary>What the benches of a run share; made when first needed.</summary>
/// <param name="guest">The measured guest.</param>
/// <param name="settings">How long to measure.</param>
internal sealed class BenchContext(BenchGuest guest, BenchSettings settings) : IDisposable
{
    /// <summary>Name of the floor of calls.</summary>
    internal const string ExitFloor = "floors/exit";

    /// <summary>Name of the floor of new instances.</summary>
    internal const string CreateFloor = "floors/create_run_destroy";

    private readonly KvmDevice _device = KvmDevice.Open();
    private GuestTemplate? _template;

    internal BenchGuest Guest => guest;

    internal Sampler Sampler { get; } = new(settings);

    /// <summary>The guest, booted with a limit of 128 MiB.</summary>
    internal GuestTemplate Template => _template ??= guest.Boot();

    /// <summary>A machine with nothing of ours; the caller disposes it.</summary>
    internal BareMachine CreateBare() => new(_device);

    /// <summary>Bare exits, enough of them to be timed.</summary>
    internal static Operation Exits(BareMachine machine) => new(machine.RoundTrip) { Repeats = 20 };

    /// <summary>A bare machine from nothing to its first exit and back to nothing.</summary>
    internal Operation CreateRunDestroy() => new(() => CreateBare().Dispose());

    /// <inheritdoc/>
    public void Dispose()
    {
        _template?.Dispose();
        _device.Dispose();
    }
}
