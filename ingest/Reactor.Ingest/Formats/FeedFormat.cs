namespace Reactor.Ingest.Formats;

/// <summary>How the values of a feed are written (docs/feeds.md).</summary>
public enum FeedFormat
{
    /// <summary>Told from the first value that has a change.</summary>
    Auto,

    /// <summary>Debezium change event values, with or without their schema.</summary>
    Debezium,

    /// <summary>Drasi's source changes.</summary>
    Drasi,

    /// <summary>Reactor's own plain form.</summary>
    Plain,
}
