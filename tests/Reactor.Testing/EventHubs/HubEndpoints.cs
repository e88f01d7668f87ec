using Amqp;
using Amqp.Framing;
using Amqp.Listener;

namespace Reactor.Testing.EventHubs;

/// <summary>Sends what a partition has from a sequence number on, as far as the receiver gives credit.</summary>
internal sealed class PartitionMessages(HubPartition partition, long start) : IMessageSource
{
    private static readonly TimeSpan IdleWait = TimeSpan.FromMilliseconds(200);

    private long _next = start;

    public async Task<ReceiveContext?> GetMessageAsync(ListenerLink link)
    {
        var arrival = partition.ArrivalAsync();
        if (partition.Read(ref _next) is not { } message)
        {
            // The endpoint asks again at once when it gets nothing.
            await Task.WhenAny(arrival, Task.Delay(IdleWait));
            return null;
        }

        _next++;
        return new ReceiveContext(link, message);
    }

    public void DisposeMessage(ReceiveContext receiveContext, DispositionContext dispositionContext) => dispositionContext.Complete();
}

/// <summary>Takes events, single or in batches, for one partition or for any.</summary>
internal sealed class EventIntake(Func<Message, HubPartition> partitionOf) : LinkEndpoint
{
    private const uint BatchFormat = 0x80013700;

    public override void OnMessage(MessageContext messageContext)
    {
        var message = messageContext.Message;
        var partition = partitionOf(message);
        if (message.Format == BatchFormat)
        {
            foreach (var section in Sections(message))
            {
                partition.Append(Message.Decode(new ByteBuffer(section, 0, section.Length, section.Length)));
            }
        }
        else
        {
            partition.Append(message);
        }

        if (!messageContext.Link.IsClosed)
        {
            messageContext.Complete();
        }
    }

    public override void OnFlow(FlowContext flowContext)
    {
    }

    public override void OnDisposition(DispositionContext dispositionContext)
    {
    }

    // Each section of a batch is an encoded message.
    private static IEnumerable<byte[]> Sections(Message batch)
    {
        if (batch.BodySection is not DataList list)
        {
            yield return ((Data)batch.BodySection).Binary;
            yield break;
        }

        for (var index = 0; index < list.Count; index++)
        {
            yield return list[index].Binary ?? list[index].Buffer.Buffer.AsSpan(list[index].Buffer.Offset, list[index].Buffer.Length).ToArray();
        }
    }
}

/// <summary>Answers requests sent to a node.</summary>
internal sealed class Requests(string node, HubConnections connections, Func<Message, Connection, Message> answer) : LinkEndpoint
{
    public override void OnMessage(MessageContext messageContext)
    {
        messageContext.Complete();
        var connection = messageContext.Link.Session.Connection;
        connections.Reply(node, messageContext.Message, connection, answer(messageContext.Message, connection));
    }

    public override void OnFlow(FlowContext flowContext)
    {
    }

    public override void OnDisposition(DispositionContext dispositionContext)
    {
    }
}

/// <summary>A link on which only answers travel.</summary>
internal sealed class Replies : LinkEndpoint
{
    public override void OnFlow(FlowContext flowContext)
    {
    }

    public override void OnDisposition(DispositionContext dispositionContext)
    {
    }
}
