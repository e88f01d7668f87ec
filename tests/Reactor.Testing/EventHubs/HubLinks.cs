using System.Text.RegularExpressions;
using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using Amqp.Types;

namespace Reactor.Testing.EventHubs;

/// <summary>
/// Gives every link that a client attaches its endpoint: <c>$cbs</c>, <c>$management</c>, a receiver of a partition, or a sender. What the
/// service does and clients rely on: replies go by link name when the reply link has no address; senders learn a maximum size; a receiver
/// with a higher epoch takes a partition over.
/// </summary>
internal sealed partial class HubLinks(string hub, HubPartition[] partitions, SharedAccessTokens tokens, HubConnections connections) : ILinkProcessor
{
    private const string Cbs = "$cbs";
    private const string Management = "$management";
    private const ulong MaxMessageBytes = 1 << 20;
    private const int SenderCredit = 300;

    private int _putTokens;
    private int _receiversOpened;
    private int _nextPartition;

    /// <summary>Tokens accepted so far.</summary>
    public int PutTokens => _putTokens;

    /// <summary>Receivers attached so far.</summary>
    public int ReceiversOpened => _receiversOpened;

    public void Process(AttachContext attachContext)
    {
        var attach = attachContext.Attach;
        var address = (attach.Role ? (attach.Source as Source)?.Address : (attach.Target as Target)?.Address) ?? "";
        var node = address.EndsWith(Cbs, StringComparison.Ordinal) ? Cbs : address.EndsWith(Management, StringComparison.Ordinal) ? Management : null;
        try
        {
            if (node != Cbs && !connections.IsAuthorized(attachContext.Link.Session.Connection))
            {
                attachContext.Complete(new Error(ErrorCode.UnauthorizedAccess) { Description = $"no token for {address}" });
            }
            else if (node is not null)
            {
                AttachControl(attachContext, node);
            }
            else if (attach.Role)
            {
                AttachReceiver(attachContext, address);
            }
            else
            {
                AttachSender(attachContext, address);
            }
        }
        catch (FormatException exception)
        {
            attachContext.Complete(new Error(ErrorCode.InvalidField) { Description = exception.Message });
        }
    }

    [GeneratedRegex(@"^/?(?<hub>[^/]+)/ConsumerGroups/(?<group>[^/]+)/Partitions/(?<partition>\d+)$", RegexOptions.IgnoreCase)]
    private static partial Regex ReceiverAddress();

    [GeneratedRegex(@"^/?(?<hub>[^/]+)(?:/Partitions/(?<partition>\d+))?$", RegexOptions.IgnoreCase)]
    private static partial Regex SenderAddress();

    private static Message Status(int code, string description) => new()
    {
        ApplicationProperties = new ApplicationProperties { ["status-code"] = code, ["status-description"] = description },
    };

    private void AttachControl(AttachContext context, string node)
    {
        if (context.Attach.Role)
        {
            connections.AddReplyLink(node, context.Link, context.Attach);
            context.Complete(new Replies(), 0);
        }
        else
        {
            context.Complete(new Requests(node, connections, node == Cbs ? PutToken : Describe), SenderCredit);
        }
    }

    private void AttachReceiver(AttachContext context, string address)
    {
        if (Partition(ReceiverAddress().Match(address)) is not { } partition)
        {
            context.Complete(new Error(ErrorCode.NotFound) { Description = $"there is no {address}" });
            return;
        }

        if (context.Attach.Properties?[new Symbol("com.microsoft:epoch")] is { } epoch && !TryOwn(partition, Convert.ToInt64(epoch), context))
        {
            return;
        }

        Interlocked.Increment(ref _receiversOpened);
        var start = partition.Seek(SelectorFilter.Of((Source)context.Attach.Source));
        context.Complete(new SourceLinkEndpoint(new PartitionMessages(partition, start), context.Link), 0);
    }

    private static bool TryOwn(HubPartition partition, long epoch, AttachContext context)
    {
        var stolen = new Symbol("amqp:link:stolen");
        lock (partition)
        {
            var owner = partition.Owner is { } current && !current.Link.IsClosed ? partition.Owner : null;
            if (owner?.Epoch > epoch)
            {
                context.Complete(new Error(stolen) { Description = $"a receiver with epoch {owner.Value.Epoch} reads the partition" });
                return false;
            }

            partition.Owner = (epoch, context.Link);
            owner?.Link.CloseAsync(TimeSpan.Zero, new Error(stolen) { Description = $"a receiver with epoch {epoch} took the partition" });
            return true;
        }
    }

    private void AttachSender(AttachContext context, string address)
    {
        var match = SenderAddress().Match(address);
        if (!match.Success || match.Groups["hub"].Value != hub || (match.Groups["partition"].Success && Partition(match) is null))
        {
            context.Complete(new Error(ErrorCode.NotFound) { Description = $"there is no {address}" });
            return;
        }

        // Without it a client takes every event for too large, and sends empty batches without a word.
        context.Attach.MaxMessageSize = MaxMessageBytes;
        var chosen = match.Groups["partition"].Success ? Partition(match) : null;
        context.Complete(new EventIntake(message => chosen ?? PartitionFor(message)), SenderCredit);
    }

    private HubPartition? Partition(Match address) =>
        address.Success && address.Groups["hub"].Value == hub && int.Parse(address.Groups["partition"].Value) is var index && index < partitions.Length
            ? partitions[index]
            : null;

    private HubPartition PartitionFor(Message message) =>
        message.MessageAnnotations?[new Symbol("x-opt-partition-key")] is string key
            ? partitions[(uint)key.GetHashCode(StringComparison.Ordinal) % partitions.Length]
            : partitions[(uint)Interlocked.Increment(ref _nextPartition) % partitions.Length];

    private Message PutToken(Message request, Connection connection)
    {
        var audience = (string)request.ApplicationProperties["name"];
        if (request.ApplicationProperties["operation"] is not "put-token" || request.ApplicationProperties["type"] is not "servicebus.windows.net:sastoken")
        {
            return Status(400, "expected put-token of a shared access signature");
        }

        if (!tokens.TryCheck((string)request.Body, audience, out var expiresAt, out var reason))
        {
            return Status(401, reason);
        }

        Interlocked.Increment(ref _putTokens);
        connections.Authorize(connection, expiresAt);
        return Status(202, "Accepted");
    }

    private Message Describe(Message request, Connection connection)
    {
        var type = (string)request.ApplicationProperties["type"];
        if (request.ApplicationProperties["name"] is not string name || name != hub)
        {
            return Status(404, "there is no such hub");
        }

        var answer = Status(200, "OK");
        answer.BodySection = new AmqpValue
        {
            Value = type == "com.microsoft:eventhub"
                ? DescribeHub(type)
                : DescribePartition(type, partitions[int.Parse((string)request.ApplicationProperties["partition"])]),
        };
        return answer;
    }

    private Map DescribeHub(string type) => new()
    {
        ["name"] = hub,
        ["type"] = type,
        ["created_at"] = DateTime.UtcNow,
        ["partition_count"] = partitions.Length,
        ["partition_ids"] = partitions.Select(partition => partition.Id).ToArray(),
        ["georeplication_factor"] = 1,
    };

    private Map DescribePartition(string type, HubPartition partition)
    {
        var last = partition.Last;
        return new Map
        {
            ["name"] = hub,
            ["type"] = type,
            ["partition"] = partition.Id,
            ["begin_sequence_number"] = partition.FirstSequence,
            ["last_enqueued_sequence_number"] = last?.Sequence ?? partition.FirstSequence - 1,
            ["last_enqueued_offset"] = last?.Offset ?? "-1",
            ["last_enqueued_time_utc"] = last?.EnqueuedAt ?? DateTime.UnixEpoch,
            ["is_partition_empty"] = last is null,
        };
    }
}
