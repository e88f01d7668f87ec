using System.Threading.Channels;
using Reactor.Contracts.Changes;
using Reactor.Ingest;

namespace Reactor.EndToEnd.Tests.Support;

/// <summary>A source of nodes labelled Item that are in memory. Items have an integer <c>value</c> and a <c>text</c>.</summary>
/// <param name="name">Name of the source.</param>
/// <param name="batchChanges">Changes per batch; a transaction goes on over as many as it takes.</param>
internal sealed class MemorySource(string name, int batchChanges = 1000) : IChangeSource
{
    private readonly List<ElementChange> _changes = [];
    private readonly List<int> _ends = [];

    public string Name { get; } = name;

    public SourceVocabulary Vocabulary { get; } = new();

    public ReplayMode Replay => ReplayMode.Log;

    public SourceStatistics Statistics { get; } = new();

    /// <summary>When the source ends, at the earliest.</summary>
    public Task Closed { get; init; } = Task.CompletedTask;

    /// <summary>Adds a transaction that inserts items with these values.</summary>
    internal MemorySource Insert(IEnumerable<int> values, string text = "") => Transaction(ChangeOperation.Insert, values, text);

    /// <summary>Adds a transaction that relates the item with each of these values to the next one.</summary>
    internal MemorySource Relate(string type, IEnumerable<int> values)
    {
        _changes.AddRange(values.Select(value => new ElementChange
        {
            Operation = ChangeOperation.Insert,
            Kind = ElementKind.Relation,
            Id = $"{type}-{value}",
            Labels = Vocabulary.Labels(type),
            StartId = $"item-{value}",
            EndId = $"item-{value + 1}",
            Properties = Array.Empty<Property>(),
        }));
        _ends.Add(_changes.Count);
        return this;
    }

    /// <summary>Adds a transaction that deletes the items with these values.</summary>
    internal MemorySource Delete(IEnumerable<int> values) => Transaction(ChangeOperation.Delete, values, "");

    public async Task RunAsync(ChannelWriter<ChangeBatch> output, CancellationToken cancellationToken)
    {
        await output.WriteAsync(new ChangeBatch(Name, Vocabulary, BatchPhase.BootstrapEnd, []), cancellationToken);
        for (var start = 0; start < _changes.Count; start += batchChanges)
        {
            var changes = _changes.GetRange(start, Math.Min(batchChanges, _changes.Count - start));
            var ends = _ends.Where(end => end > start && end <= start + changes.Count).Select(end => end - start).ToList();
            await output.WriteAsync(new ChangeBatch(Name, Vocabulary, BatchPhase.Live, changes, ends), cancellationToken);
        }

        await Closed.WaitAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private MemorySource Transaction(ChangeOperation operation, IEnumerable<int> values, string text)
    {
        var shared = PropertyValue.FromText(text);
        foreach (var value in values)
        {
            _changes.Add(new ElementChange
            {
                Operation = operation,
                Kind = ElementKind.Node,
                Id = $"item-{value}",
                Labels = Vocabulary.Labels("Item"),
                LabelsMayHaveChanged = false,
                Properties = new[]
                {
                    new Property(Vocabulary.PropertyNumber("value"), PropertyValue.FromInteger(value)),
                    new Property(Vocabulary.PropertyNumber("text"), shared),
                },
            });
        }

        _ends.Add(_changes.Count);
        return this;
    }
}
