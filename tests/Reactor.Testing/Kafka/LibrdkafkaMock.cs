using System.Reflection;
using System.Runtime.InteropServices;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace Reactor.Testing.Kafka;

/// <summary>
/// The mock cluster inside librdkafka (<c>src/rdkafka_mock.h</c>, librdkafka 2.16). Upstream calls it experimental and outside ABI
/// stability: the version is pinned with Confluent.Kafka's.
/// </summary>
internal static partial class LibrdkafkaMock
{
    private const string Library = "librdkafka";

    // Confluent.Kafka chooses between builds of librdkafka and falls back when one misses a dependency; the same file must be used here.
    static LibrdkafkaMock() => NativeLibrary.SetDllImportResolver(typeof(LibrdkafkaMock).Assembly, Resolve);

    [LibraryImport(Library)]
    internal static partial nint rd_kafka_conf_new();

    [LibraryImport(Library)]
    internal static partial nint rd_kafka_new(int type, nint conf, [Out] byte[] errstr, nuint errstr_size);

    [LibraryImport(Library)]
    internal static partial void rd_kafka_destroy(nint rk);

    [LibraryImport(Library)]
    internal static partial nint rd_kafka_mock_cluster_new(MockClientHandle rk, int broker_cnt);

    [LibraryImport(Library)]
    internal static partial void rd_kafka_mock_cluster_destroy(nint mcluster);

    [LibraryImport(Library)]
    internal static partial nint rd_kafka_mock_cluster_bootstraps(MockClusterHandle mcluster);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int rd_kafka_mock_topic_create(MockClusterHandle mcluster, string topic, int partition_cnt, int replication_factor);

    [LibraryImport(Library)]
    internal static partial int rd_kafka_mock_broker_set_down(MockClusterHandle mcluster, int broker_id);

    [LibraryImport(Library)]
    internal static partial int rd_kafka_mock_broker_set_up(MockClusterHandle mcluster, int broker_id);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search)
    {
        if (name != Library)
        {
            return 0;
        }

        // Asking for the version makes Confluent.Kafka load it.
        _ = Confluent.Kafka.Library.VersionString;
        foreach (var mapping in File.ReadLines("/proc/self/maps"))
        {
            var path = mapping.IndexOf('/', StringComparison.Ordinal);
            if (path >= 0 && mapping.Contains("librdkafka", StringComparison.Ordinal) && mapping.EndsWith(".so", StringComparison.Ordinal))
            {
                return NativeLibrary.Load(mapping[path..]);
            }
        }

        return 0;
    }
}
