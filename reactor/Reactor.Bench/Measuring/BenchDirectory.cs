using Microsoft.Win32.SafeHandles;

namespace Reactor.Bench.Measuring;

/// <summary>A directory for files that are measured; gone afterwards.</summary>
internal sealed class BenchDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("reactor-bench-");

    /// <summary>The path of a file in it.</summary>
    internal string File(string name) => Path.Combine(_directory.FullName, name);

    /// <summary>Writes a new file to the disk.</summary>
    internal void Write(string name, ReadOnlySpan<byte> content)
    {
        using SafeFileHandle file = System.IO.File.OpenHandle(File(name), FileMode.Create, FileAccess.Write);
        RandomAccess.Write(file, content, 0);
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Reads a file that is as long as the buffer.</summary>
    internal void Read(string name, Span<byte> buffer)
    {
        using SafeFileHandle file = System.IO.File.OpenHandle(File(name));
        int length = 0;
        while (length < buffer.Length && RandomAccess.Read(file, buffer[length..], length) is var part and > 0)
        {
            length += part;
        }
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
