using Microsoft.Extensions.Logging;
using Reactor.Contracts.Resources;
using Reactor.EndToEnd.Tests.Support;
using Reactor.Engine.Isolation;
using Reactor.QueryCompiler.NativeImage;
using Reactor.Testing.Logs;
using Reactor.Vmm;
using Reactor.Vmm.Pool;

namespace Reactor.EndToEnd.Tests;

/// <summary>What was booted once is kept beside the image: a restart neither compiles nor boots.</summary>
public sealed class BootedImageTests(ItemQueries queries) : IClassFixture<ItemQueries>
{
    [Fact]
    public async Task Second_start_reads_what_the_first_booted()
    {
        using var folder = new ScratchFolder();
        NativeImage image = await queries.Set.ImageAsync(new ImageCache(folder.Path));
        var logger = new ListLogger();

        Start(image, logger);
        string[] kept = Booted(image);
        kept.Should().HaveCount(1);
        DateTime written = File.GetLastWriteTimeUtc(kept[0]);
        Start(image, logger);

        Booted(image).Should().Equal(kept);
        File.GetLastWriteTimeUtc(kept[0]).Should().Be(written);
        logger.Lines.Should().BeEmpty();
    }

    [Fact]
    public async Task Damaged_or_foreign_snapshot_is_told_of_booted_again_and_rewritten()
    {
        using var folder = new ScratchFolder();
        NativeImage image = await queries.Set.ImageAsync(new ImageCache(folder.Path));
        var logger = new ListLogger(LogLevel.Warning);
        Start(image, logger);
        string kept = Booted(image).Single();
        byte[] whole = await File.ReadAllBytesAsync(kept, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(kept, whole[..(whole.Length / 2)], TestContext.Current.CancellationToken);

        Start(image, logger);

        logger.Lines.Should().ContainSingle().Which.Should().Contain("booted again").And.Contain("header");
        Start(image, logger);
        logger.Lines.Should().HaveCount(1, "the file was written anew");
    }

    private static void Start(NativeImage image, ILogger logger)
    {
        using var guests = new MicroVmGuests(image, logger);
        using IDisposable instance = (IDisposable)guests.Create(null!, QueryRuntimeSettings.Default);
        ((PooledVm)instance).State.Should().Be(MicroVmState.Ready);
    }

    private static string[] Booted(NativeImage image) =>
        Directory.GetFiles(Path.GetDirectoryName(image.Path)!, "*.booted");
}
