namespace Reactor.Vmm.Syscalls;

/// <summary>The signal handlers a guest has registered. They are remembered and answered, not yet called: an exception ends the guest.</summary>
internal sealed class GuestSignals
{
    internal const int Count = 64;

    /// <summary>struct sigaction as the kernel has it: handler, flags, restorer, mask.</summary>
    internal const int ActionBytes = 32;

    private readonly byte[] _actions;

    internal GuestSignals() => _actions = new byte[Count * ActionBytes];

    private GuestSignals(byte[] actions) => _actions = actions;

    /// <param name="signal">1 to <see cref="Count"/>.</param>
    internal Span<byte> Action(int signal) => _actions.AsSpan((signal - 1) * ActionBytes, ActionBytes);

    internal GuestSignals Copy() => new([.. _actions]);
}
