using Reactor.Vmm.Kvm;

namespace Reactor.Vmm.Memory;

/// <summary>Which pages of an instance's memory may hold something else than what the memory was mapped from.</summary>
/// <remarks>
/// <para>A page that was written once stays listed, whatever is copied back into it later, so that restoring again and again costs copies and
/// no search. The kernel is asked (12 µs and more) only when new pages may have come: when the thread that runs the guest took a page fault
/// since <see cref="Mark"/>, or when another thread ran it or was given the inbox.</para>
/// <para>With 2 MiB pages faulted in beforehand nothing faults, and all memory in use counts as written.</para>
/// </remarks>
internal sealed class WrittenPages
{
    private readonly GuestMemory _memory;
    private readonly List<PageRange> _known = [];
    private VcpuThread? _thread;
    private long _faults;
    private int _managedThread;
    private int _replacedFrames;
    private bool _isStale = true;

    internal WrittenPages(GuestMemory memory) => _memory = memory;

    /// <summary>The pages as of the last <see cref="Refresh"/>: ascending runs that do not touch each other.</summary>
    internal IReadOnlyList<PageRange> Known => _known;

    /// <summary>Says which thread is about to run the guest.</summary>
    internal void Enter(VcpuThread thread) => _isStale |= !ReferenceEquals(thread, _thread);

    /// <summary>Says that the calling thread is about to write to the guest's memory.</summary>
    internal void HostWrites() => _isStale |= Environment.CurrentManagedThreadId != _managedThread;

    /// <summary>Says that memory changed in another way than by the guest: a frame was given back, or mapped anew.</summary>
    internal void Invalidate() => _isStale = true;

    /// <summary>Brings <see cref="Known"/> up to date. On the thread that runs the guest, outside of an entry.</summary>
    /// <param name="usedBytes">Physical memory in use, from 0 upwards.</param>
    /// <returns>Whether the kernel had to be asked.</returns>
    internal bool Refresh(long usedBytes)
    {
        if (!_isStale && ReferenceEquals(VcpuThread.Current, _thread) && _memory.ReplacedFrames == _replacedFrames && HostPages.MinorFaultsOfThread == _faults)
        {
            return false;
        }

        _known.Clear();
        _memory.FindWritten(usedBytes, _known);
        return true;
    }

    /// <summary>Says that what is known now is all there is: from here on faults of this thread count.</summary>
    internal void Mark()
    {
        _thread = VcpuThread.Current;
        _managedThread = Environment.CurrentManagedThreadId;
        _replacedFrames = _memory.ReplacedFrames;
        _faults = HostPages.MinorFaultsOfThread;
        _isStale = false;
    }
}
