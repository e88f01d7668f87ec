namespace Reactor.GuestSdk;

/// <summary>The body of a hand-written guest: one call from the host.</summary>
/// <param name="argument">Number of the function the host calls.</param>
/// <param name="inbox">The call's input; valid during the call.</param>
/// <param name="outbox">Where the output goes, [capacity].</param>
/// <returns>Bytes written at the start of <paramref name="outbox"/>.</returns>
public delegate int GuestFunction(uint argument, ReadOnlySpan<byte> inbox, Span<byte> outbox);
