using Reactor.Contracts.Calls;

namespace Reactor.GuestSdk;

/// <summary>A function of the host that this guest declared: <see cref="GuestProgram.Import(FunctionSignature)"/>.</summary>
/// <remarks>A call writes its arguments with <see cref="Arguments"/>, then hands them to <see cref="Call"/>. One at a time, on the main thread.</remarks>
public sealed class ImportedFunction
{
    private readonly uint _number;
    private GuestHost? _host;

    internal ImportedFunction(uint number, FunctionSignature signature)
    {
        _number = number;
        Signature = signature;
    }

    /// <summary>What it is called by, and with.</summary>
    public FunctionSignature Signature { get; }

    /// <summary>Where the next call's arguments go. What the call before returned is overwritten.</summary>
    /// <exception cref="InvalidOperationException">The guest does not run yet.</exception>
    public CallWriter Arguments => new(Host.HostCallArea);

    private GuestHost Host => _host ?? throw new InvalidOperationException($"'{Signature}' can be called once the guest is ready, not before.");

    /// <summary>Calls it.</summary>
    /// <param name="arguments">From <see cref="Arguments"/>, with one value per parameter.</param>
    /// <returns>Its result, valid until the next call.</returns>
    /// <exception cref="CallErrorException">It ended in an error.</exception>
    public CallReader Call(scoped in CallWriter arguments) => new(Host.CallHostFunction(_number, arguments.Length));

    internal void Bind(GuestHost host) => _host = host;
}
