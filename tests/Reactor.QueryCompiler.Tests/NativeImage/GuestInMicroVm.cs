using Reactor.Contracts.Guests;
using Reactor.QueryCompiler.NativeImage;
using Reactor.Vmm;
using Reactor.Vmm.Calls;

namespace Reactor.QueryCompiler.Tests.NativeImage;

/// <summary>Native guests booted in a micro-VM of 128 MiB.</summary>
internal static class GuestInMicroVm
{
    private const long MemoryBytes = 128L << 20;

    internal static TimeSpan Deadline { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Boots an image, or skips the test where there is no KVM; fails it instead where <c>REQUIRE_KVM=1</c>.</summary>
    internal static GuestTemplate Boot(
        string imagePath, int outboxBytes = 1 << 20, int threads = 64, long memoryBytes = MemoryBytes, HostFunctions? hostFunctions = null)
    {
        KvmAvailability kvm = KvmHost.Probe();
        if (Environment.GetEnvironmentVariable("REQUIRE_KVM") == "1")
        {
            kvm.IsAvailable.Should().BeTrue("REQUIRE_KVM=1; {0} {1}", kvm.Reason, kvm.Remedy);
        }

        Assert.SkipUnless(kvm.IsAvailable, kvm.Reason);
        var limits = new GuestLimits { MemoryBytes = memoryBytes, OutboxBytes = outboxBytes, Threads = threads };
        return GuestTemplate.Boot(GuestImage.Load(imagePath), limits, GuestRuntimeKnobs.For(memoryBytes), Deadline, hostFunctions);
    }

    /// <summary>Calls a function of <see cref="GuestSource.Probe"/> that answers with a number.</summary>
    internal static long Call(this MicroVm guest, uint function, long clockNs = 1_000_000_000)
    {
        GuestExit exit = guest.Enter(GuestCommand.Call, function, 0, clockNs, Deadline);
        exit.Reason.Should().Be(GuestExitReason.Done, "{0}", exit.Detail);
        return BitConverter.ToInt64(guest.Outbox);
    }

    /// <summary>Calls a function that ends the guest.</summary>
    internal static GuestExit CallToItsEnd(this MicroVm guest, uint function) =>
        guest.Enter(GuestCommand.Call, function, 0, clockNs: 0, Deadline);
}
