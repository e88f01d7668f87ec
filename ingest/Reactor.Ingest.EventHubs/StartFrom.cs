namespace Reactor.Ingest.EventHubs;

/// <summary>Where reading starts.</summary>
internal enum StartFrom
{
    /// <summary>The oldest event that is kept.</summary>
    Earliest,

    /// <summary>Events that arrive from now on.</summary>
    Latest,
}
