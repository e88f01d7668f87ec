using System.Diagnostics;
using Reactor.Contracts.Guests;

namespace Reactor.Vmm.Pool;

/// <summary>An instance of a pool: a <see cref="MicroVm"/> that may be hibernated while it rests, and wakes by itself when it is used.</summary>
/// <remarks>
/// It rests from <see cref="Rest"/> to the next use. While it rests nobody may hold its inbox or outbox: their memory may be given back. An
/// instance that never rests is never hibernated.
/// </remarks>
public sealed class PooledVm : IGuestInstance
{
    private const int InUse = 0;
    private const int Resting = 1;
    private const int Claimed = 2;
    private const int Discarded = 3;

    private readonly VmPool _pool;
    private readonly MicroVm _vm;
    private int _state;

    internal PooledVm(VmPool pool, MicroVm vm, int number)
    {
        _pool = pool;
        _vm = vm;
        Number = number;
    }

    /// <inheritdoc/>
    /// <exception cref="MemoryBudgetException">It is hibernated and there is no room to wake it; it can be used later.</exception>
    public Span<byte> Inbox => Use().Inbox;

    /// <inheritdoc/>
    /// <exception cref="MemoryBudgetException">As for <see cref="Inbox"/>.</exception>
    public ReadOnlySpan<byte> Outbox => Use().Outbox;

    /// <summary>The micro-VM itself, awake; not to be kept beyond <see cref="Rest"/>, nor disposed.</summary>
    /// <exception cref="MemoryBudgetException">As for <see cref="Inbox"/>.</exception>
    public MicroVm Instance => Use();

    /// <summary>Where it is in its life.</summary>
    public MicroVmState State => Volatile.Read(ref _state) == Discarded ? MicroVmState.Discarded : _vm.State;

    /// <summary>Whether its memory lies in a file at this moment.</summary>
    public bool IsHibernated => _vm.IsHibernated;

    /// <summary>Distinguishes it from the pool's other instances.</summary>
    internal int Number { get; }

    /// <summary>Host memory counted for it. The pool's to change.</summary>
    internal long HeldBytes { get; set; }

    /// <summary>Stopwatch timestamps: when it began to rest, when its memory was last measured.</summary>
    internal long RestedAt { get; private set; }

    internal long MeasuredAt { get; set; }

    internal bool IsResting => Volatile.Read(ref _state) == Resting;

    internal bool IsClaimed => Volatile.Read(ref _state) == Claimed;

    /// <summary>Whoever claimed it may call what he likes.</summary>
    internal MicroVm ClaimedVm => _vm;

    /// <inheritdoc/>
    /// <exception cref="MemoryBudgetException">As for <see cref="Inbox"/>.</exception>
    public GuestExit Enter(GuestCommand command, uint argument, int inboxLength, long clockNs, TimeSpan deadline) =>
        Use().Enter(command, argument, inboxLength, clockNs, deadline);

    /// <inheritdoc/>
    /// <exception cref="MemoryBudgetException">As for <see cref="Inbox"/>.</exception>
    public GuestExit Continue(TimeSpan deadline) => Use().Continue(deadline);

    /// <inheritdoc/>
    public void Rest()
    {
        if (Volatile.Read(ref _state) == InUse)
        {
            RestedAt = Stopwatch.GetTimestamp();
            if (Interlocked.CompareExchange(ref _state, Resting, InUse) == InUse)
            {
                _pool.NoteRest(this);
            }
        }
    }

    /// <summary>Gives it back to be destroyed in the background.</summary>
    public void Dispose()
    {
        var spin = default(SpinWait);
        int state;
        while ((state = Volatile.Read(ref _state)) != Discarded)
        {
            if (state != Claimed && Interlocked.CompareExchange(ref _state, Discarded, state) == state)
            {
                _pool.Retire(this);
                return;
            }

            spin.SpinOnce();
        }
    }

    /// <summary>Takes a resting instance away from its user for a moment; <see cref="Unclaim"/> follows.</summary>
    internal bool TryClaim() => Interlocked.CompareExchange(ref _state, Claimed, Resting) == Resting;

    internal void Unclaim() => Volatile.Write(ref _state, Resting);

    private MicroVm Use() => Volatile.Read(ref _state) == InUse ? _vm : Rouse();

    private MicroVm Rouse()
    {
        var spin = default(SpinWait);
        while (true)
        {
            int state = Volatile.Read(ref _state);
            ObjectDisposedException.ThrowIf(state == Discarded, this);
            if (state == InUse)
            {
                return _vm;
            }

            if (state == Resting && TryClaim())
            {
                try
                {
                    _pool.Wake(this);
                }
                catch
                {
                    Unclaim();
                    throw;
                }

                Volatile.Write(ref _state, InUse);
                return _vm;
            }

            spin.SpinOnce();
        }
    }
}
