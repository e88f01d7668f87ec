using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Reactor.Contracts.Changes;
using Reactor.Ingest.Files;
using Reactor.Ingest.Formats;

namespace Reactor.Ingest.Tests.Files;

/// <summary>The recorded feed of samples/pgbench, judged by what PostgreSQL answered at its end.</summary>
public sealed class PgbenchFeedTests
{
    [Fact]
    public async Task The_recorded_feed_reads_completely_and_ends_where_PostgreSQL_ended()
    {
        var directory = Path.Combine(RepositoryRoot(), "samples", "pgbench");
        var settings = new FeedSettings
        {
            Keys = new Dictionary<string, IReadOnlyList<string>>
            {
                ["pgbench_branches"] = ["bid"],
                ["pgbench_tellers"] = ["tid"],
                ["pgbench_accounts"] = ["aid"],
            },
            AppendOnly = new HashSet<string> { "pgbench_history" },
        };
        await using var source = new FileSource("pgbench", new FileSettings(Path.Combine(directory, "feed.jsonl.gz"), 0, settings), NullLogger.Instance);
        var channel = Channel.CreateUnbounded<ChangeBatch>();

        await source.RunAsync(channel.Writer, CancellationToken.None);
        channel.Writer.Complete();

        var rows = new Dictionary<string, ElementChange>();
        var unitSizes = new HashSet<int>();
        var operations = new HashSet<ChangeOperation>();
        var phases = new List<BatchPhase>();
        await foreach (var batch in channel.Reader.ReadAllAsync())
        {
            phases.Add(batch.Phase);
            foreach (var change in batch.Changes)
            {
                operations.Add(change.Operation);
                rows[change.Id] = change;
            }

            if (batch.Phase == BatchPhase.Live)
            {
                batch.TransactionEnds![^1].Should().Be(batch.Changes.Count);
                unitSizes.UnionWith(batch.TransactionEnds.Zip([0, .. batch.TransactionEnds], (end, start) => end - start));
            }
        }

        source.Statistics.Should().BeEquivalentTo(new
        {
            Received = 140_011L, Changes = 140_011L, BootstrapChanges = 100_011L, Units = 10_000L, Malformed = 0L, Skipped = 0L,
        });
        unitSizes.Should().Equal(4);
        operations.Should().BeEquivalentTo([ChangeOperation.Insert, ChangeOperation.UpdateReplace]);
        phases.Count(phase => phase == BatchPhase.BootstrapEnd).Should().Be(1);
        rows.Should().HaveCount(110_011);

        var balance = await AnswerAsync(Path.Combine(directory, "answers", "branch-balance.json"), "balance");
        Sum("pgbench_branches", "bbalance").Should().Be(balance);
        Sum("pgbench_tellers", "tbalance").Should().Be(balance);
        Sum("pgbench_accounts", "abalance").Should().Be(balance);
        Sum("pgbench_history", "delta").Should().Be(balance);

        long Sum(string table, string column) =>
            rows.Values.Where(row => row.Labels!.Names[0] == table).Sum(row => Value(row, source.Vocabulary.PropertyNumber(column)));
    }

    private static long Value(ElementChange row, int column)
    {
        foreach (var property in row.Properties.Span)
        {
            if (property.Name == column)
            {
                return property.Value.Integer;
            }
        }

        throw new InvalidOperationException($"{row.Id} has no column {column}");
    }

    private static async Task<long> AnswerAsync(string path, string column)
    {
        await using var file = File.OpenRead(path);
        using var answer = await JsonDocument.ParseAsync(file);
        return answer.RootElement.EnumerateArray().Sum(row => row.GetProperty(column).GetInt64());
    }

    private static string RepositoryRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Reactor.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("not inside a checkout");
    }
}
