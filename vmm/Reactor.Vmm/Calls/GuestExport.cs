using System.Diagnostics.CodeAnalysis;
using Reactor.Contracts.Calls;
using Reactor.Contracts.Guests;

namespace Reactor.Vmm.Calls;

/// <summary>An exported function of a guest, found by name once and good for all instances of its template.</summary>
public sealed class GuestExport
{
    internal GuestExport(GuestInterface owner, uint number, FunctionSignature signature)
    {
        Owner = owner;
        Number = number;
        Signature = signature;
    }

    /// <summary>What it is called by, and with.</summary>
    public FunctionSignature Signature { get; }

    /// <summary>Its place among the exports of the guest: the argument of <see cref="GuestCommand.Call"/>.</summary>
    public uint Number { get; }

    internal GuestInterface Owner { get; }

    /// <exception cref="ArgumentException">It has other types.</exception>
    internal void RequireTypes(ReadOnlySpan<CallType> parameters, CallType result)
    {
        if (result != Signature.Result || !parameters.SequenceEqual(Signature.Parameters))
        {
            ThrowOtherTypes(parameters, result);
        }
    }

    [DoesNotReturn]
    private void ThrowOtherTypes(ReadOnlySpan<CallType> parameters, CallType result) => throw new ArgumentException(
        $"The guest exports '{Signature}'; it was called as '{new FunctionSignature(Signature.Name, parameters, result)}'.");
}
