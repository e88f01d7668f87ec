using Reactor.QueryCompiler.NativeImage;
using Reactor.Vmm;

namespace Reactor.EndToEnd.Tests.Support;

/// <summary>Whether this machine can build and run native guests.</summary>
internal static class MicroVms
{
    private static readonly Lazy<KvmAvailability> Kvm = new(KvmHost.Probe);
    private static readonly Lazy<NativeToolchain> Toolchain = new(NativeToolchain.Probe);

    /// <summary>Skips the test where KVM or the native toolchain is missing; fails it where <c>REQUIRE_KVM=1</c> or <c>REQUIRE_NATIVE=1</c>.</summary>
    internal static NativeToolchain Require()
    {
        var missing = string.Join(' ', Toolchain.Value.Checks.Where(check => !check.IsPresent).Select(check => check.Detail));
        if (Environment.GetEnvironmentVariable("REQUIRE_KVM") == "1")
        {
            Kvm.Value.IsAvailable.Should().BeTrue("REQUIRE_KVM=1; {0} {1}", Kvm.Value.Reason, Kvm.Value.Remedy);
        }

        if (Environment.GetEnvironmentVariable("REQUIRE_NATIVE") == "1")
        {
            missing.Should().BeEmpty("REQUIRE_NATIVE=1");
        }

        Assert.SkipUnless(Kvm.Value.IsAvailable, Kvm.Value.Reason);
        Assert.SkipUnless(Toolchain.Value.IsComplete, missing);
        return Toolchain.Value;
    }
}
