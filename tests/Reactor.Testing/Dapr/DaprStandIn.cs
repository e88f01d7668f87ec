using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Reactor.Testing.Dapr;

/// <summary>
/// A Dapr sidecar as far as publishing goes, in this process: the gRPC service on one loopback port, health on another. It keeps what was
/// published in the order in which a broker would have got it, and fails when told to.
/// </summary>
public sealed class DaprStandIn : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly Lock _gate = new();
    private readonly List<PublishedEvent> _events = [];
    private readonly Queue<DaprFailure> _failures = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private DaprStandIn()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc(options => options.MaxReceiveMessageSize = 4 << 20);
        builder.Services.AddSingleton(new DaprService(this));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        _application = builder.Build();
        _application.MapGrpcService<DaprService>();
        _application.MapGet("/v1.0/healthz", Health);
        _application.MapGet("/v1.0/healthz/outbound", Health);
    }

    /// <summary>For <c>grpcEndpoint</c>.</summary>
    public string GrpcEndpoint { get; private set; } = "";

    /// <summary>For <c>httpEndpoint</c>.</summary>
    public string HttpEndpoint { get; private set; } = "";

    /// <summary>Whether health says yes (204) or no (503).</summary>
    public bool IsReady { get; set; } = true;

    /// <summary>How often health was asked for.</summary>
    public int HealthChecks { get; private set; }

    /// <summary>False: the bulk calls answer Unimplemented, as an old runtime does.</summary>
    public bool HasBulk { get; set; } = true;

    /// <summary>How long each call takes.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Token that calls must carry, or null.</summary>
    public string? ApiToken { get; set; }

    /// <summary>Names of pub/sub components; others are answered with InvalidArgument. Null: any.</summary>
    public IReadOnlySet<string>? Pubsubs { get; set; }

    /// <summary>Number of calls to publish, bulk or single, failed ones included.</summary>
    public int Calls { get; private set; }

    /// <summary>What the broker got, in order, duplicates included.</summary>
    public IReadOnlyList<PublishedEvent> Events
    {
        get
        {
            lock (_gate)
            {
                return [.. _events];
            }
        }
    }

    /// <summary>Starts one on ports of the system's choice.</summary>
    public static async Task<DaprStandIn> StartAsync()
    {
        var sidecar = new DaprStandIn();
        await sidecar._application.StartAsync();
        var addresses = sidecar._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToList();
        (sidecar.GrpcEndpoint, sidecar.HttpEndpoint) = (addresses[0], addresses[1]);
        return sidecar;
    }

    /// <summary>Lets the next calls fail, in the order given; used up one by one.</summary>
    public void FailNext(params DaprFailure[] failures)
    {
        lock (_gate)
        {
            foreach (var failure in failures)
            {
                _failures.Enqueue(failure);
            }
        }
    }

    /// <summary>What the broker got of one topic, without the repetitions that receivers drop by id, in order of first arrival.</summary>
    public IReadOnlyList<PublishedEvent> Deduplicated(string topic) => [.. Events.Where(sent => sent.Topic == topic).DistinctBy(sent => sent.Id)];

    /// <summary>Waits until what was published satisfies a condition.</summary>
    /// <exception cref="TimeoutException">It did not in time.</exception>
    public async Task WaitForAsync(Func<IReadOnlyList<PublishedEvent>, bool> condition, TimeSpan timeout)
    {
        using var end = new CancellationTokenSource(timeout);
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                changed = _changed.Task;
            }

            if (condition(Events))
            {
                return;
            }

            try
            {
                await changed.WaitAsync(end.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"{Events.Count} events were published, not what was waited for");
            }
        }
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    // The checks every call goes through; returns the failure it must report for single entries, if any.
    internal async Task<DaprFailure?> BeginCallAsync(string pubsub, bool isBulk, ServerCallContext context)
    {
        DaprFailure? failure;
        lock (_gate)
        {
            Calls++;
            _failures.TryDequeue(out failure);
        }

        await Task.Delay(Delay, context.CancellationToken);
        if (isBulk && !HasBulk)
        {
            throw new RpcException(new Status(StatusCode.Unimplemented, "unknown method"));
        }

        if (failure is { Status: { } status })
        {
            throw new RpcException(new Status(status, failure.Detail));
        }

        if (ApiToken is not null && context.RequestHeaders.GetValue("dapr-api-token") != ApiToken)
        {
            throw new RpcException(new Status(StatusCode.Unauthenticated, "invalid api token"));
        }

        return Pubsubs is null || Pubsubs.Contains(pubsub)
            ? failure
            : throw new RpcException(new Status(StatusCode.InvalidArgument, $"pubsub {pubsub} is not found"));
    }

    internal void Accept(IEnumerable<PublishedEvent> events)
    {
        lock (_gate)
        {
            _events.AddRange(events);
            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private IResult Health()
    {
        HealthChecks++;
        return Microsoft.AspNetCore.Http.Results.StatusCode(IsReady ? StatusCodes.Status204NoContent : StatusCodes.Status503ServiceUnavailable);
    }
}
