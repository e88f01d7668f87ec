using Reactor.Contracts.Resources;
using Reactor.Resources;

namespace Reactor.Benchmarks.Pgbench;

/// <summary>The resources of samples/pgbench, found from the program's folder upwards.</summary>
internal static class PgbenchSample
{
    /// <summary>The sample's resources.</summary>
    /// <exception cref="DirectoryNotFoundException">The program does not run inside a checkout.</exception>
    public static ResourceSet Resources()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var sample = Path.Combine(folder.FullName, "samples", "pgbench");
            if (Directory.Exists(sample))
            {
                return ResourceReader.Read([sample]).Set ?? throw new InvalidDataException("samples/pgbench has mistakes");
            }
        }

        throw new DirectoryNotFoundException("samples/pgbench is not in any folder above the program");
    }

    /// <summary>The queries that the demo's console shows.</summary>
    public static (string Name, string Text)[] Queries()
    {
        var set = Resources();
        return [.. set.Queries.Select(query => (query.Name, query.Text))];
    }
}
