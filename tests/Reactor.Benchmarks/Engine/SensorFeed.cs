using Reactor.Contracts.Changes;

namespace Reactor.Benchmarks.Engine;

/// <summary>A made feed of one label: sensors with a name and a value that changes.</summary>
internal sealed class SensorFeed(int sensors, int batchChanges)
{
    private readonly SourceVocabulary _vocabulary = new();
    private readonly Random _random = new(42);

    /// <summary>Every sensor once, as the bootstrap.</summary>
    public ChangeBatch Bootstrap() => Batch(BatchPhase.BootstrapEnd, Enumerable.Range(0, sensors).Select(sensor => Change(ChangeOperation.Insert, sensor)));

    /// <summary>Random updates, each a unit of its own.</summary>
    public IReadOnlyList<ChangeBatch> Updates(int batches) =>
        [.. Enumerable.Range(0, batches).Select(_ => Batch(
            BatchPhase.Live, Enumerable.Range(0, batchChanges).Select(_ => Change(ChangeOperation.UpdateReplace, _random.Next(sensors)))))];

    private ChangeBatch Batch(BatchPhase phase, IEnumerable<ElementChange> changes) => new("feed", _vocabulary, phase, [.. changes]);

    private ElementChange Change(ChangeOperation operation, int sensor) => new()
    {
        Operation = operation,
        Kind = ElementKind.Node,
        Id = $"sensor-{sensor}",
        Labels = _vocabulary.Labels("Sensor"),
        LabelsMayHaveChanged = false,
        Properties = new[]
        {
            new Property(_vocabulary.PropertyNumber("name"), PropertyValue.FromText($"sensor {sensor}")),
            new Property(_vocabulary.PropertyNumber("value"), PropertyValue.FromInteger(_random.Next(1000))),
            new Property(_vocabulary.PropertyNumber("unit"), PropertyValue.FromText("C")),
        },
        EffectiveTimeNs = 1_700_000_000_000_000_000,
    };
}
