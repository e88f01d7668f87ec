using Reactor.Vmm.Snapshots;

namespace Reactor.Vmm.Syscalls;

/// <summary>What all threads of a guest share about signals: the actions, and the signals sent to no thread in particular.</summary>
internal sealed class GuestSignals
{
    private readonly SignalAction[] _actions;
    private InterruptedState? _return;

    internal GuestSignals() => _actions = new SignalAction[SignalNumber.Last];

    private GuestSignals(SignalAction[] actions) => _actions = actions;

    /// <summary>Set of signals sent to the process that no thread has taken yet.</summary>
    internal ulong Pending { get; set; }

    /// <param name="signal">1 to <see cref="SignalNumber.Last"/>.</param>
    internal ref SignalAction Action(int signal) => ref _actions[signal - 1];

    /// <summary>Has the system call that is being answered end where a handler interrupted the thread, instead of behind itself.</summary>
    internal void ReturnTo(in InterruptedState state) => _return = state;

    /// <summary>Takes what <see cref="ReturnTo"/> was given.</summary>
    internal InterruptedState? TakeReturn()
    {
        InterruptedState? state = _return;
        _return = null;
        return state;
    }

    internal void Save(StateWriter writer)
    {
        writer.UInt64(Pending);
        Span<byte> structure = stackalloc byte[SignalAction.Bytes];
        foreach (SignalAction action in _actions)
        {
            action.Write(structure);
            writer.Raw(structure);
        }
    }

    internal static GuestSignals Load(ref StateReader reader)
    {
        var signals = new GuestSignals { Pending = reader.UInt64() };
        foreach (ref SignalAction action in signals._actions.AsSpan())
        {
            action = SignalAction.Read(reader.Raw(SignalAction.Bytes));
        }

        return signals;
    }

    internal GuestSignals Copy() => new([.. _actions]) { Pending = Pending };
}
