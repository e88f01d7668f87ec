using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Reactor.Contracts.Changes;
using Reactor.Contracts.Resources;
using Reactor.Ingest.Files;
using Reactor.Ingest.Formats;

namespace Reactor.Ingest.Tests.Files;

public sealed class FileSourceTests : IDisposable
{
    private const string Three = """
        {"op":"insert","node":{"id":1}}

        {"op":"insert","node":{"id":2}}
        {"op":"insert","node":{"id":3}}
        """;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("reactor-file-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Plain_and_packed_files_are_told_by_content(bool packed)
    {
        var source = Create(Write("feed.txt", Encoding.UTF8.GetBytes("\uFEFF" + Three + "\r\n"), packed));

        var batches = await DrainAsync(source);

        batches.Select(batch => (batch.Phase, batch.Changes.Count)).Should().Equal((BatchPhase.BootstrapEnd, 0), (BatchPhase.Live, 3));
        batches[1].Changes.Select(change => change.Position.Offset).Should().Equal(1, 3, 4);
        source.Statistics.Should().BeEquivalentTo(new { Received = 3L, Changes = 3L, Units = 3L, Malformed = 0L, State = SourceState.Completed });
    }

    [Fact]
    public async Task An_empty_file_still_ends_its_bootstrap_once()
    {
        var batches = await DrainAsync(Create(Write("empty", [], packed: false)));

        batches.Should().ContainSingle().Which.Phase.Should().Be(BatchPhase.BootstrapEnd);
    }

    [Fact]
    public async Task Malformed_lines_are_counted_and_the_others_read()
    {
        var source = Create(Write("feed", Encoding.UTF8.GetBytes($"{Three}\n{{\n{{\"op\":\"insert\",\"node\":{{\"id\":4}}}}"), packed: false));

        var batches = await DrainAsync(source);

        batches.Sum(batch => batch.Changes.Count).Should().Be(4);
        source.Statistics.Malformed.Should().Be(1);
        source.Statistics.LastError.Should().StartWith("feed 0@5: malformed JSON");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_packed_file_that_is_damaged_or_cut_off_fails_with_its_position(bool cutOff)
    {
        var whole = File.ReadAllBytes(Write("feed.gz", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Three + "\n", 5000))), packed: true));
        var half = whole.Length / 2;
        whole.AsSpan(half, 16).Fill(0xff);
        var source = Create(Write("damaged.gz", cutOff ? whole[..half] : whole, packed: false));

        var draining = async () => await DrainAsync(source);

        (await draining.Should().ThrowAsync<FeedException>()).Which.Reason.Should().Contain("damaged");
        source.Statistics.State.Should().Be(SourceState.Failed);
    }

    [Fact]
    public async Task Batch_size_does_not_move_unit_ends()
    {
        var lines = Enumerable.Range(0, 100).Select(id => $$$"""{"op":"insert","transaction":{{{id / 7}}},"node":{"id":{{{id}}}}}""");
        var path = Write("feed", Encoding.UTF8.GetBytes(string.Join('\n', lines)), packed: false);

        foreach (var size in new[] { 1, 5, 7, 1000 })
        {
            var batches = await DrainAsync(Create(path, ("batchChanges", size.ToString())));

            var units = batches.Skip(1).SelectMany(batch => batch.TransactionEnds!.Zip([0, .. batch.TransactionEnds!], (end, start) => end - start)).ToArray();
            units.Should().HaveCount(15).And.StartWith([7, 7]).And.EndWith([7, 2]);
        }
    }

    [Fact]
    public async Task A_full_channel_holds_the_source_and_loses_nothing()
    {
        var source = Create(Write("feed", Encoding.UTF8.GetBytes(Three), packed: false), ("batchChanges", "1"));
        var channel = Channel.CreateBounded<ChangeBatch>(1);

        var running = source.RunAsync(channel.Writer, CancellationToken.None);
        await Eventually(() => source.Statistics.State == SourceState.Paused);
        running.IsCompleted.Should().BeFalse();
        var ids = new List<string>();
        while (ids.Count < 3)
        {
            ids.AddRange((await channel.Reader.ReadAsync()).Changes.Select(change => change.Id));
        }

        await running;
        ids.Should().Equal("1", "2", "3");
    }

    [Fact]
    public async Task Standard_input_gives_what_is_complete_at_once_and_closes_a_transaction_after_silence()
    {
        var pipe = new Pipe();
        var settings = new FileSettings("-", 0, new FeedSettings { Format = FeedFormat.Plain, TransactionIdle = TimeSpan.FromMilliseconds(50) });
        await using var source = new FileSource("in", settings, NullLogger.Instance, () => pipe.Reader.AsStream());
        var channel = Channel.CreateBounded<ChangeBatch>(10);
        source.Replay.Should().Be(ReplayMode.Log);

        var running = source.RunAsync(channel.Writer, CancellationToken.None);
        await pipe.Writer.WriteAsync("{\"op\":\"insert\",\"node\":{\"id\":1}}\n"u8.ToArray());
        (await channel.Reader.ReadAsync()).Phase.Should().Be(BatchPhase.BootstrapEnd);
        (await channel.Reader.ReadAsync()).Changes.Should().ContainSingle();

        await pipe.Writer.WriteAsync("{\"op\":\"insert\",\"transaction\":1,\"node\":{\"id\":2}}\n"u8.ToArray());
        (await channel.Reader.ReadAsync()).TransactionEnds.Should().BeNull();

        await pipe.Writer.WriteAsync("{\"op\":\"insert\",\"node\":{\"id\":3}}"u8.ToArray());
        await pipe.Writer.CompleteAsync();
        (await channel.Reader.ReadAsync()).Changes.Should().ContainSingle().Which.Id.Should().Be("3");
        await running;
    }

    [Fact]
    public async Task Standard_input_of_unknown_format_ends_its_bootstrap_after_silence()
    {
        var pipe = new Pipe();
        await using var source = new FileSource("in", new FileSettings("-", 0, new FeedSettings()), NullLogger.Instance, () => pipe.Reader.AsStream());
        var channel = Channel.CreateBounded<ChangeBatch>(10);
        using var stop = new CancellationTokenSource();

        var running = source.RunAsync(channel.Writer, stop.Token);
        await pipe.Writer.WriteAsync("\n\n"u8.ToArray());

        (await channel.Reader.ReadAsync()).Phase.Should().Be(BatchPhase.BootstrapEnd);
        await stop.CancelAsync();
        await running.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        source.Statistics.State.Should().Be(SourceState.Completed);
    }

    [Fact]
    public async Task A_rate_slows_live_changes_down()
    {
        var lines = Enumerable.Range(0, 40).Select(id => $$$"""{"op":"insert","node":{"id":{{{id}}}}}""");
        var path = Write("feed", Encoding.UTF8.GetBytes(string.Join('\n', lines)), packed: false);
        var started = TimeProvider.System.GetTimestamp();

        await DrainAsync(Create(path, ("ratePerSecond", "100")));

        // The first batch of five is due at once.
        TimeProvider.System.GetElapsedTime(started).Should().BeGreaterThan(TimeSpan.FromSeconds(0.3));
    }

    [Fact]
    public void Mistakes_in_the_settings_are_reported_with_their_places()
    {
        var problems = new List<ResourceProblem>();

        FileSource.TryCreate(Resource(("path", "missing.jsonl"), ("fromat", "plain"), ("onError", "ignore")), _directory.FullName, NullLogger.Instance, problems)
            .Should().BeNull();
        FileSource.TryCreate(Resource(), _directory.FullName, NullLogger.Instance, problems).Should().BeNull();

        problems.Select(problem => problem.ToString()).Should().Equal(
            $"s.yaml:2:5: source feed: there is no file {_directory.FullName}/missing.jsonl",
            "s.yaml:4:5: source feed: \"onError\" must be one of skip, stop, not \"ignore\"",
            "s.yaml:3:5: source feed: unknown setting \"fromat\"; did you mean \"format\"?",
            "s.yaml:1:1: source feed: required setting \"path\" is missing");
    }

    private static async Task Eventually(Func<bool> condition)
    {
        for (var attempt = 0; attempt < 500 && !condition(); attempt++)
        {
            await Task.Delay(10);
        }

        condition().Should().BeTrue();
    }

    private static SourceResource Resource(params (string Key, string Value)[] settings)
    {
        var line = 2;
        var entries = settings.ToDictionary(
            setting => setting.Key,
            setting => (ResourceValue)new ResourceValue.Scalar(new ResourceLocation("s.yaml", line++, 5), setting.Value, IsQuoted: false));
        var start = new ResourceLocation("s.yaml", 1, 1);
        return new SourceResource("feed", start, "File", start, new ResourceValue.Mapping(start, entries));
    }

    private static async Task<List<ChangeBatch>> DrainAsync(FileSource source)
    {
        var channel = Channel.CreateUnbounded<ChangeBatch>();
        await source.RunAsync(channel.Writer, CancellationToken.None);
        channel.Writer.Complete();
        await source.DisposeAsync();
        return await channel.Reader.ReadAllAsync().ToListAsync();
    }

    private FileSource Create(string path, params (string Key, string Value)[] settings)
    {
        var problems = new List<ResourceProblem>();
        var source = FileSource.TryCreate(Resource([("path", Path.GetFileName(path)), .. settings]), _directory.FullName, NullLogger.Instance, problems);
        problems.Should().BeEmpty();
        return source!;
    }

    private string Write(string name, byte[] content, bool packed)
    {
        var path = Path.Combine(_directory.FullName, name);
        using Stream file = File.Create(path);
        using var target = packed ? new GZipStream(file, CompressionLevel.Fastest) : file;
        target.Write(content);
        return path;
    }
}
