using Amqp;
using Amqp.Framing;
using Amqp.Types;

namespace Reactor.Testing.EventHubs;

/// <summary>The log of one partition: events in order, each with sequence number, offset, enqueued time and perhaps a partition key.</summary>
internal sealed class HubPartition(string id)
{
    private const int OffsetStep = 96;

    private readonly Lock _gate = new();
    private readonly List<StoredEvent> _events = [];
    private TaskCompletionSource _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _firstSequence;

    public string Id { get; } = id;

    /// <summary>Sequence number of the oldest event kept.</summary>
    public long FirstSequence
    {
        get
        {
            lock (_gate)
            {
                return _firstSequence;
            }
        }
    }

    /// <summary>The receiver with the highest epoch, if one gave an epoch.</summary>
    public (long Epoch, Link Link)? Owner { get; set; }

    /// <summary>Sequence number, offset and time of the last event; null when there was none.</summary>
    public (long Sequence, string Offset, DateTime EnqueuedAt)? Last
    {
        get
        {
            lock (_gate)
            {
                return _events.Count == 0 ? null : (_firstSequence + _events.Count - 1, _events[^1].Offset.ToString(), _events[^1].EnqueuedAt);
            }
        }
    }

    public void Append(Message message)
    {
        var encoded = message.Encode();
        var bytes = encoded.Buffer.AsSpan(encoded.Offset, encoded.Length).ToArray();
        lock (_gate)
        {
            _events.Add(new StoredEvent(bytes, (_firstSequence + _events.Count) * OffsetStep, DateTime.UtcNow));
            _arrival.TrySetResult();
            _arrival = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Forgets the oldest events, as retention does.</summary>
    public void DropFirst(int count)
    {
        lock (_gate)
        {
            _events.RemoveRange(0, count);
            _firstSequence += count;
        }
    }

    /// <summary>Completes at the next <see cref="Append"/>.</summary>
    public Task ArrivalAsync()
    {
        lock (_gate)
        {
            return _arrival.Task;
        }
    }

    /// <summary>A fresh copy of the first event from a sequence number on, or null when there is none yet.</summary>
    public Message? Read(ref long sequence)
    {
        StoredEvent stored;
        lock (_gate)
        {
            sequence = Math.Max(sequence, _firstSequence);
            if (sequence - _firstSequence >= _events.Count)
            {
                return null;
            }

            stored = _events[(int)(sequence - _firstSequence)];
        }

        // A Message is bound to its one delivery, so every reader gets its own.
        var message = Message.Decode(new ByteBuffer(stored.Encoded, 0, stored.Encoded.Length, stored.Encoded.Length));
        var key = message.MessageAnnotations?[new Symbol("x-opt-partition-key")];
        message.Header = null;
        message.DeliveryAnnotations = null;
        message.MessageAnnotations = new MessageAnnotations
        {
            [new Symbol("x-opt-sequence-number")] = sequence,
            [new Symbol("x-opt-offset")] = stored.Offset.ToString(),
            [new Symbol("x-opt-enqueued-time")] = stored.EnqueuedAt,
        };
        if (key is not null)
        {
            message.MessageAnnotations[new Symbol("x-opt-partition-key")] = key;
        }

        return message;
    }

    /// <summary>Sequence number of the first event that a filter lets through.</summary>
    public long Seek(SelectorFilter filter)
    {
        lock (_gate)
        {
            if (filter.IsLatest)
            {
                return _firstSequence + _events.Count;
            }

            var index = 0;
            while (index < _events.Count
                && !filter.Matches(_firstSequence + index, _events[index].Offset, new DateTimeOffset(_events[index].EnqueuedAt).ToUnixTimeMilliseconds()))
            {
                index++;
            }

            return _firstSequence + index;
        }
    }

    private sealed record StoredEvent(byte[] Encoded, long Offset, DateTime EnqueuedAt);
}
