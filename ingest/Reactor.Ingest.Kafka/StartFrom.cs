namespace Reactor.Ingest.Kafka;

/// <summary>Where reading starts.</summary>
internal enum StartFrom
{
    /// <summary>The oldest message that is kept.</summary>
    Earliest,

    /// <summary>Messages that arrive from now on.</summary>
    Latest,
}
