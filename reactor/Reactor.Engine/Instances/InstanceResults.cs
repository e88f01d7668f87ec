using Reactor.Contracts.Results;

namespace Reactor.Engine.Instances;

/// <summary>What one run of an instance gave.</summary>
/// <param name="Batch">Its diffs; may be empty when it completes the bootstrap.</param>
/// <param name="CompletesBootstrap">Whether the batch ends with the bootstrap unit: a run never holds that unit and a later one.</param>
internal readonly record struct InstanceResults(ResultBatch Batch, bool CompletesBootstrap);
