using Reactor.QueryCompiler.NativeImage;

namespace Reactor.QueryCompiler.Tests.NativeImage;

/// <summary>The machine's toolchain, or the reason why a test cannot run.</summary>
internal static class NativeTools
{
    /// <summary>Skips the test where the toolchain is incomplete, or fails it where <c>REQUIRE_NATIVE=1</c> says that it must be there.</summary>
    internal static NativeToolchain Require()
    {
        NativeToolchain toolchain = NativeToolchain.Probe();
        string missing = string.Join(' ', toolchain.Checks.Where(check => !check.IsPresent).Select(check => check.Detail));
        if (Environment.GetEnvironmentVariable("REQUIRE_NATIVE") == "1")
        {
            missing.Should().BeEmpty("REQUIRE_NATIVE=1");
        }

        Assert.SkipUnless(toolchain.IsComplete, missing);
        return toolchain;
    }
}
