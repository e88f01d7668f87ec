using System.Threading.Channels;
using Reactor.Contracts.Changes;
using Reactor.Ingest;

namespace Reactor.Engine.Tests;

/// <summary>A source that emits given changes, one batch each, and then ends or fails; or goes on until it is stopped.</summary>
internal sealed class ListSource(string name, bool endless = false, string? failure = null) : IChangeSource
{
    private readonly List<(ChangeOperation Operation, string Id, long Value)> _changes = [];

    public string Name { get; } = name;

    public SourceVocabulary Vocabulary { get; } = new();

    public ReplayMode Replay => ReplayMode.Log;

    public SourceStatistics Statistics { get; } = new();

    /// <summary>Changes handed to the channel so far.</summary>
    public long Written { get; private set; }

    public ListSource Insert(string id, long value)
    {
        _changes.Add((ChangeOperation.Insert, id, value));
        return this;
    }

    public ListSource Delete(string id)
    {
        _changes.Add((ChangeOperation.Delete, id, 0));
        return this;
    }

    public async Task RunAsync(ChannelWriter<ChangeBatch> output, CancellationToken cancellationToken)
    {
        await output.WriteAsync(new ChangeBatch(Name, Vocabulary, BatchPhase.BootstrapEnd, []), cancellationToken);
        do
        {
            foreach (var (operation, id, value) in _changes)
            {
                await output.WriteAsync(new ChangeBatch(Name, Vocabulary, BatchPhase.Live, [Change(operation, id, value)]), cancellationToken);
                Written++;
            }
        }
        while (endless);

        if (failure is not null)
        {
            throw new FeedException(Name, null, failure);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private ElementChange Change(ChangeOperation operation, string id, long value) => new()
    {
        Operation = operation,
        Kind = ElementKind.Node,
        Id = id,
        Labels = Vocabulary.Labels("Sensor"),
        LabelsMayHaveChanged = false,
        Properties = new[] { new Property(Vocabulary.PropertyNumber("value"), PropertyValue.FromInteger(value)) },
    };
}
