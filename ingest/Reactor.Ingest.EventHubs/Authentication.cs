namespace Reactor.Ingest.EventHubs;

/// <summary>How the source proves who it is.</summary>
internal enum Authentication
{
    /// <summary>Shared access signatures put to <c>$cbs</c>, renewed before they end: the key does not travel.</summary>
    Token,

    /// <summary>SASL PLAIN with key name and key, inside TLS.</summary>
    Plain,
}
