using System.Globalization;
using System.Text;
using Reactor.Vmm.Kvm;
using Reactor.Vmm.Snapshots;

namespace Reactor.Vmm.Syscalls;

/// <summary>A thread of a guest. The one that runs has its state in the vCPU; a parked one has it here.</summary>
internal sealed class GuestThread(int id)
{
    private const int MaxNameBytes = 15;

    /// <summary>What gettid(2) answers, from 1.</summary>
    internal int Id { get; } = id;

    /// <summary>The name the guest gave it, at most 15 bytes of its own choosing; empty for none.</summary>
    internal byte[] Name { get; private set; } = [];

    /// <summary>Registers while parked, as they will be when it goes on in ring 3.</summary>
    internal VcpuRegisters Registers { get; set; }

    /// <summary>XSAVE image while parked, never written to; empty for the thread that runs.</summary>
    internal byte[] ExtendedState { get; set; } = [];

    /// <summary>FS base: thread-local storage. Kept here at all times, because only arch_prctl(2) and clone(2) change it.</summary>
    internal ulong FsBase { get; set; }

    /// <summary>Where a zero is written and a waiter woken when the thread ends; 0 for nowhere.</summary>
    internal ulong ClearOnExit { get; set; }

    /// <summary>The futex it waits at while blocked; 0 when it waits for something else or only sleeps.</summary>
    internal ulong FutexAddress { get; set; }

    /// <summary>The bytes of a pipe it waits for while blocked in read(2); none otherwise.</summary>
    internal PipeRead PipeRead { get; set; }

    /// <summary>Monotonic time at which a blocked thread gives up waiting; <see cref="long.MaxValue"/> for never.</summary>
    internal long WakeAtNs { get; set; } = long.MaxValue;

    /// <summary>Set of signals it blocks.</summary>
    internal ulong SignalMask { get; set; }

    /// <summary>The mask from before rt_sigsuspend(2), which the next handler's frame holds; <see langword="null"/> otherwise.</summary>
    internal ulong? MaskToRestore { get; set; }

    /// <summary>Set of signals sent to it and not yet taken.</summary>
    internal ulong PendingSignals { get; set; }

    /// <summary>Its alternate signal stack.</summary>
    internal SignalStack SignalStack { get; set; }

    internal void SetName(ReadOnlySpan<byte> name) => Name = name[..Math.Min(name.Length, MaxNameBytes)].ToArray();

    internal GuestThread Copy() => new(Id)
    {
        Name = Name,
        Registers = Registers,
        ExtendedState = ExtendedState,
        FsBase = FsBase,
        ClearOnExit = ClearOnExit,
        FutexAddress = FutexAddress,
        PipeRead = PipeRead,
        WakeAtNs = WakeAtNs,
        SignalMask = SignalMask,
        MaskToRestore = MaskToRestore,
        PendingSignals = PendingSignals,
        SignalStack = SignalStack,
    };

    internal void Save(StateWriter writer)
    {
        writer.Int32(Id);
        writer.Bytes(Name);
        RegisterState.Save(writer, Registers);
        writer.Bytes(ExtendedState);
        writer.UInt64(FsBase);
        writer.UInt64(ClearOnExit);
        writer.UInt64(FutexAddress);
        writer.Int32(PipeRead.Pipe);
        writer.UInt64(PipeRead.Address);
        writer.Int32(PipeRead.Count);
        writer.Int64(WakeAtNs);
        writer.UInt64(SignalMask);
        writer.Boolean(MaskToRestore is not null);
        writer.UInt64(MaskToRestore ?? 0);
        writer.UInt64(PendingSignals);
        writer.UInt64(SignalStack.Start);
        writer.UInt64(SignalStack.Size);
        writer.UInt64(SignalStack.Flags);
    }

    /// <param name="reader">What <see cref="Save"/> wrote, hostile.</param>
    /// <param name="lastId">Highest id there may be.</param>
    internal static GuestThread Load(ref StateReader reader, int lastId)
    {
        var thread = new GuestThread(reader.Int32(1, lastId, "a thread's id is impossible"));
        thread.SetName(reader.Bytes(MaxNameBytes, "a thread's name is too long"));
        thread.Registers = RegisterState.Load(ref reader);
        thread.ExtendedState = RegisterState.LoadExtendedState(ref reader);
        thread.FsBase = RegisterState.LoadFsBase(ref reader);
        thread.ClearOnExit = reader.UInt64();
        thread.FutexAddress = reader.UInt64();
        thread.PipeRead = new PipeRead(
            reader.Int32(0, GuestPipes.Capacity, "a thread waits at an impossible pipe"),
            reader.UInt64(),
            reader.Int32(0, int.MaxValue, "a thread waits for an impossible number of bytes"));
        thread.WakeAtNs = reader.Int64();
        thread.SignalMask = reader.UInt64() & ~SignalNumber.Unblockable;
        bool hasMask = reader.Boolean();
        ulong mask = reader.UInt64() & ~SignalNumber.Unblockable;
        thread.MaskToRestore = hasMask ? mask : null;
        thread.PendingSignals = reader.UInt64();
        thread.SignalStack = new SignalStack(reader.UInt64(), reader.UInt64(), (uint)reader.UInt64());
        return thread;
    }

    /// <summary>Who it is and what it waits for, for a message.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"thread {Id}");
        if (Name.Length > 0)
        {
            text.Append(" '").Append(GuestText.Decode(Name)).Append('\'');
        }

        return FutexAddress != 0 ? text.Append(CultureInfo.InvariantCulture, $" at futex 0x{FutexAddress:x}").ToString()
            : PipeRead.Exists ? text.Append(" at an empty pipe").ToString()
            : text.Append(" until a signal comes").ToString();
    }
}
