using System.Security.Cryptography;
using System.Text;

namespace Reactor.QueryCompiler.NativeImage;

/// <summary>Built guest images in a directory, kept by what they were built from. Any number of processes may share one.</summary>
/// <remarks>
/// An image is one file, <c>KEY.HASH.elf</c>: its key and the SHA-256 of its bytes. It is moved into place complete, and its bytes are hashed
/// again whenever it is taken out; one that does not match is deleted and counts as absent. A file's time stamp is its last use; when the
/// directory grows beyond its bound, the images unused for longest go.
/// Beside an image lie what was booted from it, one file for each class of memory (<see cref="BootedPath"/>): whoever boots it writes and
/// verifies them. They count with their image, and go with it.
/// </remarks>
public sealed class ImageCache
{
    /// <summary>Bytes of images a cache keeps unless told otherwise: 1 GiB, about 200 images.</summary>
    public const long DefaultMaxBytes = 1L << 30;

    private const string BootedExtension = ".booted";

    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromDays(1);

    private readonly string _building;
    private readonly long _maxBytes;

    /// <summary>Opens a cache, making its directory if there is none.</summary>
    /// <param name="directory">Where; null for <see cref="DefaultDirectory"/>.</param>
    /// <param name="maxBytes">Bytes of images it keeps, more than 0. The newest image is kept whatever its size.</param>
    /// <exception cref="NativeImageException">The directory cannot be made.</exception>
    public ImageCache(string? directory = null, long maxBytes = DefaultMaxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBytes);
        ImagesDirectory = Path.Combine(directory ?? DefaultDirectory, "images");
        _building = Path.Combine(directory ?? DefaultDirectory, "building");
        _maxBytes = maxBytes;
        MakeDirectory(ImagesDirectory);
        MakeDirectory(_building);
    }

    /// <summary><c>$XDG_CACHE_HOME/reactor</c>, or <c>~/.cache/reactor</c>.</summary>
    public static string DefaultDirectory =>
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathRooted(cache)
            ? Path.Combine(cache, "reactor")
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".cache", "reactor");

    /// <summary>The directory of the images.</summary>
    public string ImagesDirectory { get; }

    /// <summary>Where the snapshot of an image booted with a memory limit belongs.</summary>
    /// <param name="imagePath">An image of a cache.</param>
    /// <param name="memoryBytes">The limit.</param>
    /// <param name="environment">What it is booted with: another environment is another snapshot.</param>
    public static string BootedPath(string imagePath, long memoryBytes, IReadOnlyDictionary<string, string> environment)
    {
        string text = string.Join('\n', environment.OrderBy(variable => variable.Key, StringComparer.Ordinal).Select(variable => $"{variable.Key}={variable.Value}"));
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
        return $"{imagePath[..^Path.GetExtension(imagePath).Length]}.{memoryBytes >> 20}m.{hash}{BootedExtension}";
    }

    /// <summary>Takes an image out, if there is an intact one.</summary>
    /// <param name="key">64 hexadecimal digits.</param>
    /// <param name="image">The file and its hash.</param>
    internal bool TryGet(string key, out (string Path, string ContentHash) image)
    {
        foreach (string path in Directory.EnumerateFiles(ImagesDirectory, key + ".*.elf"))
        {
            string hash = Path.GetFileName(path)[(key.Length + 1)..^".elf".Length];
            if (TryHash(path) == hash)
            {
                TouchOrIgnore(path);
                image = (path, hash);
                return true;
            }

            File.Delete(path);
        }

        image = default;
        return false;
    }

    /// <summary>A fresh directory to build in, on the same file system as the images. The caller deletes it.</summary>
    /// <exception cref="NativeImageException">It cannot be made.</exception>
    internal DirectoryInfo CreateBuildDirectory() => MakeDirectory(Path.Combine(_building, Guid.NewGuid().ToString("N")));

    /// <summary>Moves a complete image in; one that is there already under this key is replaced.</summary>
    /// <param name="key">64 hexadecimal digits.</param>
    /// <param name="file">The image, in a directory of <see cref="CreateBuildDirectory"/>.</param>
    internal (string Path, string ContentHash) Add(string key, string file)
    {
        string hash = TryHash(file) ?? throw new FileNotFoundException("The image to keep is not there.", file);
        string path = Path.Combine(ImagesDirectory, $"{key}.{hash}.elf");
        File.Move(file, path, overwrite: true);
        TouchOrIgnore(path);
        Prune(keep: path);
        return (path, hash);
    }

    private void Prune(string keep)
    {
        FileInfo[] images = [.. new DirectoryInfo(ImagesDirectory).EnumerateFiles("*.elf").OrderByDescending(file => file.LastWriteTimeUtc)];
        long bytes = 0;
        foreach (FileInfo image in images)
        {
            string name = Path.GetFileNameWithoutExtension(image.Name);
            FileInfo[] booted = [.. image.Directory!.EnumerateFiles($"{name}.*{BootedExtension}*")];
            bytes += image.Length + booted.Sum(file => file.Length);
            if (bytes > _maxBytes && image.FullName != keep)
            {
                image.Delete();
                Array.ForEach(booted, file => file.Delete());
            }
        }

        // What a killed process left behind.
        foreach (DirectoryInfo abandoned in new DirectoryInfo(_building).EnumerateDirectories())
        {
            if (DateTime.UtcNow - abandoned.LastWriteTimeUtc > AbandonedAfter)
            {
                abandoned.Delete(recursive: true);
            }
        }
    }

    private static DirectoryInfo MakeDirectory(string path)
    {
        try
        {
            return Directory.CreateDirectory(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new NativeImageException(
                "cache",
                $"The image cache cannot be written: {exception.Message.TrimEnd('.')}. Let XDG_CACHE_HOME name a directory that can be written.");
        }
    }

    /// <summary>The file's hash, or null when another process has just pruned it.</summary>
    private static string? TryHash(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static void TouchOrIgnore(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        }
        catch (IOException)
        {
            // Pruned meanwhile, or a directory that is only readable: the order of pruning is worth no failure.
        }
        catch (UnauthorizedAccessException)
        {
        }
    }
}
