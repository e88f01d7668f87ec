using Microsoft.CodeAnalysis;
using Reactor.QueryCompiler.NativeImage;

namespace Reactor.QueryCompiler.Tests.NativeImage;

public sealed class NativeImageBuilderTests : IDisposable
{
    private const string Smallest = "Reactor.GuestSdk.GuestProgram.Run((_, _, _) => 0);";

    private readonly ScratchDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Second_build_of_the_same_assemblies_comes_from_the_cache()
    {
        var builder = new NativeImageBuilder(NativeTools.Require(), new ImageCache(_directory.Path));

        var first = await builder.BuildAsync(new NativeImageRequest(GuestSource.Compile("smallest", Smallest)));
        var second = await builder.BuildAsync(new NativeImageRequest(GuestSource.Compile("smallest", Smallest)));

        first.FromCache.Should().BeFalse();
        first.Ilc.Should().BePositive();
        second.FromCache.Should().BeTrue();
        second.Path.Should().Be(first.Path);
        second.ContentHash.Should().Be(first.ContentHash);
    }

    [Fact]
    public async Task Corrupt_image_is_built_again_to_the_same_bytes()
    {
        var builder = new NativeImageBuilder(NativeTools.Require(), new ImageCache(_directory.Path));
        var request = new NativeImageRequest(GuestSource.Compile("smallest", Smallest));
        var first = await builder.BuildAsync(request);
        using (FileStream file = File.OpenWrite(first.Path))
        {
            file.Position = 0x200_100;
            file.WriteByte(0xCC);
        }

        var second = await builder.BuildAsync(request);

        second.FromCache.Should().BeFalse();
        second.ContentHash.Should().Be(first.ContentHash);
    }

    [Fact]
    public async Task Program_that_ilc_refuses_gives_its_last_lines()
    {
        var builder = new NativeImageBuilder(NativeTools.Require(), new ImageCache(_directory.Path));
        ManagedAssembly library = GuestSource.Compile("nomain", "public static class Nothing;", OutputKind.DynamicallyLinkedLibrary);

        Func<Task> build = () => builder.BuildAsync(new NativeImageRequest(library));

        NativeImageException failure = (await build.Should().ThrowAsync<NativeImageException>()).Which;
        failure.Tool.Should().Be("ilc");
        failure.ExitCode.Should().NotBe(0);
        failure.LastLines.Should().NotBeEmpty();
        Directory.EnumerateFileSystemEntries(Path.Combine(_directory.Path, "building")).Should().BeEmpty();
    }

    [Fact]
    public async Task Missing_tool_is_named_with_its_remedy()
    {
        NativeToolchain nothing = NativeToolchain.Probe(_ => null);
        var builder = new NativeImageBuilder(nothing, new ImageCache(_directory.Path));

        Func<Task> build = () => builder.BuildAsync(new NativeImageRequest(GuestSource.Compile("smallest", Smallest)));

        NativeImageException failure = (await build.Should().ThrowAsync<NativeImageException>()).Which;
        failure.ExitCode.Should().BeNull();
        failure.Message.Should().Contain("ILCompiler").And.Contain("dotnet restore");
    }

    [Fact]
    public async Task Image_is_found_in_the_cache_where_the_toolchain_is_missing()
    {
        var cache = new ImageCache(_directory.Path);
        var request = new NativeImageRequest(GuestSource.Compile("smallest", Smallest));
        var built = await new NativeImageBuilder(NativeTools.Require(), cache).BuildAsync(request);

        var found = await new NativeImageBuilder(NativeToolchain.Probe(_ => null), cache).BuildAsync(request);

        found.Path.Should().Be(built.Path);
    }
}
