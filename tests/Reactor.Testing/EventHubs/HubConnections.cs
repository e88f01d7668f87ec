using System.Collections.Concurrent;
using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using Amqp.Types;

namespace Reactor.Testing.EventHubs;

/// <summary>What each connection may do, and the links it gets answers on.</summary>
internal sealed class HubConnections
{
    private readonly ConcurrentDictionary<Connection, DateTimeOffset> _authorizedUntil = new();
    private readonly ConcurrentDictionary<(Connection Connection, string Address), ListenerLink> _replies = new();

    public IEnumerable<Connection> Open => _replies.Keys.Select(key => key.Connection).Where(connection => !connection.IsClosed).Distinct();

    /// <summary>Lets a connection use the hub until a time; it is closed then unless a newer token came.</summary>
    public void Authorize(Connection connection, DateTimeOffset until)
    {
        _authorizedUntil[connection] = until;
        _ = CloseWhenExpiredAsync(connection, until);
    }

    public bool IsAuthorized(Connection connection) =>
        connection is ListenerConnection { Principal: not null }
        || (_authorizedUntil.TryGetValue(connection, out var until) && until > DateTimeOffset.UtcNow);

    /// <summary>Notes the link on which a client waits for answers: known by its target address or, without one, by its name.</summary>
    public void AddReplyLink(string node, ListenerLink link, Attach attach)
    {
        _replies[(link.Session.Connection, $"{node}/{attach.LinkName}")] = link;
        if ((attach.Target as Target)?.Address is { } address)
        {
            _replies[(link.Session.Connection, $"{node}/{address}")] = link;
        }
    }

    public void Reply(string node, Message request, Connection connection, Message response)
    {
        response.Properties = new Properties();
        response.Properties.SetCorrelationId(request.Properties.GetMessageId());
        if (_replies.TryGetValue((connection, $"{node}/{request.Properties.ReplyTo}"), out var link))
        {
            link.SendMessage(response);
        }
    }

    public void CloseAll(string condition)
    {
        foreach (var connection in Open.ToList())
        {
            Close(connection, condition, "closed by the test");
        }

        _replies.Clear();
        _authorizedUntil.Clear();
    }

    private static void Close(Connection connection, string condition, string description) =>
        connection.Close(TimeSpan.Zero, new Error(new Symbol(condition)) { Description = description });

    private async Task CloseWhenExpiredAsync(Connection connection, DateTimeOffset until)
    {
        var left = until - DateTimeOffset.UtcNow;
        if (left > TimeSpan.FromMinutes(5))
        {
            return;
        }

        await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        if (!connection.IsClosed && _authorizedUntil.TryGetValue(connection, out var latest) && latest <= until)
        {
            Close(connection, ErrorCode.UnauthorizedAccess, "the token expired");
        }
    }
}
