using System.Net;
using System.Net.Sockets;
using System.Text;
using Amqp;
using Amqp.Framing;
using Amqp.Listener;

namespace Reactor.Testing.EventHubs;

/// <summary>
/// A stand-in for one Azure Event Hub: an AMQP 1.0 server on loopback that speaks what Event Hubs clients speak (SASL, <c>$cbs</c>,
/// <c>$management</c>, partition receivers with filters, senders with batches). The official JavaScript client is tested against it, so that
/// it is not only our own reading of the protocol that our source passes.
/// </summary>
public sealed class EventHubServer : IDisposable
{
    private const string KeyName = "reader";
    private const string Key = "c2VjcmV0IGtleSBmb3IgdGVzdHM=";

    private readonly HubPartition[] _partitions;
    private readonly HubConnections _connections = new();
    private readonly HubLinks _links;
    private readonly ContainerHost _host;
    private readonly int _innerPort;
    private HubRelay _relay;

    /// <summary>Starts the server.</summary>
    /// <param name="hub">Name of the hub.</param>
    /// <param name="partitions">How many partitions it has.</param>
    public EventHubServer(string hub = "hub", int partitions = 2)
    {
        Hub = hub;
        _partitions = [.. Enumerable.Range(0, partitions).Select(number => new HubPartition(number.ToString()))];
        _links = new HubLinks(hub, _partitions, new SharedAccessTokens(KeyName, Key), _connections);
        _innerPort = FreePort();
        _host = new ContainerHost([new Address($"amqp://127.0.0.1:{_innerPort}")]);
        var listener = _host.Listeners[0];
        listener.SASL.EnableAnonymousMechanism = true;
        listener.SASL.EnablePlainMechanism(KeyName, Key);
        listener.AMQP.MaxFrameSize = 65_536;
        _host.RegisterLinkProcessor(_links);
        _host.Open();
        _relay = new HubRelay(0, _innerPort);
    }

    /// <summary>Name of the hub.</summary>
    public string Hub { get; }

    /// <summary>A connection string of the namespace, without the hub.</summary>
    public string ConnectionString => WithKey(Key);

    /// <summary>A connection string whose key is wrong.</summary>
    public string WrongConnectionString => WithKey("d3Jvbmc=");

    /// <summary>Tokens accepted so far.</summary>
    public int PutTokens => _links.PutTokens;

    /// <summary>Receivers attached so far.</summary>
    public int ReceiversOpened => _links.ReceiversOpened;

    /// <summary>Appends events to a partition.</summary>
    /// <param name="partition">From 0.</param>
    /// <param name="values">UTF-8 texts; null is an event without body.</param>
    public void Append(int partition, params IEnumerable<string?> values)
    {
        foreach (var value in values)
        {
            _partitions[partition].Append(new Message { BodySection = value is null ? null : new Data { Binary = Encoding.UTF8.GetBytes(value) } });
        }
    }

    /// <summary>Forgets the oldest events of a partition, as retention does.</summary>
    public void Expire(int partition, int count) => _partitions[partition].DropFirst(count);

    /// <summary>Closes every connection as a server does that restarts; new ones are accepted.</summary>
    public void DropConnections() => _connections.CloseAll("amqp:connection:forced");

    /// <summary>Cuts every connection without a word and refuses new ones.</summary>
    public void Stop() => _relay.Dispose();

    /// <summary>Undoes <see cref="Stop"/>. What was appended is kept.</summary>
    public void Start() => _relay = new HubRelay(_relay.Port, _innerPort);

    /// <inheritdoc/>
    public void Dispose()
    {
        _relay.Dispose();
        _host.Close();
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private string WithKey(string key) =>
        $"Endpoint=sb://127.0.0.1:{_relay.Port};SharedAccessKeyName={KeyName};SharedAccessKey={key};UseDevelopmentEmulator=true";
}
