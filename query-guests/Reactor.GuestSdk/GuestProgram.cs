using System.Diagnostics.CodeAnalysis;
using Reactor.Contracts.Guests;

namespace Reactor.GuestSdk;

/// <summary>Main loop of a hand-written guest: answers each call of the host with a function.</summary>
public static class GuestProgram
{
    /// <summary>Says ready and answers calls for ever. What <c>Main</c> of a guest consists of; never returns.</summary>
    /// <param name="function">Answers one call. An exception it throws ends the guest, and the host reports it.</param>
    /// <exception cref="InvalidOperationException">The program runs as an ordinary process.</exception>
    [DoesNotReturn]
    [SuppressMessage("Design", "CA1031", Justification = "Top of the guest's loop: whatever happened is reported to the host, and the guest ends.")]
    public static void Run(GuestFunction function)
    {
        GuestHost host = GuestHost.Attach();
        host.Ready();
        try
        {
            while (true)
            {
                if (host.Command != GuestCommand.Call)
                {
                    host.Fail("This guest is a hand-written one: it answers calls and holds no query to open or apply changes to.");
                }

                host.Done(function(host.Argument, host.Inbox, host.Outbox));
            }
        }
        catch (Exception exception)
        {
            host.Fail(exception);
        }
    }
}
