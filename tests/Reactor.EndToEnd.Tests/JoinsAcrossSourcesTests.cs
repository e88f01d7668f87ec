using System.Text.Json;
using Reactor.EndToEnd.Tests.Support;

namespace Reactor.EndToEnd.Tests;

/// <summary>Two sources whose elements have the same ids, in one query by a join: the sample, through the command line.</summary>
public sealed class JoinsAcrossSourcesTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    [Theory]
    [InlineData("inprocess")]
    [InlineData("microvm")]
    public async Task Elements_of_two_sources_meet_where_their_properties_agree(string isolation)
    {
        if (isolation == "microvm")
        {
            MicroVms.Require();
        }

        CopySample();
        _folder.Write("results.yaml", "apiVersion: v1\nkind: Reaction\nname: log\nspec: {kind: File, properties: {path: results.jsonl}, queries: {pickups: , waiting: }}\n");

        var (exitCode, output, errors) = await CommandLine.RunAsync(_folder.Path, "run", "-f", ".", "--once", "--isolation", isolation);

        exitCode.Should().Be(0, "{0}", errors);
        output.Should().Contain("source shop: 8 values, 8 changes").And.Contain("source car-park: 6 values, 6 changes");
        (await ResultsAsync()).Should().BeEquivalentTo(
            """pickups {"customer":"Ada","plate":"KX-1","bay":4}""",
            """pickups {"customer":"Cleo","plate":"KX-1","bay":4}""",
            """pickups {"customer":"Bo","plate":"ZZ-9","bay":1}""",
            """waiting {"plate":"KX-1","orders":2}""",
            """waiting {"plate":"LM-7","orders":0}""",
            """waiting {"plate":"ZZ-9","orders":1}""",
            """waiting {"plate":null,"orders":0}""");
    }

    [Fact]
    public async Task Validate_warns_of_a_join_that_no_pattern_names_and_of_labels_no_subscription_names()
    {
        CopySample();
        var text = await File.ReadAllTextAsync(Path.Combine(_folder.Path, "pickup.yaml"), TestContext.Current.CancellationToken);
        var first = text.IndexOf("  query: |", StringComparison.Ordinal);
        _folder.Write("pickup.yaml", text[..first].Replace("id: PICKED_UP_BY", "id: PICKEDUP_BY", StringComparison.Ordinal).Replace("{label: Order,", "{label: Oder,", StringComparison.Ordinal) + text[first..]);

        var (exitCode, output, errors) = await CommandLine.RunAsync(_folder.Path, "validate", "-f", ".");

        (exitCode, output).Should().Be((0, "2 sources, 2 queries, 1 reaction: no mistakes\n"));
        errors.Should()
            .MatchRegex("""pickup.yaml:27:21: notice: .*no subscription names the label "Oder"; did you mean "Order"\?\n.*\n +\^""")
            .And.MatchRegex("""pickup.yaml:25:13: warning: .*no pattern has a relation of type "PICKEDUP_BY", .*; did you mean "PICKED_UP_BY"\?\n.*\n +\^""");
    }

    public void Dispose() => _folder.Dispose();

    private void CopySample()
    {
        foreach (var file in Directory.GetFiles(Checkout.Sample("joins")))
        {
            File.Copy(file, Path.Combine(_folder.Path, Path.GetFileName(file)));
        }
    }

    /// <summary>What is left when all that the reaction wrote is applied in order.</summary>
    private async Task<List<string>> ResultsAsync()
    {
        var rows = new List<string>();
        foreach (var line in await File.ReadAllLinesAsync(Path.Combine(_folder.Path, "results.jsonl"), TestContext.Current.CancellationToken))
        {
            using var document = JsonDocument.Parse(line);
            var payload = document.RootElement.GetProperty("payload");
            var query = payload.GetProperty("source").GetProperty("queryId").GetString();
            if (payload.TryGetProperty("before", out var before))
            {
                rows.Remove($"{query} {before.GetRawText()}").Should().BeTrue("{0} is there", before);
            }

            if (payload.TryGetProperty("after", out var after))
            {
                rows.Add($"{query} {after.GetRawText()}");
            }
        }

        return rows;
    }
}
