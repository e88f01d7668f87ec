using Reactor.QueryCompiler.NativeImage;

namespace Reactor.QueryCompiler.Tests.NativeImage;

public sealed class NativeToolchainTests
{
    [Fact]
    public void Probe_names_each_missing_tool_with_a_sentence_and_a_remedy()
    {
        NativeToolchain toolchain = NativeToolchain.Probe(_ => null);

        toolchain.IsComplete.Should().BeFalse();
        toolchain.Checks.Where(check => !check.IsPresent).Select(check => check.Name)
            .Should().Contain(["ILCompiler", "NativeAOT runtime pack", "C compiler", "Linker"]);
        toolchain.Checks.Should().OnlyContain(check => check.IsPresent == (check.Remedy == null) && check.Detail.Length > 0);
    }

    [Fact]
    public void Probe_looks_first_where_the_environment_says()
    {
        using var directory = new ScratchDirectory();
        string tools = Path.Combine(directory.Path, "runtime.linux-x64.microsoft.dotnet.ilcompiler", NativeToolchain.Version, "tools");
        Directory.CreateDirectory(tools);
        File.WriteAllText(Path.Combine(tools, "ilc"), string.Empty);

        NativeToolchain toolchain = NativeToolchain.Probe(name => name switch
        {
            "REACTOR_TOOLCHAIN" => directory.Path,
            _ => Environment.GetEnvironmentVariable(name),
        });

        toolchain.IlcPath.Should().StartWith(directory.Path);
        toolchain.Checks.Single(check => check.Name == "ILCompiler").IsPresent.Should().BeTrue();
    }
}
