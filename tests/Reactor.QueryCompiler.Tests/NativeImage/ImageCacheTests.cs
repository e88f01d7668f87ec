using Reactor.QueryCompiler.NativeImage;

namespace Reactor.QueryCompiler.Tests.NativeImage;

public sealed class ImageCacheTests : IDisposable
{
    private readonly ScratchDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void TryGet_finds_what_was_added_under_its_key_only()
    {
        var cache = new ImageCache(_directory.Path);
        var added = cache.Add(Key('a'), File('a', 100));

        cache.TryGet(Key('a'), out var found).Should().BeTrue();
        found.Should().Be(added);
        cache.TryGet(Key('b'), out _).Should().BeFalse();
    }

    [Fact]
    public void TryGet_deletes_an_image_whose_bytes_changed()
    {
        var cache = new ImageCache(_directory.Path);
        string path = cache.Add(Key('a'), File('a', 100)).Path;
        System.IO.File.AppendAllText(path, "x");

        cache.TryGet(Key('a'), out _).Should().BeFalse();
        System.IO.File.Exists(path).Should().BeFalse();
    }

    [Fact]
    public void Add_prunes_the_images_unused_for_longest()
    {
        var cache = new ImageCache(_directory.Path, maxBytes: 250);
        Age(cache.Add(Key('a'), File('a', 100)).Path, hours: 3);
        Age(cache.Add(Key('b'), File('b', 100)).Path, hours: 2);
        cache.TryGet(Key('a'), out _).Should().BeTrue();

        cache.Add(Key('c'), File('c', 100));

        cache.TryGet(Key('a'), out _).Should().BeTrue("it was used last");
        cache.TryGet(Key('b'), out _).Should().BeFalse("three images are over the bound");
        cache.TryGet(Key('c'), out _).Should().BeTrue();
    }

    [Fact]
    public void Add_keeps_the_newest_image_even_when_it_is_over_the_bound()
    {
        var cache = new ImageCache(_directory.Path, maxBytes: 10);

        cache.Add(Key('a'), File('a', 100));

        cache.TryGet(Key('a'), out _).Should().BeTrue();
    }

    [Fact]
    public void Snapshots_beside_an_image_count_with_it_and_go_with_it()
    {
        var cache = new ImageCache(_directory.Path, maxBytes: 250);
        string path = cache.Add(Key('a'), File('a', 100)).Path;
        string booted = ImageCache.BootedPath(path, 64 << 20, new Dictionary<string, string> { ["X"] = "1" });
        System.IO.File.Move(File('s', 100), booted);
        Age(path, hours: 3);
        ImageCache.BootedPath(path, 64 << 20, new Dictionary<string, string> { ["X"] = "2" }).Should().NotBe(booted);

        cache.Add(Key('b'), File('b', 100));

        cache.TryGet(Key('a'), out _).Should().BeFalse("with its snapshot it is over the bound");
        System.IO.File.Exists(booted).Should().BeFalse();
        cache.TryGet(Key('b'), out _).Should().BeTrue();
    }

    private static string Key(char digit) => new(digit, 64);

    private static void Age(string path, int hours) => System.IO.File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(-hours));

    private string File(char content, int bytes)
    {
        string path = Path.Combine(_directory.Path, $"built-{content}");
        System.IO.File.WriteAllText(path, new string(content, bytes));
        return path;
    }
}
