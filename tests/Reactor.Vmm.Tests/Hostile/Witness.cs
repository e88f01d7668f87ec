using System.Buffers.Binary;
using Reactor.Contracts.Guests;

namespace Reactor.Vmm.Tests.Hostile;

/// <summary>A well-behaved instance beside a hostile one: it keeps a counter, and notices when anybody else touched it.</summary>
internal sealed class Witness : IDisposable
{
    private const uint Echo = 0;
    private const uint Count = 1;

    private readonly MicroVm _guest = TestGuests.Template("echo").Clone();
    private ulong _counted;

    /// <summary>Enters the witness twice; fails when an answer differs from what its own history implies.</summary>
    internal void RemembersEverything()
    {
        MicroVmTests.Call(_guest, Echo, "witness").Should().Be(new GuestExit(GuestExitReason.Done, 7));
        _guest.Outbox.SequenceEqual("witness"u8).Should().BeTrue();
        MicroVmTests.Call(_guest, Count).Reason.Should().Be(GuestExitReason.Done);
        BinaryPrimitives.ReadUInt64LittleEndian(_guest.Outbox).Should().Be(_counted += 2);
    }

    public void Dispose() => _guest.Dispose();
}
