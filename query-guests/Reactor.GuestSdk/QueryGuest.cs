using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Reactor.Contracts.Guests;
using Reactor.QueryRuntime.Loop;

namespace Reactor.GuestSdk;

/// <summary>Main loop of a query guest: one image holds all queries of an apply, each instance becomes one of them.</summary>
public static class QueryGuest
{
    /// <summary>Says ready, opens the query the host asks for and applies changes to it for ever. What the generated <c>Main</c> consists of; never returns.</summary>
    /// <param name="factory">Makes the query with a number, from 0; called once per instance, after the snapshot.</param>
    /// <exception cref="InvalidOperationException">The program runs as an ordinary process.</exception>
    [DoesNotReturn]
    [SuppressMessage("Design", "CA1031", Justification = "Top of the guest's loop: whatever happened is reported to the host, and the guest ends.")]
    public static void Run(Func<int, CompiledQuery> factory)
    {
        GuestHost host = GuestHost.Attach();
        host.Ready();
        try
        {
            var sink = new OutboxSink(host);
            OpenedQuery query = Open(host, factory, sink);
            host.Done(0);
            while (true)
            {
                if (host.Command != GuestCommand.Apply)
                {
                    host.Fail($"An opened query was sent command {(uint)host.Command} instead of changes to apply.");
                }

                query.Apply(host.Inbox);
                host.Done(sink.Length);
                sink.Clear();
            }
        }
        catch (QueryLimitException limit)
        {
            host.Suspend(limit.Message);
        }
        catch (Exception exception)
        {
            host.Fail(exception);
        }
    }

    private static OpenedQuery Open(GuestHost host, Func<int, CompiledQuery> factory, OutboxSink sink)
    {
        if (host.Command != GuestCommand.Open)
        {
            host.Fail($"A query guest's first command is to open a query, not {(uint)host.Command}.");
        }

        CompiledQuery query = factory(checked((int)host.Argument));
        query.Open(BinaryPrimitives.ReadUInt128LittleEndian(host.Seed));
        return new OpenedQuery(query, sink, host);
    }
}
