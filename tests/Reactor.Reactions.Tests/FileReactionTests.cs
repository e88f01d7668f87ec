using System.Text.Json;
using Reactor.Contracts.Results;
using Reactor.Testing.Results;

namespace Reactor.Reactions.Tests;

public sealed class FileReactionTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("reactor-file-").FullName;
    private readonly ReactionFixture _fixture;

    public FileReactionTests() => _fixture = new ReactionFixture { Directory = _directory };

    public void Dispose()
    {
        _fixture.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Each_row_is_a_line_and_a_second_run_appends()
    {
        var results = new ResultBatchBuilder("v").Diff(1, ResultRow.Added(1, 1), ResultRow.Added(2, 2));
        for (var run = 1; run <= 2; run++)
        {
            await using var reaction = _fixture.Create("File", new() { ["path"] = "out/results.jsonl" });
            await reaction.StartAsync(default);
            await reaction.DeliverAsync(results.Signal(ResultSignal.BootstrapStarted), default);
            await reaction.DeliverAsync(results.Deliver(firstSequence: 2, epoch: run), default);

            reaction.Statistics.Delivered.Should().Be(3);
        }

        var lines = Lines("out/results.jsonl");

        lines.Select(line => line.GetProperty("op").GetString()).Should().Equal("x", "i", "i", "x", "i", "i");
        lines.Select(line => line.GetProperty("seq").GetInt64()).Should().Equal(1, 2, 2, 1, 2, 2);
    }

    [Fact]
    public async Task Packed_lines_are_diffs_and_are_in_the_file_when_a_delivery_is_done()
    {
        await using var reaction = _fixture.Create(
            "File", new() { ["path"] = Path.Combine(_directory, "r.jsonl"), ["format"] = "packed", ["skipControlSignals"] = "true" });
        await reaction.StartAsync(default);
        var results = new ResultBatchBuilder("v").Diff(1, ResultRow.Added(1, 1), ResultRow.Added(2, 2)).Diff(2, ResultRow.Deleted(1, 1));

        await reaction.DeliverAsync(results.Signal(ResultSignal.BootstrapCompleted), default);
        await reaction.DeliverAsync(results.Deliver(), default);

        Lines("r.jsonl").Select(line => line.GetProperty("addedResults").GetArrayLength()).Should().Equal(2, 0);
    }

    [Fact]
    public async Task Deliveries_of_several_queries_do_not_mix_within_a_line()
    {
        await using var reaction = _fixture.Create("File", new() { ["path"] = "r.jsonl" });
        await reaction.StartAsync(default);
        var results = new ResultBatchBuilder("v").Diff(1, [.. Enumerable.Range(0, 50).Select(i => ResultRow.Added(i, new string('x', i)))]);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(query => Task.Run(async () =>
        {
            for (var sequence = 1; sequence <= 20; sequence++)
            {
                await reaction.DeliverAsync(results.Deliver($"q{query}", sequence), default);
            }
        })));

        var byQuery = Lines("r.jsonl").GroupBy(line => line.GetProperty("payload").GetProperty("source").GetProperty("queryId").GetString());
        byQuery.Should().HaveCount(8);
        byQuery.Should().OnlyContain(query => query.Count() == 1000 && query.Select(line => line.GetProperty("seq").GetInt64()).SequenceEqual(query.Select(line => line.GetProperty("seq").GetInt64()).Order()));
    }

    [Fact]
    public async Task A_path_that_cannot_be_written_is_refused_at_start()
    {
        Directory.CreateDirectory(Path.Combine(_directory, "taken"));
        await using var reaction = _fixture.Create("File", new() { ["path"] = "taken" });

        var start = () => reaction.StartAsync(default);

        (await start.Should().ThrowAsync<ReactionException>()).Which.Message.Should().Contain("cannot write").And.Contain("taken");
    }

    [Fact]
    public async Task A_full_disk_is_waited_for_until_the_engine_stops()
    {
        await using var reaction = _fixture.Create("File", new() { ["path"] = "/dev/full" });
        await reaction.StartAsync(default);
        using var stop = new CancellationTokenSource();

        var delivery = reaction.DeliverAsync(new ResultBatchBuilder("v").Diff(1, ResultRow.Added(1, 1)).Deliver(), stop.Token);
        while (reaction.Statistics.Retries < 2)
        {
            await Task.Delay(5);
        }

        reaction.Statistics.IsWaiting.Should().BeTrue();
        await stop.CancelAsync();
        await ((Func<Task>)(() => delivery)).Should().ThrowAsync<OperationCanceledException>();
        _fixture.Log.Should().ContainSingle().Which.Should().StartWith("Warning 3200: Reaction r1 waits for /dev/full: No space left on device");
        reaction.Statistics.Delivered.Should().Be(0);
    }

    [Fact]
    public void Settings_are_checked() =>
        _fixture.ProblemsOf("File", new() { ["format"] = "unpackd" }).Should().Equal(
            "3: File reaction \"r1\": required setting \"path\" is missing",
            "4: File reaction \"r1\": \"format\" must be one of unpacked, packed, not \"unpackd\"; did you mean \"unpacked\"?");

    private List<JsonElement> Lines(string file)
    {
        // Readable while the reaction still has it open.
        using var stream = new FileStream(Path.Combine(_directory, file), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }
}
