using System.Buffers.Binary;
using System.Security.Cryptography;
using Reactor.Contracts.Guests;
using Reactor.Contracts.Queries;
using Reactor.Contracts.Resources;
using Reactor.QueryRuntime.Loop;

namespace Reactor.Engine.Isolation;

/// <summary>Queries in this process: no isolation and no memory limit.</summary>
/// <param name="factory">Makes the compiled query with a number.</param>
public sealed class InProcessGuests(Func<int, CompiledQuery> factory) : IGuestProvider
{
    /// <inheritdoc/>
    public string Isolation => "inprocess";

    /// <inheritdoc/>
    public IGuestInstance Create(QueryManifest query, QueryRuntimeSettings settings) =>
        new InProcessGuest(factory, BinaryPrimitives.ReadUInt128LittleEndian(RandomNumberGenerator.GetBytes(16)));

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
