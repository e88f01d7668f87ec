using System.Diagnostics.CodeAnalysis;
using Reactor.Contracts.Calls;
using Reactor.Contracts.Guests;

namespace Reactor.GuestSdk;

/// <summary>Main loop of a hand-written guest: declares what it exports and imports, then answers calls of the host.</summary>
/// <remarks><c>Main</c> says all <c>Export</c>s and <c>Import</c>s, then <see cref="Run()"/>.</remarks>
public static partial class GuestProgram
{
    private static readonly List<CallableFunction> Exports = [];
    private static readonly List<ImportedFunction> Imports = [];

    /// <summary>Exports a function. To be said before <see cref="Run()"/>.</summary>
    /// <param name="function">Its signature, and what it does. A <see cref="CallErrorException"/> is the call's error; any other exception ends the guest.</param>
    public static void Export(CallableFunction function) => Exports.Add(function);

    /// <summary>Exports a function that reads its arguments and writes its result in place. To be said before <see cref="Run()"/>.</summary>
    /// <param name="signature">As docs/abi.md, section 5 spells it: <c>echo(bytes) -> bytes</c>.</param>
    /// <param name="handler">What it does.</param>
    /// <exception cref="FormatException">The signature is spelled in another way.</exception>
    public static void Export(string signature, CallHandler handler) => Export(new CallableFunction(FunctionSignature.Parse(signature), handler));

    /// <summary>Declares a function of the host that this guest needs. To be said before <see cref="Run()"/>, to be called after.</summary>
    /// <param name="signature">The host refuses the guest if it offers no such function.</param>
    public static ImportedFunction Import(FunctionSignature signature)
    {
        var function = new ImportedFunction((uint)Imports.Count, signature);
        Imports.Add(function);
        return function;
    }

    /// <summary>Says ready and answers calls of the exports for ever. The last line of <c>Main</c>; never returns.</summary>
    /// <exception cref="InvalidOperationException">The program runs as an ordinary process.</exception>
    [DoesNotReturn]
    [SuppressMessage("Design", "CA1031", Justification = "Top of the guest's loop: whatever happened is reported to the host, and the guest ends.")]
    public static void Run()
    {
        GuestHost host = GuestHost.Attach();
        try
        {
            CallableFunction[] exports = [.. Exports];
            foreach (ImportedFunction import in Imports)
            {
                import.Bind(host);
            }

            host.Ready(new GuestManifest([.. Imports.Select(import => import.Signature)], [.. exports.Select(export => export.Signature)]));
            while (true)
            {
                RequireCall(host);
                Answer(host, exports);
            }
        }
        catch (Exception exception)
        {
            host.Fail(exception);
        }
    }

    /// <summary>Says ready and answers calls for ever, without a manifest: numbers and bytes mean what the guest and its host agreed on. Never returns.</summary>
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
                RequireCall(host);
                host.Done(function(host.Argument, host.Inbox, host.Outbox));
            }
        }
        catch (Exception exception)
        {
            host.Fail(exception);
        }
    }

    private static void Answer(GuestHost host, CallableFunction[] exports)
    {
        if (host.Argument >= (uint)exports.Length)
        {
            host.Fail($"The guest has {exports.Length} exports; the host called number {host.Argument}.");
        }

        // Results of host functions lie in the upper half and may still be read while this call's result is written.
        var arguments = new CallReader(host.Inbox);
        var result = new CallWriter(Imports.Count == 0 ? host.Outbox : host.Outbox[..^host.HostCallArea.Length]);
        string? error = null;
        try
        {
            exports[host.Argument].Handler(ref arguments, ref result);
        }
        catch (CallErrorException exception)
        {
            error = exception.Message;
        }

        if (error is null)
        {
            host.Done(result.Length);
        }
        else
        {
            host.Error(error);
        }
    }

    private static void RequireCall(GuestHost host)
    {
        if (host.Command != GuestCommand.Call)
        {
            host.Fail("This guest is a hand-written one: it answers calls and holds no query to open or apply changes to.");
        }
    }
}
