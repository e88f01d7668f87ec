using Reactor.Contracts.Changes;

namespace Reactor.Engine.Instances;

/// <summary>One change needs more bytes than a guest's whole inbox.</summary>
public sealed class ChangeTooLargeException(string source, SourcePosition position, int inboxBytes)
    : Exception($"the change at {source} {position} does not fit into the guest's inbox of {inboxBytes} bytes; raise spec.runtime.inbox or drop the large property from the query")
{
    /// <summary>Name of the source.</summary>
    public string SourceName { get; } = source;

    /// <summary>Where the change stands.</summary>
    public SourcePosition Position { get; } = position;

    /// <summary>The inbox's size in bytes.</summary>
    public int InboxBytes { get; } = inboxBytes;
}
