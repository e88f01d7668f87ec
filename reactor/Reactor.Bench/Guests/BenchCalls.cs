using System.Buffers.Binary;
using Reactor.Contracts.Guests;

namespace Reactor.Bench.Guests;

/// <summary>Calls of the measured guest. None allocates.</summary>
internal static class BenchCalls
{
    private const long ClockNs = 1_000_000_000;

    /// <summary>What Hyperlight's bench echoes.</summary>
    internal static ReadOnlySpan<byte> Hello => "hello\n"u8;

    /// <summary>Echoes <see cref="Hello"/> and compares what comes back.</summary>
    internal static void Echo(this IGuestInstance guest)
    {
        Hello.CopyTo(guest.Inbox);
        guest.Run(BenchFunction.Echo, Hello.Length);
        if (!guest.Outbox.SequenceEqual(Hello))
        {
            throw new InvalidOperationException("The guest echoed something else.");
        }
    }

    /// <summary>Calls a function with two numbers.</summary>
    internal static void Run(this IGuestInstance guest, BenchFunction function, int first, int second)
    {
        BinaryPrimitives.WriteInt32LittleEndian(guest.Inbox, first);
        BinaryPrimitives.WriteInt32LittleEndian(guest.Inbox[sizeof(int)..], second);
        guest.Run(function, 2 * sizeof(int));
    }

    /// <summary>Calls a function with what is in the inbox.</summary>
    /// <exception cref="InvalidOperationException">The guest failed.</exception>
    internal static void Run(this IGuestInstance guest, BenchFunction function, int inboxLength = 0)
    {
        GuestExit exit = guest.Enter(GuestCommand.Call, (uint)function, inboxLength, ClockNs, BenchGuest.Deadline);
        if (exit.Reason != GuestExitReason.Done)
        {
            throw new InvalidOperationException($"The guest ended in {function}: {exit.Detail}");
        }
    }
}
