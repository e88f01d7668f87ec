using System.Diagnostics;

namespace Reactor.Bench.Guests;

/// <summary>The measured guest as a process of Linux: the same file, the same variables.</summary>
internal sealed class GuestInProcess : IDisposable
{
    private readonly Process _process;
    private readonly Stream _input;
    private readonly Stream _output;
    private readonly byte[] _answer = new byte[sizeof(long)];

    /// <param name="path">The image.</param>
    /// <param name="memoryBytes">The limit its garbage collector is told.</param>
    internal GuestInProcess(string path, long memoryBytes = 128L << 20)
    {
        var start = new ProcessStartInfo(path, "process") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment.Clear();
        foreach ((string name, string value) in BenchGuest.Environment(memoryBytes))
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _input = _process.StandardInput.BaseStream;
        _output = _process.StandardOutput.BaseStream;
    }

    /// <summary>Calls a function; what its two pipes add is 0.1 ms.</summary>
    internal void Run(BenchFunction function)
    {
        _input.WriteByte((byte)function);
        _input.Flush();
        _output.ReadExactly(_answer);
    }

    public void Dispose()
    {
        _input.Dispose();
        _process.WaitForExit();
        _process.Dispose();
    }
}
