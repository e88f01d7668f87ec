using System.IO.Hashing;
using System.Reflection;
using Reactor.Vmm.Memory;
using Reactor.Vmm.Syscalls;

namespace Reactor.Vmm.Tests;

/// <summary>Changes that a snapshot on disk would not survive are noticed here first.</summary>
public sealed class SnapshotTripwireTests
{
    [Fact]
    public void Frame_zero_is_what_this_layout_version_says()
    {
        using var memory = GuestMemory.Anonymous(GuestLayout.FrameBytes);
        SystemFrame.Write(memory.FrameZero);
        new PageTables(memory, SystemFrame.FirstTablePage).MapSystemFrame();

        string found = $"{GuestLayout.Version}: {XxHash3.HashToUInt64(memory.FrameZero):x16}";

        found.Should().Be("2: 0189b2ad503f4a79", "guests keep addresses of what lies there: raise GuestLayout.Version with every change");
    }

    [Theory]
    [InlineData(typeof(AddressSpace), "WasRefused _break _breakStart _frames _memory _regions _tables")]
    [InlineData(typeof(FrameTable), "Committed Extent Limit Version _free _kept")]
    [InlineData(typeof(RegionMap), "_regions")]
    [InlineData(typeof(GuestProcess), "CallCount Clock Command Entropy Files Interface IsInHostFunction LastCalls Log Memory Rates Scheduler Signals Stop Symbols WasServed _unknownCalls")]
    [InlineData(typeof(GuestScheduler), "Capacity _blocked _current _lastId _ready _uncaptured")]
    [InlineData(typeof(GuestThread), "ClearOnExit ExtendedState FsBase FutexAddress Id MaskToRestore Name PendingSignals PipeRead Registers SignalMask SignalStack WakeAtNs")]
    [InlineData(typeof(GuestSignals), "Pending _actions _return")]
    [InlineData(typeof(GuestFiles), "Pipes _open")]
    [InlineData(typeof(GuestPipes), "_content")]
    [InlineData(typeof(GuestClock), "_batch _isHost _memory _readings")]
    [InlineData(typeof(GuestEntropy), "_counter _seed")]
    public void Bookkeeping_has_no_field_that_its_Save_does_not_know(Type type, string known)
    {
        string fields = string.Join(' ', type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)
            .Select(field => field.Name.Split('<', '>') is [_, { Length: > 0 } name, ..] ? name : field.Name)
            .Order(StringComparer.Ordinal));

        fields.Should().Be(known, "what Save does not write is lost when a guest hibernates: write it or say why not, and raise SnapshotHeader.FormatVersion");
    }
}
