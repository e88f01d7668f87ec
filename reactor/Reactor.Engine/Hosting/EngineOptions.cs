namespace Reactor.Engine.Hosting;

/// <summary>Sizes of an engine. The defaults suit one machine with a few hundred queries.</summary>
public sealed record EngineOptions
{
    /// <summary>Threads that enter guests; default one per core.</summary>
    public int VcpuThreads { get; init; } = Environment.ProcessorCount;

    /// <summary>Batches that may wait between a source and its dispatcher; default 8.</summary>
    public int SourceBatches { get; init; } = 8;

    /// <summary>Batches of one source that may wait at one query; default 8.</summary>
    public int QueryBatches { get; init; } = 8;

    /// <summary>Deliveries that may wait at one reaction of one query, and result batches at a query; default 16.</summary>
    public int Deliveries { get; init; } = 16;
}
