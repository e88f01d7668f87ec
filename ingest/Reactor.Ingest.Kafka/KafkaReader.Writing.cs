using System.Threading.Channels;
using Confluent.Kafka;
using Reactor.Contracts.Changes;

namespace Reactor.Ingest.Kafka;

/// <content>Writing batches, ending the bootstrap, and pausing.</content>
internal sealed partial class KafkaReader
{
    private void EndBootstrapWhenRead(CancellationToken cancellationToken)
    {
        if (_feed.BootstrapEnded || _missingTopics.Count > 0 || _partitions.Count == 0)
        {
            return;
        }

        foreach (var partition in _partitions.Values)
        {
            if (!partition.AtEnd && !partition.Feed.IsLive)
            {
                return;
            }
        }

        EndBootstrap(cancellationToken);
    }

    private void EndBootstrap(CancellationToken cancellationToken)
    {
        foreach (var partition in _partitions.Values)
        {
            if (partition.Feed.SnapshotCount > 0)
            {
                Write(partition.Feed.TakeSnapshot(BatchPhase.Bootstrap), cancellationToken);
            }
        }

        _feed.EndBootstrap();
        Write(_feed.EmptyBootstrapEnd(), cancellationToken);
        foreach (var partition in _partitions.Values)
        {
            partition.IsHeld = false;
        }

        ApplyPauses();
    }

    // A transaction is over when the broker had nothing more for some time: our own slowness must not look like its silence, so what counts
    // is the time at which a poll began that found nothing. A broker that may be unreachable may still have the rest.
    private void CloseSilentTransactions(long polledAt)
    {
        foreach (var partition in _partitions.Values)
        {
            if (partition.Feed.HasOpenTransaction && partition.AtEnd && _lost is null && _suspicion is null
                && _clock.GetElapsedTime(partition.EndReachedAt, polledAt) >= _settings.Feed.TransactionIdle)
            {
                partition.Feed.CloseTransaction();
            }
        }
    }

    private void WriteAll(CancellationToken cancellationToken)
    {
        foreach (var partition in _partitions.Values)
        {
            WritePartition(partition, cancellationToken);
        }

        _hasUnwritten = false;
        _lastWrite = _clock.GetTimestamp();
    }

    private void WritePartition(KafkaPartition partition, CancellationToken cancellationToken)
    {
        if (_partOwner is not null && _partOwner != partition)
        {
            return;
        }

        var feed = partition.Feed;
        if (!_feed.BootstrapEnded)
        {
            if (feed.SnapshotCount > 0)
            {
                Write(feed.TakeSnapshot(BatchPhase.Bootstrap), cancellationToken);
            }
        }
        else if (feed.ReadyCount > 0)
        {
            Write(feed.TakeLive(), cancellationToken);
        }
        else if (feed.NeedsPart)
        {
            Write(feed.TakePart(), cancellationToken);
        }

        var owner = feed.IsInPart ? partition : null;
        if (owner != _partOwner)
        {
            _partOwner = owner;
            ApplyPauses();
        }
    }

    private void Write(ChangeBatch batch, CancellationToken cancellationToken)
    {
        while (!_output.TryWrite(batch))
        {
            var room = _output.WaitToWriteAsync(cancellationToken).AsTask();
            if (Task.WaitAny([room], _isChannelFull ? PollPeriod : PatienceBeforePause) == 0)
            {
                if (!room.GetAwaiter().GetResult())
                {
                    throw new ChannelClosedException();
                }
            }
            else
            {
                HoldAll();
            }
        }

        _feed.Statistics.CountWritten(batch);
        if (_isChannelFull)
        {
            _isChannelFull = false;
            ApplyPauses();
            _feed.Statistics.Enter(ContactState);
        }
    }

    // Paused partitions give no messages; polling serves the client's callbacks and keeps it from being taken for dead.
    private void HoldAll()
    {
        if (!_isChannelFull)
        {
            _isChannelFull = true;
            ApplyPauses();
            _feed.Statistics.Enter(SourceState.Paused);
        }

        if (Consume(TimeSpan.Zero) is { } result)
        {
            Accept(result);
        }
    }

    private void ApplyPauses()
    {
        var pause = new List<TopicPartition>();
        var resume = new List<TopicPartition>();
        foreach (var partition in _partitions.Values)
        {
            var isPaused = _isChannelFull || partition.IsHeld || (_partOwner is not null && _partOwner != partition);
            if (isPaused != partition.IsPaused)
            {
                (isPaused ? pause : resume).Add(partition.Address);
                partition.IsPaused = isPaused;
            }
        }

        if (pause.Count > 0)
        {
            _consumer.Pause(pause);
        }

        if (resume.Count > 0)
        {
            _consumer.Resume(resume);
        }
    }
}
