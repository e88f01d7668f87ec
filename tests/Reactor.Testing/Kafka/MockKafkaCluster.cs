using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;

namespace Reactor.Testing.Kafka;

/// <summary>
/// A Kafka cluster for tests: the one inside librdkafka, reached over TCP on loopback by real clients. Limits: 5 MiB or 100,000 message
/// sets per partition (older ones are dropped silently), no read_committed, no compaction, no TLS or SASL.
/// </summary>
public sealed class MockKafkaCluster : IDisposable
{
    private readonly MockClusterHandle _cluster;
    private readonly int _brokers;

    /// <summary>Starts a cluster.</summary>
    public MockKafkaCluster(int brokers = 1)
    {
        _brokers = brokers;
        _cluster = new MockClusterHandle(brokers);
        BootstrapServers = Marshal.PtrToStringUTF8(LibrdkafkaMock.rd_kafka_mock_cluster_bootstraps(_cluster))!;
    }

    /// <summary>The brokers as clients want them.</summary>
    public string BootstrapServers { get; }

    /// <summary>Makes a topic.</summary>
    public void CreateTopic(string topic, int partitions = 1) =>
        Check(LibrdkafkaMock.rd_kafka_mock_topic_create(_cluster, topic, partitions, 1), topic);

    /// <summary>Closes every connection and refuses new ones.</summary>
    public void TakeDown() => ForEachBroker(LibrdkafkaMock.rd_kafka_mock_broker_set_down);

    /// <summary>Undoes <see cref="TakeDown"/>.</summary>
    public void BringUp() => ForEachBroker(LibrdkafkaMock.rd_kafka_mock_broker_set_up);

    /// <summary>Writes messages to a partition, in order, and waits until the cluster has them.</summary>
    /// <param name="topic">An existing topic.</param>
    /// <param name="partition">From 0.</param>
    /// <param name="values">UTF-8 texts; null is a tombstone.</param>
    /// <param name="key">Key of each message.</param>
    public void Produce(string topic, int partition, IEnumerable<string?> values, string? key = null)
    {
        var config = new ProducerConfig { BootstrapServers = BootstrapServers, LingerMs = 5, EnableIdempotence = true };
        using var producer = new ProducerBuilder<byte[]?, byte[]?>(config).SetLogHandler((_, _) => { }).Build();
        var failures = new List<Error>();
        var target = new TopicPartition(topic, partition);
        foreach (var value in values)
        {
            var message = new Message<byte[]?, byte[]?> { Key = Bytes(key), Value = Bytes(value) };
            producer.Produce(target, message, report =>
            {
                if (report.Error.IsError)
                {
                    failures.Add(report.Error);
                }
            });
        }

        var left = producer.Flush(TimeSpan.FromSeconds(30));
        if (left > 0 || failures.Count > 0)
        {
            throw new InvalidOperationException($"{left} messages not delivered, {failures.Count} failed: {failures.FirstOrDefault()}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _cluster.Dispose();

    private static byte[]? Bytes(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text);

    private static void Check(int error, string what)
    {
        if (error != 0)
        {
            throw new KafkaException(new Error((ErrorCode)error, what));
        }
    }

    private void ForEachBroker(Func<MockClusterHandle, int, int> action)
    {
        for (var broker = 1; broker <= _brokers; broker++)
        {
            Check(action(_cluster, broker), $"broker {broker}");
        }
    }
}
