using Dapr.Client;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;
using Reactor.Contracts.Results;

namespace Reactor.Reactions.Dapr;

/// <summary>
/// Publishes results through a Dapr sidecar, in order, one call in flight per query (docs/semantics.md, section 9). The client does not
/// repeat calls and has no deadline of its own; both are done here.
/// </summary>
/// <remarks>
/// 1. Encode the next events of the delivery, up to the bulk limits.
/// 2. Publish them in one bulk call, or one by one where the sidecar has no bulk call.
/// 3. After a failure in the middle, go on with the first event that was not taken; what follows it is sent again with the same ids.
/// 4. A delivery is done when its last event was taken.
/// </remarks>
internal sealed partial class DaprPubSubReaction : Reaction
{
    private static readonly TimeSpan HealthTimeout = TimeSpan.FromSeconds(5);

    private readonly DaprSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly DaprClient _client;
    private readonly Dictionary<string, Sender> _senders;
    private volatile bool _hasNoBulk;

    public DaprPubSubReaction(string name, DaprSettings settings, ReactionHost host)
        : base(name)
    {
        _settings = settings;
        _time = host.Time;
        _logger = host.Loggers.CreateLogger<DaprPubSubReaction>();
        _client = new DaprClientBuilder()
            .UseGrpcEndpoint(settings.GrpcEndpoint.ToString())
            .UseHttpEndpoint(settings.HttpEndpoint.ToString())
            .UseDaprApiToken(settings.ApiToken ?? "")
            .UseGrpcChannelOptions(new GrpcChannelOptions
            {
                ThrowOperationCanceledOnCancellation = true,

                // Our own back-off decides when to try again; the channel must not sleep longer than that after a lost connection.
                MaxReconnectBackoff = settings.BackOff.Maximum,
                InitialReconnectBackoff = settings.BackOff.Initial,
            })
            .Build();
        _senders = settings.Routes.ToDictionary(
            route => route.Key,
            route => new Sender(route.Value, new EventBatch(route.Value, settings, host.Time), new ReceiverWait(this, settings.BackOff, host.Time, _logger)),
            StringComparer.Ordinal);
    }

    public override string Target => $"Dapr pub/sub at {_settings.GrpcEndpoint}";

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var wait = new ReceiverWait(this, _settings.BackOff, _time, _logger);
        while (!await IsHealthyAsync(cancellationToken))
        {
            await wait.FailedAsync(
                $"no Dapr sidecar answers at {_settings.HttpEndpoint} (start one with \"dapr run\", or set httpEndpoint and grpcEndpoint)", cancellationToken);
        }

        wait.Succeeded();
    }

    public override async Task DeliverAsync(QueryDelivery delivery, CancellationToken cancellationToken)
    {
        var sender = _senders[delivery.Query.Name];
        sender.Batch.Begin(delivery);
        while (sender.Batch.Next() is { Count: > 0 } events)
        {
            await PublishAsync(sender, events, cancellationToken);
        }
    }

    public override ValueTask DisposeAsync()
    {
        _client.Dispose();
        foreach (var sender in _senders.Values)
        {
            sender.Batch.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private async Task<bool> IsHealthyAsync(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(HealthTimeout);
        try
        {
            return await _client.CheckOutboundHealthAsync(timeout.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task PublishAsync(Sender sender, IReadOnlyList<object> events, CancellationToken cancellationToken)
    {
        for (var taken = 0; taken < events.Count;)
        {
            var (progress, fault) = await TryPublishAsync(sender.Route, taken == 0 ? events : [.. events.Skip(taken)], cancellationToken);
            taken += progress;
            Statistics.AddDelivered(progress);
            if (progress > 0 || fault is null)
            {
                sender.Wait.Succeeded();
            }

            if (fault is not { } failed)
            {
                continue;
            }

            if (failed.Status == StatusCode.Unimplemented && !_hasNoBulk)
            {
                _hasNoBulk = true;
                LogNoBulk(Name, Target);
                continue;
            }

            if (failed.IsPermanent)
            {
                sender.Wait.GaveUp();
                throw new ReactionException(
                    Name, sender.Batch.DiffIdOf(taken), $"{sender.Route.PubsubName}/{sender.Route.TopicName} refuses: {failed.Reason}");
            }

            await sender.Wait.FailedAsync($"{sender.Route.PubsubName}/{sender.Route.TopicName}: {failed.Reason}", cancellationToken);
        }
    }

    // Returns how many events, counted from the first, were taken, and why the next one was not.
    private async Task<(int Taken, DaprFault? Fault)> TryPublishAsync(DaprRoute route, IReadOnlyList<object> events, CancellationToken cancellationToken)
    {
        var taken = 0;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_settings.PublishTimeout);
        try
        {
            if (_settings.BulkSize > 1 && !_hasNoBulk)
            {
                return await PublishBulkAsync(route, events, timeout.Token);
            }

            for (; taken < events.Count; taken++)
            {
                await _client.PublishEventAsync(route.PubsubName, route.TopicName, events[taken], new Dictionary<string, string>(route.Metadata), timeout.Token);
                timeout.CancelAfter(_settings.PublishTimeout);
            }

            return (taken, null);
        }
        catch (Exception exception) when (exception is OperationCanceledException or RpcException or global::Dapr.DaprException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return (taken, DaprFault.Of(exception, _settings.PublishTimeout));
        }
    }

    private async Task<(int Taken, DaprFault? Fault)> PublishBulkAsync(DaprRoute route, IReadOnlyList<object> events, CancellationToken cancellationToken)
    {
        var response = await _client.BulkPublishEventAsync(
            route.PubsubName, route.TopicName, events, new Dictionary<string, string>(route.Metadata), cancellationToken);
        if (response.FailedEntries.Count == 0)
        {
            return (events.Count, null);
        }

        var first = response.FailedEntries.MinBy(entry => int.Parse(entry.Entry.EntryId))!;
        return (
            int.Parse(first.Entry.EntryId),
            new DaprFault(false, StatusCode.Unknown, $"{response.FailedEntries.Count} of {events.Count} events were not taken: {first.ErrorMessage}"));
    }

    [LoggerMessage(EventId = 3210, Level = LogLevel.Information, Message = "Reaction {Reaction}: {Target} has no bulk publish; events go one by one.")]
    private partial void LogNoBulk(string reaction, string target);

    private sealed record Sender(DaprRoute Route, EventBatch Batch, ReceiverWait Wait);
}
