using Reactor.Testing.EventHubs;

namespace Reactor.Ingest.EventHubs.Tests;

/// <summary>What makes the stand-in more than our own opinion of the protocol.</summary>
public sealed class OfficialClientTests
{
    [Fact]
    public async Task The_official_client_and_our_source_read_the_same_hub()
    {
        using var server = new EventHubServer(partitions: 2);
        server.Append(1, HubRun.Insert(7), HubRun.Insert(8));

        var printed = await OfficialClient.RunAsync(server, events: 13);

        printed.GetProperty("partitions").EnumerateArray().Select(id => id.GetString()).Should().Equal("0", "1");
        printed.GetProperty("last").GetInt64().Should().BeGreaterThanOrEqualTo(9);
        var seen = printed.GetProperty("all").EnumerateArray().ToList();
        seen.Should().HaveCount(13);

        await using var run = new HubRun(server);
        var changes = await run.LiveAsync(13);

        changes.Select(change => (change.Position.Partition.ToString(), change.Position.Offset, change.Id)).Should().BeEquivalentTo(
            seen.Select(entry => (
                entry.GetProperty("partition").GetString()!, entry.GetProperty("sequence").GetInt64(),
                entry.GetProperty("body").GetProperty("node").GetProperty("id").GetInt64().ToString())));
        changes.Where(change => change.Labels!.Names.Contains("Js")).Should().HaveCount(11);
        run.Source.Statistics.Malformed.Should().Be(0);
    }
}
