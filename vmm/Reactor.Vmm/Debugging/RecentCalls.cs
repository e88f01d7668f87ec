using Reactor.Vmm.Kvm;
using Reactor.Vmm.Syscalls;

namespace Reactor.Vmm.Debugging;

/// <summary>The last system calls of a guest, for the report of its failure. Recording one allocates nothing after the first.</summary>
/// <remarks>Costs an instance nothing until its first call: a query guest in its steady state makes none.</remarks>
internal sealed class RecentCalls
{
    /// <summary>How many are kept.</summary>
    internal const int Capacity = 16;

    private Entry[] _ring = [];
    private long _count;

    /// <summary>A call begins.</summary>
    /// <param name="threadId">Who makes it.</param>
    /// <param name="arguments">As the guest passed them.</param>
    internal void Begin(int threadId, in VcpuRegisters arguments)
    {
        if (_ring.Length == 0)
        {
            _ring = new Entry[Capacity];
        }

        ref Entry entry = ref _ring[_count++ % Capacity];
        entry.Number = (long)arguments.Rax;
        entry.First = arguments.Rdi;
        entry.Second = arguments.Rsi;
        entry.Third = arguments.Rdx;
        entry.Fourth = arguments.R10;
        entry.Fifth = arguments.R8;
        entry.Sixth = arguments.R9;
        entry.ThreadId = threadId;
        entry.HasResult = false;
    }

    /// <summary>The last call has returned. One that gave the CPU up or ended the guest never does, as far as this knows.</summary>
    internal void End(long result)
    {
        ref Entry entry = ref _ring[(_count - 1) % Capacity];
        entry.Result = result;
        entry.HasResult = true;
    }

    /// <summary>The calls, oldest first.</summary>
    internal IReadOnlyList<GuestSystemCall> ToList()
    {
        int held = (int)Math.Min(_count, Capacity);
        var calls = new GuestSystemCall[held];
        for (int i = 0; i < held; i++)
        {
            Entry entry = _ring[(_count - held + i) % Capacity];
            string name = SyscallTable.NameOf(entry.Number) ?? $"call {entry.Number}";
            ReadOnlySpan<ulong> arguments = [entry.First, entry.Second, entry.Third, entry.Fourth, entry.Fifth, entry.Sixth];
            calls[i] = new GuestSystemCall(
                entry.Number,
                name,
                arguments[..CallSignature.ArgumentCount(name)].ToArray(),
                entry.HasResult ? entry.Result : null,
                entry.ThreadId);
        }

        return calls;
    }

    private struct Entry
    {
        internal long Number;
        internal ulong First;
        internal ulong Second;
        internal ulong Third;
        internal ulong Fourth;
        internal ulong Fifth;
        internal ulong Sixth;
        internal long Result;
        internal int ThreadId;
        internal bool HasResult;
    }
}
