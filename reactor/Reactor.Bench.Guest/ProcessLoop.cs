using Microsoft.Win32.SafeHandles;

namespace Reactor.Bench.Guest;

/// <summary>The guest as a process: reads the number of a function from standard input, one byte, runs it, and answers with 8 bytes; until the end of the input.</summary>
internal static class ProcessLoop
{
    internal static void Run()
    {
        using var input = new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);
        using var output = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        var answer = new byte[sizeof(long)];
        while (input.ReadByte() is var function and >= 0)
        {
            _ = GuestFunctions.Call((uint)function, [], answer);
            output.Write(answer);
        }
    }
}
