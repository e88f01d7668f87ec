using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Reactor.Contracts.Results;
using Reactor.Engine.Delivery;
using Reactor.Engine.Dispatch;
using Reactor.Engine.Instances;
using Reactor.Engine.Isolation;
using Reactor.Ingest;
using Reactor.Vmm.Scheduling;

namespace Reactor.Engine.Hosting;

/// <summary>
/// Runs sources, queries and reactions until the sources end or the engine is stopped. Data flows one way: source, dispatcher, instance,
/// pump, reaction; every arrow is a bounded queue. Positions and results live in memory.
/// </summary>
public sealed partial class ReactorEngine : IAsyncDisposable
{
    private readonly EngineOptions _options;
    private readonly IReadOnlyList<IChangeSource> _sources;
    private readonly IReadOnlyList<ReactionBinding> _reactions;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _sourcesStopping;
    private readonly InstanceScheduler _scheduler;
    private readonly List<RunningQuery> _queries = [];

    /// <summary>Connects everything; nothing runs yet.</summary>
    /// <param name="options">Sizes.</param>
    /// <param name="sources">The sources; the engine does not dispose them.</param>
    /// <param name="queries">The queries; their sources must be among <paramref name="sources"/>.</param>
    /// <param name="reactions">The reactions; their queries must be among <paramref name="queries"/>.</param>
    /// <param name="guests">Makes the queries' guests; the engine does not dispose it.</param>
    /// <param name="time">The host's clock.</param>
    /// <param name="logging">Where the engine reports.</param>
    public ReactorEngine(
        EngineOptions options,
        IReadOnlyList<IChangeSource> sources,
        IReadOnlyList<EngineQuery> queries,
        IReadOnlyList<ReactionBinding> reactions,
        IGuestProvider guests,
        TimeProvider time,
        ILoggerFactory logging)
    {
        _options = options;
        _sources = sources;
        _reactions = reactions;
        _logger = logging.CreateLogger("Reactor.Engine");
        _sourcesStopping = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        _scheduler = new InstanceScheduler(options.VcpuThreads);
        foreach (var query in queries)
        {
            _queries.Add(Connect(query, guests, time));
        }
    }

    /// <summary>What each query has done so far, in the order they were given.</summary>
    public IReadOnlyList<QueryStatus> Status() => [.. _queries.Select(query => query.Status())];

    /// <summary>Why reactions refused results for good; they get no more of those queries.</summary>
    public IReadOnlyList<string> Refusals() => [.. _queries.SelectMany(query => query.Loops).Select(loop => loop.Loop.Refusal).OfType<string>()];

    /// <summary>The current result of a query: row images (docs/abi.md, section 4) in order of identity.</summary>
    /// <exception cref="KeyNotFoundException">There is no such query.</exception>
    public IReadOnlyList<byte[]> Results(string query) =>
        (_queries.Find(running => running.Name == query) ?? throw new KeyNotFoundException($"no query is named {query}")).Pump.Results.Snapshot();

    /// <summary>Runs until every source has ended and every result is delivered; when one fails, what was read before is delivered first.</summary>
    /// <exception cref="OperationCanceledException">The token stopped it; what was under way is not delivered.</exception>
    /// <exception cref="FeedException">A source stopped for good.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.Register(Stop);
        var started = _reactions.ToDictionary(binding => binding.Reaction, binding => binding.Reaction.StartAsync(_stopping.Token));
        var tasks = new List<Task>(started.Values);
        foreach (var query in _queries)
        {
            tasks.Add(ReportFailureAsync(query));
            tasks.Add(query.Pump.RunAsync(_stopping.Token));
            tasks.AddRange(query.Loops.Select(loop => loop.Loop.RunAsync(started[loop.Reaction], _stopping.Token)));
        }

        var sources = new List<Task<FeedException?>>();
        foreach (var source in _sources)
        {
            var subscribers = _queries
                .SelectMany(query => query.Queues.Where(queue => queue.Source == source.Name).Select(queue => (queue, query.Scheduled)))
                .ToList();
            sources.Add(RunSourceAsync(new SourceDispatcher(source, subscribers, _options.SourceBatches, _logger)));
        }

        await FirstFailureStopsAllAsync([.. tasks, .. sources]);
        foreach (var failure in sources.Select(source => source.Result).OfType<FeedException>())
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _scheduler.Dispose();
        foreach (var query in _queries)
        {
            await query.Alarm.DisposeAsync();
            query.Instance.Dispose();
            foreach (var queue in query.Queues)
            {
                queue.Dispose();
            }
        }

        _sourcesStopping.Dispose();
        _stopping.Dispose();
    }

    private RunningQuery Connect(EngineQuery query, IGuestProvider guests, TimeProvider time)
    {
        var order = new ArrivalOrder();
        var queues = query.Sources.Select((source, number) => new SubscriptionQueue(source, number, order, _options.QueryBatches)).ToArray();
        var results = Channel.CreateBounded<InstanceResults>(new BoundedChannelOptions(_options.Deliveries)
        {
            FullMode = BoundedChannelFullMode.Wait,
            SingleReader = true,
            SingleWriter = true,
        });
        var pool = new BatchPool();
        var limits = new InstanceLimits(query.Settings.UnitDeadline, query.Settings.MemoryBytes, query.Settings.Clock);
        var instance = new QueryInstance(query.Manifest, guests.Create(query.Manifest, query.Settings), queues, results.Writer, pool, time, limits);
        ScheduledInstance? scheduled = null;
        var alarm = time.CreateTimer(_ => scheduled?.Signal(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        scheduled = _scheduler.Add(() => Turn(instance, alarm), _stopping.Token);
        var loops = _reactions
            .Where(binding => binding.Queries.Contains(query.Manifest.Name, StringComparer.Ordinal))
            .Select(binding => (binding.Reaction, new ReactionLoop(binding.Reaction, _options.Deliveries, _logger)))
            .ToArray();
        var pump = new ResultPump(query.Manifest, epoch: 1, results.Reader, pool, [.. loops.Select(loop => loop.Item2.Deliveries)]);
        return new RunningQuery(query.Manifest.Name, queues, instance, alarm, scheduled, pump, loops);
    }

    private Quantum Turn(QueryInstance instance, ITimer alarm)
    {
        switch (instance.RunOnce())
        {
            case RunOutcome.MoreWaiting:
                return Quantum.More;
            case RunOutcome.Idle:
                alarm.Change(instance.UntilDue ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                return Quantum.Idle;
            case RunOutcome.ResultsBlocked:
                return Quantum.After(instance.WaitForResultsSpaceAsync(_stopping.Token).AsTask());
            default:
                return Quantum.Ended;
        }
    }

    /// <summary>A source that fails ends the others too, but what they had read by then still goes its whole way.</summary>
    private async Task<FeedException?> RunSourceAsync(SourceDispatcher dispatcher)
    {
        try
        {
            await dispatcher.RunAsync(_sourcesStopping.Token);
            return null;
        }
        catch (FeedException failure)
        {
            await _sourcesStopping.CancelAsync();
            return failure;
        }
        catch (OperationCanceledException) when (!_stopping.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task ReportFailureAsync(RunningQuery query)
    {
        await query.Scheduled.Ended;
        if (query.Instance.Failure is { } failure)
        {
            LogFailed(query.Name, failure);
        }
    }

    private async Task FirstFailureStopsAllAsync(List<Task> tasks)
    {
        await foreach (var done in Task.WhenEach(tasks))
        {
            if (!done.IsCompletedSuccessfully)
            {
                Stop();
            }
        }

        // The failure itself, before the cancellations it caused.
        await (tasks.Find(task => task.IsFaulted) ?? Task.WhenAll(tasks));
    }

    private void Stop()
    {
        if (!_stopping.IsCancellationRequested)
        {
            _stopping.Cancel();
        }

        foreach (var query in _queries)
        {
            query.Scheduled.Signal(); // so that its thread sees the cancellation
        }
    }

    [LoggerMessage(3002, LogLevel.Error, "query {Query} has failed and is stopped: {Reason}")]
    private partial void LogFailed(string query, string reason);

    private sealed record RunningQuery(
        string Name,
        IReadOnlyList<SubscriptionQueue> Queues,
        QueryInstance Instance,
        ITimer Alarm,
        ScheduledInstance Scheduled,
        ResultPump Pump,
        IReadOnlyList<(IReaction Reaction, ReactionLoop Loop)> Loops)
    {
        public QueryStatus Status()
        {
            var counts = Pump.Counts;
            return new QueryStatus(
                Name, Instance.State, Instance.Changes, Instance.Units, Pump.Diffs, counts.Added, counts.Updated, counts.Deleted,
                Pump.Results.Count, Instance.RowErrors, Instance.NewestRowError, Instance.Entries, Instance.Failure);
        }
    }
}
