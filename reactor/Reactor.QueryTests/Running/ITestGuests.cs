using Reactor.Contracts.Guests;

namespace Reactor.QueryTests.Running;

/// <summary>Makes guests for the queries of a test run.</summary>
internal interface ITestGuests : IDisposable
{
    /// <summary>A fresh guest, not yet opened.</summary>
    /// <param name="seed">Its seed.</param>
    IGuestInstance Create(UInt128 seed);

    /// <summary>Another guest with the state of one, which is disposed; null where state cannot be taken.</summary>
    IGuestInstance? Restart(IGuestInstance guest);
}
