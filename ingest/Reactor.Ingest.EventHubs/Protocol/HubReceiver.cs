using System.Text;
using Amqp;
using Amqp.Framing;
using Amqp.Types;

namespace Reactor.Ingest.EventHubs.Protocol;

/// <summary>
/// Reads one partition. The service sends ahead as many events as there is credit; credit is given back as events are taken, so that whoever
/// stops taking stops the service.
/// </summary>
internal sealed class HubReceiver
{
    private static readonly Symbol SequenceNumber = "x-opt-sequence-number";
    private static readonly Symbol EnqueuedTime = "x-opt-enqueued-time";
    private static readonly Symbol Selector = "apache.org:selector-filter:string";

    private readonly ReceiverLink _link;

    public HubReceiver(Session session, string address, HubPosition start, int prefetch)
    {
        var source = new Source
        {
            Address = address,
            FilterSet = new Map { [Selector] = new DescribedValue(Selector, start.Filter) },
        };

        // Settled by the sender: the service keeps events whatever a reader says, positions are ours.
        var attach = new Attach
        {
            Source = source,
            Target = new Target(),
            SndSettleMode = SenderSettleMode.Settled,
            RcvSettleMode = ReceiverSettleMode.First,
        };
        _link = new ReceiverLink(session, $"reactor-{Guid.NewGuid():N}", attach, null);
        _link.SetCredit(prefetch, CreditMode.Auto);
    }

    /// <summary>Takes the next event if it is at hand.</summary>
    /// <exception cref="HubException">The link is closed, or the event has no sequence number.</exception>
    public HubEvent? TryTake()
    {
        try
        {
            // The asynchronous form with a time of zero never completes when nothing is at hand.
            return Take(_link.Receive(TimeSpan.Zero));
        }
        catch (AmqpException exception)
        {
            throw Lost(exception);
        }
    }

    /// <summary>Takes the next event, or waits for it.</summary>
    /// <param name="wait">How long to wait; positive.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null when none came in time.</returns>
    /// <exception cref="HubException">The link is closed, or the event has no sequence number.</exception>
    public async Task<HubEvent?> TakeAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            var message = await _link.ReceiveAsync(wait).WaitAsync(cancellationToken);

            // AMQPNetLite goes on here on the thread that reads the socket, which must not be kept.
            await Task.Yield();
            return Take(message);
        }
        catch (AmqpException exception)
        {
            throw Lost(exception);
        }
    }

    private static HubException Lost(AmqpException exception) => new($"{exception.Error?.Condition}: {exception.Message}", exception);

    private HubEvent? Take(Message? message)
    {
        if (message is null)
        {
            return _link.IsClosed ? throw new HubException(Describe(_link.Error) ?? "the connection is closed") : null;
        }

        _link.Accept(message);
        return message.MessageAnnotations?[SequenceNumber] is long sequence
            ? new HubEvent(BodyOf(message), sequence, message.MessageAnnotations[EnqueuedTime] as DateTime? ?? DateTime.UtcNow)
            : throw new HubException("an event has no sequence number: this is no event hub");
    }

    private static string? Describe(Error? error) => error is null ? null : $"{error.Condition}: {error.Description}";

    private static ReadOnlyMemory<byte> BodyOf(Message message) => message.BodySection switch
    {
        Data data => BytesOf(data),
        DataList list => Joined(list),
        AmqpValue { Value: string text } => Encoding.UTF8.GetBytes(text),
        AmqpValue { Value: byte[] bytes } => bytes,
        _ => default,
    };

    private static ReadOnlyMemory<byte> BytesOf(Data data) =>
        data.Binary ?? data.Buffer.Buffer.AsMemory(data.Buffer.Offset, data.Buffer.Length);

    private static byte[] Joined(DataList list)
    {
        var joined = new MemoryStream();
        for (var index = 0; index < list.Count; index++)
        {
            joined.Write(BytesOf(list[index]).Span);
        }

        return joined.ToArray();
    }
}
