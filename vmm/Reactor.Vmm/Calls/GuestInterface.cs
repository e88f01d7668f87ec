using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text.Unicode;
using Reactor.Contracts.Calls;
using Reactor.Contracts.Guests;
using Reactor.Vmm.Memory;
using Reactor.Vmm.Syscalls;

namespace Reactor.Vmm.Calls;

/// <summary>What a guest declared when it was ready, and the host functions it was granted for it. Immutable, shared by all instances.</summary>
internal sealed class GuestInterface
{
    private readonly CallableFunction[] _granted;
    private readonly HostFunctions _host;
    private readonly FrozenDictionary<string, GuestExport> _exports;

    /// <param name="manifest">What the guest declared.</param>
    /// <param name="host">What the host offers.</param>
    /// <exception cref="GuestImportException">The guest needs more.</exception>
    internal GuestInterface(GuestManifest manifest, HostFunctions host)
    {
        Manifest = manifest;
        _host = host;
        _granted = host.Grant(manifest.Imports);
        _exports = manifest.Exports
            .Select((signature, number) => new GuestExport(this, (uint)number, signature))
            .ToFrozenDictionary(export => export.Signature.Name, StringComparer.Ordinal);
    }

    /// <summary>Of a guest that declared nothing, or is not ready yet.</summary>
    internal static GuestInterface None { get; } = new(GuestManifest.Empty, new HostFunctions());

    internal GuestManifest Manifest { get; }

    /// <exception cref="ArgumentException">The guest has no such export.</exception>
    internal GuestExport Export(string name) => _exports.TryGetValue(name, out GuestExport? export)
        ? export
        : throw new ArgumentException(
            Manifest.Exports.Count == 0
                ? $"The guest exports nothing, so there is no '{name}'."
                : $"The guest exports no '{name}'; it exports {string.Join("; ", Manifest.Exports)}.",
            nameof(name));

    /// <summary>Serves the host function that the guest asks for in its mailbox.</summary>
    /// <param name="mailbox">Hostile, but not changing: the guest is outside of its virtual CPU.</param>
    /// <param name="outbox">All of it, likewise.</param>
    /// <returns><see langword="null"/>, or why the guest must never run again.</returns>
    internal GuestStop? Serve(Mailbox mailbox, Span<byte> outbox)
    {
        uint number = mailbox.HostFunction;
        if (number >= (uint)_granted.Length)
        {
            return Violation($"guest called unregistered host function {number}; it was granted {_granted.Length}");
        }

        CallableFunction function = _granted[number];
        ulong offset = mailbox.HostArgumentsOffset;
        ulong length = mailbox.HostArgumentsLength;
        if (offset % CallFrame.WordBytes != 0 || offset > (ulong)outbox.Length || length > (ulong)outbox.Length - offset)
        {
            return Violation($"guest called host function '{function.Signature}' with {length} bytes of arguments at 0x{offset:x}, outside of its outbox");
        }

        ReadOnlySpan<byte> arguments = outbox.Slice((int)offset, (int)length);
        if (CallFrame.FindFault(arguments, function.Signature.Parameters) is { } fault)
        {
            return Violation($"guest called host function '{function.Signature}' with malformed arguments: {fault}");
        }

        Span<byte> result = outbox[(int)(offset + length)..];
        bool succeeded = TryInvoke(function, arguments, result, out int resultLength);
        mailbox.SetHostResult(succeeded ? HostFunctionStatus.Done : HostFunctionStatus.Failed, resultLength);
        return null;
    }

    [SuppressMessage("Design", "CA1031", Justification = "A host function is the embedder's code: whatever it throws is the guest's failed call, not this host's end.")]
    private bool TryInvoke(CallableFunction function, ReadOnlySpan<byte> arguments, Span<byte> result, out int resultLength)
    {
        try
        {
            var reader = new CallReader(arguments);
            var writer = new CallWriter(result);
            function.Handler(ref reader, ref writer);
            resultLength = writer.Length;
            return CallFrame.FindFault(result[..resultLength], function.Signature.Result) is { } fault
                ? throw new InvalidOperationException($"The host function '{function.Signature}' wrote another result than its signature says: {fault}.")
                : true;
        }
        catch (CallErrorException error)
        {
            resultLength = WriteText(error.Message, result);
        }
        catch (Exception exception)
        {
            _host.LogFailed(function.Signature, exception);
            resultLength = WriteText($"the host function '{function.Signature.Name}' failed", result);
        }

        return false;
    }

    // As many whole characters as fit.
    private static int WriteText(string text, Span<byte> destination)
    {
        _ = Utf8.FromUtf16(text, destination, out _, out int written);
        return written;
    }

    private static GuestStop Violation(string detail) => new(GuestExitReason.ProtocolViolation, detail);
}
