using Reactor.EndToEnd.Tests.Support;

namespace Reactor.EndToEnd.Tests;

/// <summary>Runs that cannot go well: each says why once, without a stack trace, and ends with the documented code.</summary>
public sealed class CommandLineFailureTests : IDisposable
{
    private const string Insert = """{"op":"insert","node":{"id":"1","labels":["Sensor"],"properties":{"room":"attic"}}}""";

    private readonly ScratchFolder _folder = new();

    [Fact]
    public async Task A_reaction_that_cannot_start_ends_the_run_with_its_reason()
    {
        _folder.Write("feed.jsonl", Insert);
        _folder.Write("occupied", "");
        WriteResources("kind: File, properties: {path: occupied/out.jsonl}");

        var (exitCode, _, errors) = await RunAsync("run", "-f", "run.yaml", "--once", "--isolation", "inprocess");

        exitCode.Should().Be(3, "{0}", errors);
        errors.Should().MatchRegex(@"\nerror: reaction out: start: cannot write .*/occupied/out.jsonl: .*\n$").And.NotContain("   at ");
    }

    [Fact]
    public async Task A_source_that_stops_at_a_malformed_value_says_so_once()
    {
        _folder.Write("feed.jsonl", Insert + "\n{\"op\":\n");
        WriteResources("kind: Console", ", onError: stop");

        var (exitCode, output, errors) = await RunAsync("run", "-f", "run.yaml", "--once", "--isolation", "inprocess");

        exitCode.Should().Be(3, "{0}", errors);
        (output + errors).Split("malformed JSON").Should().HaveCount(2, "the reason stands in one line");
        errors.Should().MatchRegex("\nerror: source sensors .*malformed JSON");
        output.Should().Contain(", 1 malformed, failed\n").And.Contain("sensors: 2 values, 1 change ", "what stood before the value counts");
    }

    [Fact]
    public async Task Compile_says_that_the_cache_cannot_be_written()
    {
        _folder.Write("feed.jsonl", Insert);
        var occupied = _folder.Write("occupied", "");
        WriteResources("kind: Console");
        using var run = CommandLine.Start(_folder.Path, new Dictionary<string, string> { ["XDG_CACHE_HOME"] = occupied }, "compile", "-f", "run.yaml");

        (await run.ExitAsync()).Should().Be(2, "{0}", run.Errors);

        run.Errors.Should().Contain("error: ").And.NotContain("   at ");
    }

    [Fact]
    public async Task A_bench_that_does_not_exist_is_refused_with_those_that_do()
    {
        var (exitCode, _, errors) = await RunAsync("bench", "vmm", "--only", "guest_calls/cal", "nothing");

        exitCode.Should().Be(1);
        errors.Should().StartWith("error: no bench's name contains 'nothing'; they are floors/exit, ").And.Contain("guest_calls/call");
    }

    [Fact]
    public async Task An_isolation_mode_that_does_not_exist_is_refused_with_those_that_do()
    {
        var (exitCode, _, errors) = await RunAsync("demo", "--isolation", "vm");

        exitCode.Should().Be(1);
        errors.Should().Be("--isolation must be auto, microvm or inprocess, not 'vm'\n\n");
    }

    [Fact]
    public async Task Help_calls_the_program_by_its_name()
    {
        var (exitCode, output, errors) = await RunAsync("run", "--help");

        (exitCode, errors).Should().Be((0, ""));
        output.Should().Contain("Usage:\n  reactor run [options]\n");
    }

    [Fact]
    public async Task Verbose_names_what_runs()
    {
        _folder.Write("feed.jsonl", Insert);
        WriteResources("kind: Console");

        var (exitCode, _, errors) = await RunAsync("run", "-f", "run.yaml", "--once", "--isolation", "inprocess", "--verbose");

        exitCode.Should().Be(0, "{0}", errors);
        errors.Should().Contain("query hot: reads Sensor of sensors; at most 256 MiB").And.Contain("reaction out: results of hot to console");
    }

    public void Dispose() => _folder.Dispose();

    private void WriteResources(string reaction, string settings = "") => _folder.Write(
        "run.yaml",
        $$"""
        apiVersion: v1
        kind: Source
        name: sensors
        spec: {kind: File, properties: { path: feed.jsonl, format: plain{{settings}} } }
        ---
        apiVersion: v1
        kind: ContinuousQuery
        name: hot
        spec: {sources: {subscriptions: [{id: sensors}]}, query: "MATCH (s:Sensor) RETURN s.room AS room" }
        ---
        apiVersion: v1
        kind: Reaction
        name: out
        spec: { {{reaction}}, queries: { hot: } }
        """);

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(params IEnumerable<string> arguments) => CommandLine.RunAsync(_folder.Path, arguments);
}
