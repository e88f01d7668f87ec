namespace Reactor.Ingest.EventHubs.Protocol;

/// <summary>Where a receiver starts.</summary>
internal readonly record struct HubPosition
{
    private HubPosition(string filter) => Filter = filter;

    /// <summary>The selector that the service understands.</summary>
    public string Filter { get; }

    /// <summary>The oldest event that is kept.</summary>
    public static HubPosition Beginning => new("amqp.annotation.x-opt-offset > '-1'");

    /// <summary>Whether it is <see cref="Beginning"/>.</summary>
    public bool IsBeginning => this == Beginning;

    /// <summary>The event behind this one.</summary>
    public static HubPosition After(long sequence) => new($"amqp.annotation.x-opt-sequence-number > '{sequence}'");

    /// <summary>The first event taken later than this.</summary>
    public static HubPosition Since(DateTimeOffset time) => new($"amqp.annotation.x-opt-enqueued-time > '{time.ToUnixTimeMilliseconds()}'");
}
