namespace Reactor.Resources.Tests;

public sealed class SampleTests
{
    [Theory]
    [InlineData("samples/pgbench")]
    [InlineData("samples/joins")]
    [InlineData("samples/quickstart")]
    [InlineData("samples/quickstart", "deploy/dapr/reaction.yaml")]
    public void Samples_are_read_without_a_finding(params string[] paths)
    {
        var root = Root();

        var result = ResourceReader.Read(paths.Select(path => Path.Combine(root, path)));

        result.Problems.Should().BeEmpty();
        result.Notices.Should().BeEmpty();
        result.Set!.Queries.Should().NotBeEmpty();
    }

    private static string Root()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "Reactor.sln")))
        {
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("not inside the repository");
        }

        return directory;
    }
}
