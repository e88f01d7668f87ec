using System.Globalization;
using Reactor.Vmm.Debugging;

namespace Reactor.Vmm;

/// <summary>Where cores of failed guests go by themselves: at most so many, at most so large; the oldest make room.</summary>
/// <remarks>
/// <para>Off unless given to a template (<see cref="GuestTemplate.Cores"/>): a core holds everything the guest held, secrets and its users' data
/// included. Files are readable by their owner only; the folder's protection is the caller's.</para>
/// <para>Thread-safe; one may serve many templates. Files it did not name itself (<c>guest-*.core</c>) are left alone.</para>
/// </remarks>
public sealed class CoreDirectory
{
    private readonly int _maxCount;
    private readonly long _maxBytes;
    private readonly Lock _gate = new();
    private long _lastNumber;

    /// <param name="path">Folder; made when it is not there.</param>
    /// <param name="maxCount">Most cores kept; 1 to 1000.</param>
    /// <param name="maxBytes">Most bytes of memory in all cores kept, and in one: a guest that holds more leaves none. Holes count as well.
    /// At least 16 MiB.</param>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    public CoreDirectory(string path, int maxCount = 8, long maxBytes = 2L << 30)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxCount, 1000);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, 16L << 20);
        Path = Directory.CreateDirectory(path).FullName;
        _maxCount = maxCount;
        _maxBytes = maxBytes;
    }

    /// <summary>The folder, as a full path.</summary>
    public string Path { get; }

    /// <summary>Writes a core and removes old ones as needed.</summary>
    /// <returns>Its path, or <see langword="null"/> when it would be too large or the file system refuses: the guest's failure is reported all the same.</returns>
    internal string? TryWrite(CoreContent content)
    {
        lock (_gate)
        {
            long bytes = content.Memory.CommittedBytes;
            if (bytes > _maxBytes)
            {
                return null;
            }

            string path = System.IO.Path.Combine(Path, Name());
            string partial = path + ".partial";
            try
            {
                MakeRoom(bytes);
                ElfCore.Write(partial, content);
                File.Move(partial, path);
                VmmMetrics.CountCore();
                return path;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                TryDelete(partial);
                return null;
            }
        }
    }

    // Sorts by time; the number tells cores of one instant apart.
    private string Name() => string.Create(
        CultureInfo.InvariantCulture, $"guest-{DateTime.UtcNow:yyyyMMdd'T'HHmmss.fff}-{Environment.ProcessId}-{++_lastNumber:d4}.core");

    private void MakeRoom(long bytes)
    {
        FileInfo[] cores = new DirectoryInfo(Path).GetFiles("guest-*.core");
        Array.Sort(cores, (left, right) => string.CompareOrdinal(left.Name, right.Name));
        long held = cores.Sum(core => core.Length);
        for (int i = 0; i < cores.Length && (cores.Length - i >= _maxCount || held + bytes > _maxBytes); i++)
        {
            held -= cores[i].Length;
            cores[i].Delete();
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The folder became unwritable: there is nothing more to do about it.
        }
    }
}
