using Amqp;
using Amqp.Framing;

namespace Reactor.Ingest.EventHubs.Protocol;

/// <summary>Requests to a node of the service (<c>$cbs</c>, <c>$management</c>), one at a time.</summary>
internal sealed class RequestLink : IDisposable
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(20);

    private readonly string _node;
    private readonly string _replyTo = $"reactor-{Guid.NewGuid():N}";
    private readonly SenderLink _sender;
    private readonly ReceiverLink _receiver;
    private readonly SemaphoreSlim _turn = new(1);

    public RequestLink(Session session, string node)
    {
        _node = node;
        _sender = new SenderLink(session, $"{_replyTo}-requests", node);
        var attach = new Attach { Source = new Source { Address = node }, Target = new Target { Address = _replyTo } };
        _receiver = new ReceiverLink(session, $"{_replyTo}-replies", attach, null);
        _receiver.SetCredit(10, CreditMode.Auto);
    }

    /// <summary>Sends a request and waits for its answer.</summary>
    /// <returns>The answer's body.</returns>
    /// <exception cref="HubException">The service refuses or does not answer.</exception>
    /// <exception cref="AmqpException">A link is closed.</exception>
    public async Task<object?> CallAsync(Message request, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var id = Guid.NewGuid().ToString("N");
            request.Properties = new Properties { MessageId = id, ReplyTo = _replyTo };
            await _sender.SendAsync(request).WaitAsync(AnswerTimeout, cancellationToken);
            while (await _receiver.ReceiveAsync(AnswerTimeout).WaitAsync(cancellationToken) is { } answer)
            {
                _receiver.Accept(answer);
                if (answer.Properties?.CorrelationId == id)
                {
                    return Body(answer);
                }
            }

            throw new HubException(Closed() ?? $"{_node} does not answer");
        }
        catch (TimeoutException exception)
        {
            throw new HubException($"{_node} does not answer", exception);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private object? Body(Message answer)
    {
        var status = Convert.ToInt32(answer.ApplicationProperties?["status-code"] ?? 0);
        return status is 200 or 202
            ? answer.Body
            : throw new HubException($"{_node} refuses with {status}: {answer.ApplicationProperties?["status-description"]}");
    }

    private string? Closed()
    {
        var error = _receiver.Error ?? _sender.Error;
        return error is null ? null : $"{error.Condition}: {error.Description}";
    }
}
