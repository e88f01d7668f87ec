namespace Reactor.Vmm.Kvm;

/// <summary>Stops an instance from any thread, whether it is being entered or not.</summary>
/// <remarks>
/// <list type="number">
/// <item>An entry publishes its thread (<see cref="Connect"/>), arms it (full fence), then looks whether the switch is thrown.</item>
/// <item><see cref="Throw"/> sets the switch (full fence), then kicks the published thread if it is in an entry of this instance.</item>
/// </list>
/// So an entry either sees the switch or is kicked.
/// </remarks>
internal sealed class KillSwitch
{
    private int _isThrown;
    private VcpuThread? _thread;

    /// <summary>Whether the instance must not run on.</summary>
    internal bool IsThrown => Volatile.Read(ref _isThrown) != 0;

    /// <summary>Stops the current entry, or the next one before its first instruction. Again is harmless.</summary>
    internal void Throw()
    {
        Interlocked.Exchange(ref _isThrown, 1);
        Volatile.Read(ref _thread)?.KickIfIn(this);
    }

    /// <summary>Lets the instance run again.</summary>
    internal void Reset() => Volatile.Write(ref _isThrown, 0);

    /// <summary>Says which thread is about to enter.</summary>
    internal void Connect(VcpuThread thread) => Volatile.Write(ref _thread, thread);
}
