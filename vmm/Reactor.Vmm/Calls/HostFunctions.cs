using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Reactor.Contracts.Calls;

namespace Reactor.Vmm.Calls;

/// <summary>What the host offers to guests: given to <see cref="GuestTemplate"/>'s boot, which grants a guest what it declared as imports, nothing else.</summary>
/// <remarks>
/// <para>A function runs on the thread that entered the guest, within the guest's deadline; with several guests, on several threads at once.
/// Its arguments come from the guest: types are checked before it runs, values are not.</para>
/// <para>It cannot enter the guest that called it. It may enter others; each needs a shell of the pool while it runs.</para>
/// <para><see cref="CallErrorException"/> is the way to tell the guest what went wrong. Of any other exception the guest learns only that there was one; the log gets it.</para>
/// </remarks>
public sealed partial class HostFunctions
{
    private readonly Dictionary<string, CallableFunction> _functions = new(StringComparer.Ordinal);
    private readonly ILogger _logger;

    /// <param name="logger">Told of exceptions in host functions.</param>
    public HostFunctions(ILogger<HostFunctions>? logger = null) => _logger = logger ?? NullLogger<HostFunctions>.Instance;

    /// <summary>Signatures of all functions, by name.</summary>
    public IReadOnlyList<FunctionSignature> Signatures =>
        [.. _functions.Values.Select(function => function.Signature).OrderBy(signature => signature.Name, StringComparer.Ordinal)];

    /// <summary>Offers a function.</summary>
    /// <param name="function">Its signature, and what it does.</param>
    /// <returns>This.</returns>
    /// <exception cref="ArgumentException">There is one of that name.</exception>
    public HostFunctions Add(CallableFunction function)
    {
        if (!_functions.TryAdd(function.Signature.Name, function))
        {
            throw new ArgumentException($"There is a host function '{function.Signature.Name}' already.", nameof(function));
        }

        return this;
    }

    /// <summary>Offers a function that reads its arguments and writes its result in place; it allocates only what its body does.</summary>
    /// <param name="signature">As docs/abi.md, section 5 spells it: <c>log(string) -> void</c>.</param>
    /// <param name="handler">What it does.</param>
    /// <returns>This.</returns>
    /// <exception cref="ArgumentException">There is one of that name.</exception>
    /// <exception cref="FormatException">The signature is spelled in another way.</exception>
    public HostFunctions Add(string signature, CallHandler handler) => Add(new CallableFunction(FunctionSignature.Parse(signature), handler));

    /// <summary>The functions for a guest's imports, in their order.</summary>
    /// <exception cref="GuestImportException">Some are missing or have another signature.</exception>
    internal CallableFunction[] Grant(IReadOnlyList<FunctionSignature> imports)
    {
        UnmetImport[] unmet =
        [
            .. from import in imports
               let offered = _functions.GetValueOrDefault(import.Name)?.Signature
               where !import.Equals(offered)
               select new UnmetImport(import, offered),
        ];
        return unmet.Length == 0 ? [.. imports.Select(import => _functions[import.Name])] : throw new GuestImportException(unmet);
    }

    [LoggerMessage(2010, LogLevel.Warning, "Host function {Signature} threw; its guest was told that it failed.")]
    internal partial void LogFailed(FunctionSignature signature, Exception exception);
}
