using System.Diagnostics.CodeAnalysis;
using Reactor.Contracts.Guests;

namespace Reactor.QueryRuntime.Loop;

/// <summary>A query that runs in this process behind the interface of a micro-VM: for development, for tests, and where there is no KVM.</summary>
/// <remarks>
/// No isolation: deadlines are not enforced and memory is the process's. The outbox grows, so <see cref="GuestExitReason.OutboxFull"/>
/// never happens. An exception that escapes the query poisons the instance, as a trap does in a micro-VM.
/// </remarks>
public sealed class InProcessGuest : IGuestInstance
{
    /// <summary>Bytes of the inbox unless told otherwise: 1 MiB.</summary>
    public const int DefaultInboxBytes = 1 << 20;

    private readonly Func<int, CompiledQuery> _factory;
    private readonly UInt128 _seed;
    private readonly byte[] _inbox;
    private readonly GrowingSink _sink = new();
    private QueryLoop? _loop;
    private bool _isPoisoned;

    /// <summary>Makes an instance that no query has been opened in.</summary>
    /// <param name="factory">Makes the query with a number, from 0.</param>
    /// <param name="seed">The instance's own 16 bytes (mailbox field <c>seed</c>).</param>
    /// <param name="inboxBytes">Bytes of the inbox, more than 0: no record can be larger.</param>
    public InProcessGuest(Func<int, CompiledQuery> factory, UInt128 seed, int inboxBytes = DefaultInboxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inboxBytes);
        _factory = factory;
        _seed = seed;
        _inbox = GC.AllocateUninitializedArray<byte>(inboxBytes, pinned: true);
    }

    /// <summary>The opened query, or null.</summary>
    public CompiledQuery? Query { get; private set; }

    /// <inheritdoc/>
    public Span<byte> Inbox => _inbox;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Outbox => _sink.Written;

    /// <inheritdoc/>
    [SuppressMessage("Design", "CA1031", Justification = "Stands for the wall of a micro-VM: whatever happens inside poisons this instance and nothing else.")]
    public GuestExit Enter(GuestCommand command, uint argument, int inboxLength, long clockNs, TimeSpan deadline)
    {
        if (_isPoisoned)
        {
            throw new InvalidOperationException("The instance is poisoned.");
        }

        _sink.Clear();
        try
        {
            Run(command, argument, _inbox.AsSpan(0, inboxLength));
            return new GuestExit(GuestExitReason.Done, _sink.Length);
        }
        catch (QueryLimitException limit)
        {
            return Poison(GuestExitReason.QueryLimit, limit.Message);
        }
        catch (OutOfMemoryException exception)
        {
            return Poison(GuestExitReason.MemoryExhausted, exception.Message);
        }
        catch (Exception exception)
        {
            return Poison(GuestExitReason.Failed, exception.ToString());
        }
    }

    /// <inheritdoc/>
    public GuestExit Continue(TimeSpan deadline) => throw new InvalidOperationException("No command waits for its outbox.");

    /// <summary>Does nothing: the memory is the process's.</summary>
    public void Dispose()
    {
    }

    private GuestExit Poison(GuestExitReason reason, string detail)
    {
        _isPoisoned = true;
        _sink.Clear();
        return new GuestExit(reason, 0, detail);
    }

    private void Run(GuestCommand command, uint argument, ReadOnlySpan<byte> inbox)
    {
        switch (command)
        {
            case GuestCommand.Open when Query is null:
                Query = _factory(checked((int)argument));
                Query.Open(_seed);
                _loop = new QueryLoop(Query, _sink);
                break;
            case GuestCommand.Apply when _loop is not null:
                _loop.Apply(inbox);
                break;
            default:
                throw new InvalidOperationException($"Command {command} {(Query is null ? "before" : "after")} the query was opened.");
        }
    }
}
