namespace Reactor.Ingest.EventHubs.Protocol;

/// <summary>The service cannot be reached, refuses, or closed what was open. Always worth trying again.</summary>
internal sealed class HubException(string message, Exception? inner = null) : Exception(message, inner);
