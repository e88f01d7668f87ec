using System.Globalization;

namespace Reactor.Vmm.Pool;

/// <summary>Where one pool keeps the files of its hibernated instances: a directory of its own below the given one, named after the process.</summary>
internal sealed class HibernationDirectory
{
    private const string Prefix = "reactor-vms-";

    private readonly string _path;

    /// <summary>Creates it, and removes those whose processes are gone: nobody can wake what is in them.</summary>
    /// <exception cref="IOException">It cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be created.</exception>
    internal HibernationDirectory(string parent)
    {
        _ = Directory.CreateDirectory(parent);
        foreach (string old in Directory.EnumerateDirectories(parent, Prefix + "*"))
        {
            string process = Path.GetFileName(old)[Prefix.Length..].Split('-')[0];
            if (int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out int id) && !Directory.Exists($"/proc/{id}"))
            {
                Delete(old);
            }
        }

        _path = Path.Combine(parent, $"{Prefix}{Environment.ProcessId}-{Guid.NewGuid():N}");
        _ = OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(_path)
            : Directory.CreateDirectory(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    internal string FileOf(PooledVm instance) => Path.Combine(_path, instance.Number.ToString(CultureInfo.InvariantCulture));

    internal void Delete() => Delete(_path);

    private static void Delete(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next pool tries again.
        }
    }
}
