using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Reactor.Contracts.Guests;

namespace Reactor.Vmm.Tests;

/// <summary>Orders for the guest of Guests/secrets.c, which hides a number wherever a guest can keep one and looks for it there.</summary>
internal static class SecretGuest
{
    internal const ulong Secret = 0x5EC2_E7BE_EF5E_C2E7;

    internal const uint TouchPages = 4;

    private static readonly Lazy<GuestTemplate> Shared = new(() => Boot());

    /// <summary>Where the guest found the secret, and what else of an earlier call it noticed.</summary>
    internal enum Place
    {
        Data,
        VectorRegisters,
        SavedRegisters,
        NewMemory,
        Outbox,
        Stack,
        MappedPointer,
        SignalHandler,
        Calls,
        X87Status,
    }

    internal static GuestTemplate Template
    {
        get
        {
            TestGuests.RequireKvm();
            return Shared.Value;
        }
    }

    internal static GuestTemplate Boot(long memoryBytes = 128 << 20) => TestGuests.Boot("secrets", new GuestLimits { MemoryBytes = memoryBytes });

    internal static GuestExit Hide(this MicroVm guest, ulong secret = Secret) => guest.Tell(0, secret);

    /// <summary>What <see cref="Place"/> by place was found.</summary>
    internal static ulong[] Seek(this MicroVm guest, ulong secret = Secret)
    {
        GuestExit exit = guest.Tell(1, secret);
        exit.Reason.Should().Be(GuestExitReason.Done, "{0}", exit.Detail);
        return MemoryMarshal.Cast<byte, ulong>(guest.Outbox).ToArray();
    }

    internal static ulong Count(this MicroVm guest) => guest.Ask(2, 0);

    internal static byte[] Random(this MicroVm guest)
    {
        guest.Tell(3, 0).OutboxLength.Should().Be(32);
        return guest.Outbox.ToArray();
    }

    internal static void Touch(this MicroVm guest, int pages) => guest.Tell(TouchPages, (ulong)pages).Reason.Should().Be(GuestExitReason.Done);

    internal static GuestExit Crash(this MicroVm guest) => guest.Tell(5, Secret);

    internal static GuestExit LoopForEver(this MicroVm guest) => guest.Tell(6, 0, TimeSpan.FromMilliseconds(50));

    internal static GuestExit FirstHalf(this MicroVm guest, ulong value) => guest.Tell(7, value);

    internal static GuestExit Exhaust(this MicroVm guest) => guest.Tell(8, Secret);

    internal static ulong Reply(this MicroVm guest) => BinaryPrimitives.ReadUInt64LittleEndian(guest.Outbox);

    private static ulong Ask(this MicroVm guest, uint function, ulong value)
    {
        GuestExit exit = guest.Tell(function, value);
        exit.Reason.Should().Be(GuestExitReason.Done, "{0}", exit.Detail);
        return guest.Reply();
    }

    internal static GuestExit Tell(this MicroVm guest, uint function, ulong value, TimeSpan? deadline = null)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(guest.Inbox, value);
        return guest.Enter(GuestCommand.Call, function, 8, clockNs: 0, deadline ?? TestGuests.Deadline);
    }
}
