using System.Threading.Channels;
using Reactor.Contracts.Changes;
using Reactor.Ingest.Formats;
using Reactor.Testing.EventHubs;
using Reactor.Testing.Logs;

namespace Reactor.Ingest.EventHubs.Tests;

/// <summary>An Event Hubs source that runs against the stand-in, and what it wrote so far.</summary>
internal sealed class HubRun : IAsyncDisposable
{
    private readonly Channel<ChangeBatch> _channel;
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(90));

    public HubRun(EventHubServer server, Func<EventHubSettings, EventHubSettings>? configure = null, int capacity = 1000)
    {
        Source = new EventHubSource("h", (configure ?? (settings => settings))(Settings(server.ConnectionString, server.Hub)), Log);
        _channel = Channel.CreateBounded<ChangeBatch>(capacity);
        Running = Source.RunAsync(_channel.Writer, _limit.Token);
    }

    public EventHubSource Source { get; }

    public ListLogger Log { get; } = new();

    public Task Running { get; }

    public static EventHubSettings Settings(string connectionString, string hub) => new()
    {
        Connection = HubConnectionString.Parse(connectionString, (problem, _) => throw new InvalidOperationException(problem))!,
        Hubs = [hub],
        Feed = new FeedSettings { Format = FeedFormat.Plain },
    };

    public static string Insert(object id) => $$$"""{"op":"insert","node":{"id":{{{id}}}}}""";

    public async Task<ChangeBatch> NextAsync()
    {
        if (Running.IsCompleted)
        {
            await Running;
        }

        return await _channel.Reader.ReadAsync(_limit.Token);
    }

    /// <summary>Reads batches until they hold this many live changes.</summary>
    public async Task<List<ElementChange>> LiveAsync(int count)
    {
        var changes = new List<ElementChange>();
        while (changes.Count < count)
        {
            var batch = await NextAsync();
            if (batch.Phase == BatchPhase.Live)
            {
                changes.AddRange(batch.Changes);
            }
        }

        return changes;
    }

    public async Task EventuallyAsync(Func<bool> condition, string what)
    {
        while (!condition())
        {
            if (_limit.IsCancellationRequested)
            {
                throw new TimeoutException($"{what}: {Source.Statistics.State}, {Source.Statistics.LastError}, {string.Join('\n', Log.Lines)}");
            }

            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _limit.CancelAsync();
        await Running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Source.DisposeAsync();
        _limit.Dispose();
    }
}
