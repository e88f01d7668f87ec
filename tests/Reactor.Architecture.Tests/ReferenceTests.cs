using System.Text.RegularExpressions;

namespace Reactor.Architecture.Tests;

/// <summary>The folder names are the architecture: what may reference what (docs/architecture.md).</summary>
public sealed partial class ReferenceTests
{
    /// <summary>Folders a folder's projects may reference, itself aside.</summary>
    private static readonly Dictionary<string, string[]> AllowedFolders = new(StringComparer.Ordinal)
    {
        ["contracts"] = [],
        ["ingest"] = ["contracts"],
        ["vmm"] = ["contracts"],
        ["query-guests"] = ["contracts"],
        ["reactor"] = ["contracts", "ingest", "vmm", "query-guests"],
        ["samples"] = ["contracts", "vmm"],
    };

    /// <summary>Projects a project may reference inside its own folder.</summary>
    private static readonly Dictionary<string, string[]> AllowedNeighbours = new(StringComparer.Ordinal)
    {
        ["Reactor.Ingest.Kafka"] = ["Reactor.Ingest"],
        ["Reactor.Ingest.EventHubs"] = ["Reactor.Ingest"],
        ["Reactor.QueryCompiler"] = ["Reactor.Cypher", "Reactor.GuestSdk", "Reactor.QueryRuntime"],
        ["Reactor.GuestSdk"] = ["Reactor.QueryRuntime"],
        ["Reactor.Samples.DotNetGuest"] = ["Reactor.GuestSdk"],
        ["Reactor.Bench"] = ["Reactor.Bench.Guest", "Reactor.Engine"],
        ["Reactor.Cli"] = ["Reactor.Bench", "Reactor.Engine", "Reactor.QueryTests", "Reactor.Reactions", "Reactor.Resources"],
        ["Reactor.QueryTests"] = ["Reactor.Resources"],
    };

    public static TheoryData<string> Projects => [.. Repository.Projects];

    public static TheoryData<string> ProductProjects => [.. Repository.Projects.Where(project => Repository.TopFolder(project) != "tests")];

    [Theory]
    [MemberData(nameof(ProductProjects))]
    public void References_stay_inside_the_allowed_folders(string project)
    {
        var folder = Repository.TopFolder(project);

        Repository.References(project).Select(Repository.TopFolder).Where(referenced => referenced != folder)
            .Should().BeSubsetOf(AllowedFolders[folder]);
    }

    [Theory]
    [MemberData(nameof(ProductProjects))]
    public void References_inside_a_folder_follow_its_order(string project)
    {
        var folder = Repository.TopFolder(project);

        Repository.References(project).Where(referenced => Repository.TopFolder(referenced) == folder).Select(Repository.Name)
            .Should().BeSubsetOf(AllowedNeighbours.GetValueOrDefault(Repository.Name(project), []));
    }

    [Fact]
    public void Cypher_front_end_stands_alone()
    {
        Repository.References("query-guests/Reactor.Cypher/Reactor.Cypher.csproj").Should().BeEmpty();
    }

    [Fact]
    public void Oracle_knows_the_front_end_but_nothing_that_evaluates()
    {
        Repository.References("tests/Reactor.Oracle/Reactor.Oracle.csproj").Select(Repository.Name)
            .Should().BeSubsetOf(["Reactor.Contracts", "Reactor.Cypher"], "an oracle that shares code with the engine shares its mistakes");
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_project_is_in_the_solution(string project)
    {
        // Recording the sample feed needs packages the product does not; its answers and its feed are committed.
        var isOutside = project.StartsWith("samples/pgbench/record/", StringComparison.Ordinal);

        SolutionProjects().Contains(project).Should().Be(!isOutside);
    }

    [Fact]
    public void Every_project_of_the_solution_exists()
    {
        SolutionProjects().Should().BeSubsetOf(Repository.Projects);
    }

    [Fact]
    public void Unsafe_code_is_allowed_in_vmm_and_guest_sdk_only()
    {
        var withUnsafe = Repository.Projects
            .Where(project => Repository.TopFolder(project) != "tests")
            .Where(project => Repository.Project(project).Descendants("AllowUnsafeBlocks").Any(element => bool.Parse(element.Value)))
            .Select(Repository.Name);

        withUnsafe.Should().BeEquivalentTo("Reactor.Vmm", "Reactor.GuestSdk");
        foreach (var properties in new[] { "Directory.Build.props", "Directory.Build.targets" })
        {
            Repository.Read(properties).Should().NotContain("AllowUnsafeBlocks");
        }
    }

    private static IEnumerable<string> SolutionProjects() =>
        SolutionProject().Matches(Repository.Read("Reactor.sln")).Select(match => match.Groups[1].Value.Replace('\\', '/'));

    [GeneratedRegex("\"([^\"]+\\.csproj)\"")]
    private static partial Regex SolutionProject();
}
