namespace Reactor.Ingest;

/// <summary>What a source does with a value it cannot understand (<c>onError</c>).</summary>
public enum ErrorPolicy
{
    /// <summary>Counts it, logs it and goes on. The default.</summary>
    Skip,

    /// <summary>Ends the source with a <see cref="FeedException"/>.</summary>
    Stop,
}
