using System.Runtime.InteropServices;

namespace Reactor.Testing.Kafka;

/// <summary>An <c>rd_kafka_t</c> that only carries a mock cluster.</summary>
internal sealed class MockClientHandle : SafeHandle
{
    private const int Producer = 0;

    public MockClientHandle()
        : base(0, ownsHandle: true)
    {
        var error = new byte[512];
        SetHandle(LibrdkafkaMock.rd_kafka_new(Producer, LibrdkafkaMock.rd_kafka_conf_new(), error, (nuint)error.Length));
        if (IsInvalid)
        {
            throw new InvalidOperationException($"rd_kafka_new: {System.Text.Encoding.UTF8.GetString(error).TrimEnd('\0')}");
        }
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        LibrdkafkaMock.rd_kafka_destroy(handle);
        return true;
    }
}
