using Reactor.Contracts.Guests;
using Reactor.QueryRuntime.Loop;

namespace Reactor.QueryCompiler.Tests.Oracle;

/// <summary>One instance of a compiled query, fed through the wire format.</summary>
internal sealed class EngineRun : IDisposable
{
    private const int InboxBytes = 1 << 17;

    private readonly InProcessGuest _guest;

    internal EngineRun(CompiledQuery query, UInt128 seed)
    {
        _guest = new InProcessGuest(_ => query, seed, InboxBytes);
        Enter(GuestCommand.Open, 0);
    }

    /// <summary>Applies records and returns what the query wrote.</summary>
    internal byte[] Apply(IEnumerable<byte[]> records)
    {
        var length = 0;
        foreach (var record in records)
        {
            record.CopyTo(_guest.Inbox[length..]);
            length += record.Length;
        }

        return Enter(GuestCommand.Apply, length);
    }

    public void Dispose() => _guest.Dispose();

    private byte[] Enter(GuestCommand command, int length)
    {
        var exit = _guest.Enter(command, 0, length, clockNs: 0, TimeSpan.FromSeconds(10));
        return exit.IsHealthy ? _guest.Outbox[..exit.OutboxLength].ToArray() : throw new OracleMismatchException($"the query failed: {exit.Detail}");
    }
}
