using System.Globalization;
using Reactor.Tck.Tests.Features;

namespace Reactor.Tck.Tests;

/// <summary>The openCypher Technology Compatibility Kit's reading scenarios as this machine has them: REACTOR_TCK_DIR names the directory, by default ../shared/tck beside the repository.</summary>
internal sealed class Kit
{
    private const string ExclusionFile = "tests/Reactor.Tck.Tests/exclusions.txt";

    private Kit(List<TckScenario> scenarios, List<TckOutcome> unread, int excluded)
    {
        Scenarios = scenarios;
        Unread = unread;
        Excluded = excluded;
    }

    /// <summary>Executions to run, in the kit's order.</summary>
    internal IReadOnlyList<TckScenario> Scenarios { get; }

    /// <summary>Executions that the harness does not understand: failures.</summary>
    internal IReadOnlyList<TckOutcome> Unread { get; }

    /// <summary>Executions that the exclusion list names.</summary>
    internal int Excluded { get; }

    /// <summary>What random choices follow from: REACTOR_TCK_SEED, by default always the same.</summary>
    internal static int Seed { get; } = int.Parse(Environment.GetEnvironmentVariable("REACTOR_TCK_SEED") ?? "4711", CultureInfo.InvariantCulture);

    /// <summary>Reads the kit, or skips the test.</summary>
    internal static Kit Require()
    {
        var directory = Environment.GetEnvironmentVariable("REACTOR_TCK_DIR") ?? Path.GetFullPath(Path.Combine(RepositoryRoot(), "../shared/tck"));
        Assert.SkipUnless(Directory.Exists(directory), $"no compatibility kit in {directory}; REACTOR_TCK_DIR names another directory");
        var exclusions = Exclusions();
        var scenarios = new List<TckScenario>();
        var unread = new List<TckOutcome>();
        var met = new HashSet<string>(StringComparer.Ordinal);
        var files = Directory.EnumerateFiles(Path.Combine(directory, "features"), "*.feature", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
        foreach (var scenario in files.SelectMany(FeatureReader.Read))
        {
            if (exclusions.ContainsKey(scenario.Name))
            {
                met.Add(scenario.Name);
                continue;
            }

            try
            {
                scenarios.Add(TckScenario.Read(scenario, directory));
            }
            catch (Exception exception) when (exception is NotSupportedException or FormatException)
            {
                unread.Add(new TckOutcome(scenario.Name, exception.Message));
            }
        }

        exclusions.Keys.Should().BeSubsetOf(met, "an exclusion names an execution of the kit");
        return new Kit(scenarios, unread, met.Count);
    }

    /// <summary>Excluded executions, each with its reason: lines of a name, two spaces, #, a space, and why it makes no sense for a continuous query.</summary>
    private static Dictionary<string, string> Exclusions()
    {
        var exclusions = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(Path.Combine(RepositoryRoot(), ExclusionFile)).Where(line => line.Length > 0 && line[0] != '#'))
        {
            var end = line.LastIndexOf("  # ", StringComparison.Ordinal);
            end.Should().BePositive("an exclusion has a reason: {0}", line);
            exclusions.Add(line[..end], line[(end + 4)..]);
        }

        return exclusions;
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Reactor.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"no Reactor.sln above {AppContext.BaseDirectory}");
    }
}
