namespace Reactor.Vmm.Syscalls;

/// <summary>A read(2) from an empty pipe that a blocked thread waits for.</summary>
/// <param name="Pipe">Number of the pipe, from 1.</param>
/// <param name="Address">Where the bytes go.</param>
/// <param name="Count">Most bytes.</param>
internal readonly record struct PipeRead(int Pipe, ulong Address, int Count)
{
    internal bool Exists => Pipe != 0;
}
