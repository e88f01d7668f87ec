using Amqp;
using Amqp.Framing;
using Amqp.Sasl;
using Amqp.Types;

namespace Reactor.Ingest.EventHubs.Protocol;

/// <summary>
/// A connection to one event hub: the boundary behind which AMQP 1.0 is spoken. It stands on AMQPNetLite, because the official .NET client is
/// not in the registry that this project builds from; another client would replace this folder only.
/// </summary>
internal sealed class HubConnection : IAsyncDisposable
{
    private const uint IdleTimeoutMs = 60_000;

    private static readonly TimeSpan OpenTimeout = TimeSpan.FromSeconds(20);

    private readonly EventHubSettings _settings;
    private readonly string _hub;
    private readonly TimeProvider _clock;
    private readonly Connection _connection;
    private readonly Session _control;
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _gate = new();
    private readonly List<string> _authorized = [];
    private readonly RequestLink? _tokens;
    private RequestLink? _management;

    private HubConnection(EventHubSettings settings, string hub, TimeProvider clock, Connection connection)
    {
        _settings = settings;
        _hub = hub;
        _clock = clock;
        _connection = connection;
        _control = new Session(connection);
        _tokens = settings.Authentication == Authentication.Token ? new RequestLink(_control, "$cbs") : null;
    }

    /// <summary>Faults when tokens can no longer be renewed, and never completes otherwise until the connection is disposed.</summary>
    public Task Renewal { get; private set; } = Task.CompletedTask;

    /// <summary>Connects to the namespace of a hub.</summary>
    /// <exception cref="HubException">It cannot be reached, or it refuses.</exception>
    public static Task<HubConnection> OpenAsync(EventHubSettings settings, string hub, TimeProvider clock, CancellationToken cancellationToken) =>
        GuardAsync(async () =>
        {
            var at = settings.Connection;
            var isPlain = settings.Authentication == Authentication.Plain;
            var factory = new ConnectionFactory();
            factory.AMQP.IdleTimeout = (int)IdleTimeoutMs;
            factory.SASL.Profile = isPlain ? null : SaslProfile.Anonymous;
            var address = new Address(at.Host, at.Port, isPlain ? at.KeyName : null, isPlain ? at.Key : null, "/", at.UseTls ? "amqps" : "amqp");
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(OpenTimeout);
            var connection = await factory.CreateAsync(address, limit.Token);
            var opened = new HubConnection(settings, hub, clock, connection);
            opened.Renewal = opened.RenewAsync(opened._closing.Token);
            return opened;
        }, cancellationToken);

    /// <summary>Ids of the hub's partitions.</summary>
    /// <exception cref="HubException">There is no such hub, or the connection is lost.</exception>
    public async Task<IReadOnlyList<string>> GetPartitionIdsAsync(CancellationToken cancellationToken)
    {
        var hub = await DescribeAsync("com.microsoft:eventhub", null, cancellationToken);
        return hub["partition_ids"] is string[] ids ? ids : throw new HubException("$management names no partitions");
    }

    /// <summary>How far a partition reaches.</summary>
    /// <returns>Sequence number of the last event it ever had, -1 or lower for none; and whether it holds no event now.</returns>
    /// <exception cref="HubException">There is no such partition, or the connection is lost.</exception>
    public async Task<(long LastSequence, bool IsEmpty)> GetExtentAsync(string partition, CancellationToken cancellationToken)
    {
        var description = await DescribeAsync("com.microsoft:partition", partition, cancellationToken);
        return description["last_enqueued_sequence_number"] is long last
            ? (last, description["is_partition_empty"] is true)
            : throw new HubException($"$management does not describe partition {partition}");
    }

    /// <summary>Starts reading a partition.</summary>
    /// <exception cref="HubException">The connection is lost, or the service refuses.</exception>
    public Task<HubReceiver> ReceiveAsync(string partition, HubPosition start, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        var address = $"{_hub}/ConsumerGroups/{_settings.ConsumerGroup}/Partitions/{partition}";
        await AuthorizeAsync(address, cancellationToken);

        // A session of its own: one slow partition must not close the window of the others.
        return new HubReceiver(new Session(_connection), address, start, _settings.Prefetch);
    }, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await Renewal.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await _connection.CloseAsync(TimeSpan.FromSeconds(2), null);
        }
        catch (Exception exception) when (exception is AmqpException or TimeoutException or ObjectDisposedException)
        {
            // It is gone already.
        }

        await Task.Yield();
        _tokens?.Dispose();
        _management?.Dispose();
        _closing.Dispose();
    }

    /// <summary>What goes wrong below as one kind of exception, so that nothing above knows AMQP.</summary>
    private static async Task<T> GuardAsync<T>(Func<Task<T>> action, CancellationToken cancellationToken)
    {
        try
        {
            var result = await action();

            // AMQPNetLite goes on here on the thread that reads the socket: whoever blocked it would wait for itself.
            await Task.Yield();
            return result;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HubException("no answer in time", exception);
        }
        catch (AmqpException exception)
        {
            throw new HubException($"{exception.Error?.Condition}: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException or TimeoutException
            or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
        {
            throw new HubException(exception.Message, exception);
        }
    }

    private Task<Map> DescribeAsync(string type, string? partition, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        await AuthorizeAsync($"{_hub}/$management", cancellationToken);
        var request = new Message
        {
            ApplicationProperties = new ApplicationProperties { ["operation"] = "READ", ["name"] = _hub, ["type"] = type },
        };
        if (partition is not null)
        {
            request.ApplicationProperties["partition"] = partition;
        }

        if (_tokens is not null)
        {
            request.ApplicationProperties["security_token"] = TokenFor($"{_hub}/$management");
        }

        _management ??= new RequestLink(_control, "$management");
        return await _management.CallAsync(request, cancellationToken) as Map ?? throw new HubException("$management answers without a description");
    }, cancellationToken);

    // Each link is authorized for its own address, as the official clients do.
    private async Task AuthorizeAsync(string address, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_tokens is null || _authorized.Contains(address, StringComparer.Ordinal))
            {
                return;
            }
        }

        await PutTokenAsync(address, cancellationToken);
        lock (_gate)
        {
            _authorized.Add(address);
        }
    }

    private Task<object?> PutTokenAsync(string address, CancellationToken cancellationToken)
    {
        var request = new Message
        {
            BodySection = new AmqpValue { Value = TokenFor(address) },
            ApplicationProperties = new ApplicationProperties
            {
                ["operation"] = "put-token", ["type"] = "servicebus.windows.net:sastoken", ["name"] = Audience(address),
            },
        };
        return _tokens!.CallAsync(request, cancellationToken);
    }

    private string Audience(string address) => $"sb://{_settings.Connection.Host}/{address}";

    private string TokenFor(string address)
    {
        var at = _settings.Connection;
        return at.Signature ?? SharedAccessToken.Create(Audience(address), at.KeyName!, at.Key!, _clock.GetUtcNow() + _settings.TokenLifetime);
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        if (_tokens is null || _settings.Connection.Signature is not null)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _clock, cancellationToken);
        }

        while (true)
        {
            // A quarter of the lifetime is left for a service that is slow to answer.
            await Task.Delay(_settings.TokenLifetime * 0.75, _clock, cancellationToken);
            string[] addresses;
            lock (_gate)
            {
                addresses = [.. _authorized];
            }

            foreach (var address in addresses)
            {
                await GuardAsync(() => PutTokenAsync(address, cancellationToken), cancellationToken);
            }
        }
    }
}
