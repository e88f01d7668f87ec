using System.Runtime.InteropServices;

namespace Reactor.Testing.Kafka;

/// <summary>An <c>rd_kafka_mock_cluster_t</c>, and the client it lives in.</summary>
internal sealed class MockClusterHandle : SafeHandle
{
    private readonly MockClientHandle _client = new();

    public MockClusterHandle(int brokers)
        : base(0, ownsHandle: true)
    {
        SetHandle(LibrdkafkaMock.rd_kafka_mock_cluster_new(_client, brokers));
        if (IsInvalid)
        {
            throw new InvalidOperationException("rd_kafka_mock_cluster_new failed");
        }
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        LibrdkafkaMock.rd_kafka_mock_cluster_destroy(handle);
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _client.Dispose();
    }
}
