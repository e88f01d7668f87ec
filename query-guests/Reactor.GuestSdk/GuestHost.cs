using System.Diagnostics.CodeAnalysis;
using System.Text;
using Reactor.Contracts.Calls;
using Reactor.Contracts.Guests;

namespace Reactor.GuestSdk;

/// <summary>The host as a guest sees it: two boxes of bytes, a clock, a seed, and four things to say.</summary>
/// <remarks>
/// A guest calls <see cref="Ready()"/> once, then reads <see cref="Command"/> and answers each with <see cref="Done"/>, which returns with
/// the next one. Most guests use <see cref="GuestProgram"/> or <see cref="QueryGuest"/>, which are that loop. Only the main thread may use it.
/// </remarks>
public sealed class GuestHost
{
    private readonly Mailbox _mailbox;

    private GuestHost(Mailbox mailbox) => _mailbox = mailbox;

    /// <summary>What the host asks for; valid after <see cref="Ready()"/> and after each <see cref="Done"/>.</summary>
    public GuestCommand Command => _mailbox.Command;

    /// <summary>The command's argument.</summary>
    public uint Argument => _mailbox.Argument;

    /// <summary>Clock of the batch, nanoseconds since the Unix epoch. The only clock: the guest's <see cref="DateTime.UtcNow"/> reads it too.</summary>
    public long ClockNs => _mailbox.ClockNs;

    /// <summary>16 bytes that are this instance's own and fixed for its life.</summary>
    public ReadOnlySpan<byte> Seed => _mailbox.Seed;

    /// <summary>The command's input, [valid bytes]. Overwritten by the next command, not by <see cref="OutboxFull"/>.</summary>
    public ReadOnlySpan<byte> Inbox => _mailbox.Inbox;

    /// <summary>Where the command's output goes, [capacity]. What was written is the host's after <see cref="Done"/> and <see cref="OutboxFull"/>.</summary>
    public Span<byte> Outbox => _mailbox.Outbox;

    /// <summary>The half of the outbox that carries arguments and results of host functions.</summary>
    internal Span<byte> HostCallArea => _mailbox.Outbox[HostCallOffset..];

    private int HostCallOffset => (_mailbox.Outbox.Length / 2) & ~(GuestAbi.RecordAlignment - 1);

    /// <summary>Finds the host this guest runs on.</summary>
    /// <exception cref="InvalidOperationException">The program runs as an ordinary process, or under a host of another ABI version.</exception>
    public static GuestHost Attach() => new(Mailbox.Locate());

    /// <summary>Says which unit is being applied, so that a trap in it can be blamed on it. To be called before the unit's first change is read.</summary>
    /// <param name="unit">Number of the unit, from 1.</param>
    public void EnterUnit(ulong unit)
    {
        var mailbox = _mailbox;
        mailbox.CurrentUnit = unit;
    }

    /// <summary>Says that the guest has started. The host snapshots it here; returns, possibly in many clones, with the first command.</summary>
    public void Ready() => Ready(GuestManifest.Empty);

    /// <summary>Says that the guest has started, and what it exports and imports. The host refuses it here if it cannot grant an import.</summary>
    /// <param name="manifest">At most as large as the outbox.</param>
    /// <exception cref="InvalidOperationException">The manifest cannot be written, or the host is older than manifests.</exception>
    public void Ready(GuestManifest manifest)
    {
        if (manifest.Imports.Count + manifest.Exports.Count > 0 && _mailbox.Revision == 0)
        {
            throw new InvalidOperationException("The host is older than this guest: it knows neither exports nor host functions.");
        }

        WarmUp();
        _mailbox.Call(GuestCall.Ready, manifest.Write(Outbox));
    }

    /// <summary>Ends the command; returns with the next one.</summary>
    /// <param name="outboxLength">Bytes written at the start of <see cref="Outbox"/>, 0 to its length.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="outboxLength"/> lies outside the outbox.</exception>
    public void Done(int outboxLength) => _mailbox.Call(GuestCall.Done, InsideOutbox(outboxLength));

    /// <summary>Ends a call with an error of its own, which the host reads; the guest goes on. Returns with the next command.</summary>
    /// <param name="reason">What happened; as much of it as fits into the outbox.</param>
    public void Error(string reason) => _mailbox.Call(GuestCall.Error, WriteText(reason));

    /// <summary>Has the host take what is in the outbox in the middle of a command; returns to the same place, the outbox free again.</summary>
    /// <param name="outboxLength">Bytes written at the start of <see cref="Outbox"/>, 1 to its length.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="outboxLength"/> lies outside the outbox.</exception>
    public void OutboxFull(int outboxLength)
    {
        ArgumentOutOfRangeException.ThrowIfZero(outboxLength);
        _mailbox.Call(GuestCall.OutboxFull, InsideOutbox(outboxLength));
    }

    /// <summary>Gives up: the host reports the text and discards the instance. Never returns.</summary>
    /// <param name="reason">What happened; as much of it as fits into the outbox.</param>
    [DoesNotReturn]
    public void Fail(string reason)
    {
        Fail(WriteText(reason));
    }

    /// <summary>Gives up because a limit of its own is reached, which is neither a defect nor the data's fault. Never returns.</summary>
    /// <param name="reason">Which limit, and how to stay below it.</param>
    [DoesNotReturn]
    public void Suspend(string reason) => End(_mailbox.Revision < 2 ? GuestCall.Failed : GuestCall.QueryLimit, WriteText(reason));

    /// <summary>Gives up over an exception nobody caught; its type, message and stack trace are the reason.</summary>
    /// <param name="exception">The exception.</param>
    [DoesNotReturn]
    public void Fail(Exception exception)
    {
        if (exception is OutOfMemoryException)
        {
            // Describing it would allocate, which is what just failed.
            ReadOnlySpan<byte> text = "System.OutOfMemoryException: the guest's heap limit is reached."u8;
            text.CopyTo(Outbox);
            Fail(text.Length);
        }

        Fail(exception.ToString());
    }

    /// <summary>Calls a function of the host; its arguments are at the start of <see cref="HostCallArea"/>.</summary>
    /// <returns>Its result, valid until the next call.</returns>
    /// <exception cref="CallErrorException">It ended in an error.</exception>
    internal ReadOnlySpan<byte> CallHostFunction(uint number, int argumentsLength)
    {
        HostFunctionStatus status = _mailbox.CallHostFunction(number, HostCallOffset, argumentsLength, out int resultLength);
        ReadOnlySpan<byte> result = HostCallArea.Slice(argumentsLength, resultLength);
        return status == HostFunctionStatus.Done ? result : throw new CallErrorException(Encoding.UTF8.GetString(result));
    }

    /// <summary>
    /// Has the runtime do what it otherwise does at the first throw and the first collection, so that it is part of the snapshot and no
    /// clone pays for it: the first throw allocates from the host, 0.1 ms.
    /// </summary>
    private static void WarmUp()
    {
        try
        {
            throw new InvalidOperationException();
        }
        catch (InvalidOperationException)
        {
            GC.Collect();
        }
    }

    [DoesNotReturn]
    private void Fail(int textLength) => End(GuestCall.Failed, textLength);

    [DoesNotReturn]
    private void End(GuestCall call, int textLength)
    {
        while (true)
        {
            // Never returns under a correct host; a wrong one must not get the guest to run on.
            _mailbox.Call(call, textLength);
        }
    }

    private int WriteText(string text)
    {
        Encoder encoder = Encoding.UTF8.GetEncoder();
        encoder.Convert(text, Outbox, flush: true, out _, out int written, out _);
        return written;
    }

    private int InsideOutbox(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Outbox.Length);
        return length;
    }
}
