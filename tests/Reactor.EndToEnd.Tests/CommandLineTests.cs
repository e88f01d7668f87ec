using Reactor.EndToEnd.Tests.Support;
using Reactor.Testing.Kafka;

namespace Reactor.EndToEnd.Tests;

/// <summary>The command line as its users meet it: arguments in, text and an exit code out.</summary>
public sealed class CommandLineTests : IDisposable
{
    private const string ConsoleReaction = "---\napiVersion: v1\nkind: Reaction\nname: out\nspec: {kind: Console, queries: {hot: }}\n";

    private readonly ScratchFolder _folder = new();

    [Theory]
    [InlineData("pgbench", "1 source, 5 queries, 1 reaction: no mistakes\n")]
    [InlineData("joins", "2 sources, 2 queries, 1 reaction: no mistakes\n")]
    [InlineData("quickstart", "1 source, 1 query, 1 reaction: no mistakes\n")]
    public async Task Validate_says_that_a_good_sample_has_no_mistakes(string sample, string expected)
    {
        var (exitCode, output, errors) = await RunAsync("validate", "-f", Checkout.Sample(sample));

        (exitCode, output, errors).Should().Be((0, expected, ""));
    }

    [Fact]
    public async Task Validate_shows_unknown_keys_and_dangling_references_where_they_are()
    {
        _folder.Write("bad.yaml", Source("path: feed.jsonl") + Query("MATCH (s:Sensor) RETURN s.room AS room", "sensor", "  qurey: x\n"));

        var (exitCode, output, errors) = await RunAsync("validate", "-f", "bad.yaml");

        (exitCode, output).Should().Be((1, ""));
        errors.Should()
            .MatchRegex("""bad.yaml:12:\d+: error: .*there is no source "sensor"; did you mean "sensors"\?\n.*id: sensor}.*\n +\^""")
            .And.MatchRegex("""bad.yaml:15:3: error: .*unknown setting "qurey"; did you mean "query"\?\n  qurey: x\n  \^""")
            .And.EndWith("2 mistakes\n");
    }

    [Fact]
    public async Task Validate_shows_mistakes_in_settings_and_in_query_texts_where_they_are()
    {
        _folder.Write("feed.jsonl", "");
        _folder.Write("bad.yaml", Source("path: feed.jsonl, fromat: plain") + Query("MATCH (sensor:Sensor) RETURN sensr.room AS room"));

        var (exitCode, output, errors) = await RunAsync("validate", "-f", "bad.yaml");

        (exitCode, output).Should().Be((1, ""));
        errors.Should()
            .MatchRegex("""bad.yaml:5:\d+: error: .*unknown setting "fromat"; did you mean "format"\?\n.*fromat.*\n +\^""")
            .And.MatchRegex("""bad.yaml:14:34: error UndefinedVariable: Variable 'sensr' is not defined; did you mean 'sensor'\?\n.*RETURN sensr.room.*\n {33}\^{5}\n""")
            .And.EndWith("2 mistakes\n");
    }

    [Fact]
    public async Task Run_writes_the_results_of_the_quickstart_to_a_file()
    {
        File.Copy(Path.Combine(Checkout.Sample("quickstart"), "sensors.jsonl"), Path.Combine(_folder.Path, "feed.jsonl"));
        _folder.Write("run.yaml", Source("path: feed.jsonl, format: plain")
            + Query("MATCH (s:Sensor) WHERE s.value >= 30 RETURN s.room AS room, s.value AS celsius")
            + "---\napiVersion: v1\nkind: Reaction\nname: out\nspec: {kind: File, properties: {path: out.jsonl, format: packed}, queries: {hot: }}\n");

        var (exitCode, output, errors) = await RunAsync("run", "-f", ".", "--once", "--isolation", "inprocess");

        exitCode.Should().Be(0, "{0}", errors);
        output.Should().Contain("11 values, 12 changes").And.Contain("hot");
        var lines = await File.ReadAllLinesAsync(Path.Combine(_folder.Path, "out.jsonl"), TestContext.Current.CancellationToken);
        lines.Should().SatisfyRespectively(
            line => line.Should().Contain("\"sequence\":1,").And.Contain("\"controlSignal\":{\"kind\":\"bootstrapStarted\"}"),
            line => line.Should().Contain("\"sequence\":2,").And.Contain("\"controlSignal\":{\"kind\":\"bootstrapCompleted\"}"),
            line => Change(line, 3, added: """{"room":"server room","celsius":33}"""),
            line => Change(line, 4, updated: """{"before":{"room":"server room","celsius":33},"after":{"room":"server room","celsius":36},"groupingKeys":null}"""),
            line => Change(line, 5, added: """{"room":"kitchen","celsius":31}"""),
            line => Change(line, 6, """{"room":"cellar","celsius":30}""", """{"before":{"room":"kitchen","celsius":31},"after":{"room":"kitchen","celsius":35},"groupingKeys":null}"""),
            line => Change(line, 7, deleted: """{"room":"server room","celsius":36}"""),
            line => Change(line, 8, updated: """{"before":{"room":"kitchen","celsius":35},"after":{"room":"big kitchen","celsius":35},"groupingKeys":null}"""),
            line => Change(line, 9, deleted: """{"room":"cellar","celsius":30}"""),
            line => Change(line, 10, deleted: """{"room":"big kitchen","celsius":35}"""));
    }

    [Fact]
    public async Task Compile_explains_plans_and_shows_the_generated_source()
    {
        var sample = Checkout.Sample("quickstart");
        var explained = await RunAsync("compile", "-f", sample, "--explain");
        var source = await RunAsync("compile", "-f", sample, "--emit-source");

        explained.ExitCode.Should().Be(0);
        explained.Output.Should().StartWith("hot-rooms\n").And.Contain(":Sensor").And.Contain("value >= 30");
        source.ExitCode.Should().Be(0);
        source.Output.Should().Contain("class ");
    }

    [Fact]
    public async Task Demo_ends_with_a_summary_of_what_every_query_did()
    {
        var (exitCode, output, errors) = await RunAsync("demo", "--isolation", "inprocess");

        exitCode.Should().Be(0, "{0}", errors);
        output.Should()
            .MatchRegex(@"branch-balance +10,001 +10,001 +10,000 +1 +9,999 +0 +1\b")
            .And.MatchRegex(@"teller-totals +10,010 +10,001 +10,000 +1 +9,999 +0 +1\b")
            .And.MatchRegex(@"account-changes +110,000 +10,001 +10,000 +1 +9,999 +0 +1\b")
            .And.MatchRegex(@"teller-transfers +20,010 +10,001 +10,000 +10 +9,990 +0 +10\b")
            .And.MatchRegex(@"overdrawn-accounts +110,000 +10,001 +368 +351 +11 +6 +345\b")
            .And.Contain("source pgbench: 140,011 values, 140,011 changes (100,011 initial), 10,000 units");
    }

    [Fact]
    public async Task Doctor_names_every_prerequisite_and_its_exit_code_agrees()
    {
        var (exitCode, output, errors) = await RunAsync("doctor");

        output.Should().Contain("KVM").And.Contain("Linker").And.Contain("Image cache");
        exitCode.Should().Be(output.Contains("missing", StringComparison.Ordinal) ? 2 : 0, "{0}", errors);
    }

    [Fact]
    public async Task An_unknown_option_is_refused_with_the_nearest_one()
    {
        var (exitCode, output, errors) = await RunAsync("run", "-f", Checkout.Sample("quickstart"), "--onec");

        exitCode.Should().Be(1);
        errors.Should().Contain("Unrecognized command or argument '--onec'");
        (output + errors).Should().Contain("Did you mean one of the following?\n--once\n");
    }

    [Fact]
    public async Task A_missing_file_is_named()
    {
        var (exitCode, output, errors) = await RunAsync("run", "-f", "absent.yaml");

        (exitCode, output).Should().Be((1, ""));
        errors.Should().Contain("absent.yaml: error: no such file");
    }

    [Fact]
    public async Task Once_refuses_a_source_that_never_ends()
    {
        _folder.Write("k.yaml", "apiVersion: v1\nkind: Source\nname: sensors\nspec: {kind: Kafka, properties: {brokers: \"127.0.0.1:9\", topic: t}}\n"
            + Query("MATCH (s:Sensor) RETURN s.room AS room"));

        var (exitCode, _, errors) = await RunAsync("run", "-f", "k.yaml", "--once", "--isolation", "inprocess");

        exitCode.Should().Be(1);
        errors.Should().MatchRegex(@"k.yaml:4:14: error: --once needs sources that end, and a Kafka source never does; leave --once out\n.*\n {13}\^");
    }

    [Fact]
    public async Task Control_c_ends_a_run_on_standard_input_with_a_summary()
    {
        _folder.Write("run.yaml", Source("path: \"-\", format: plain") + Query("MATCH (s:Sensor) RETURN s.room AS room") + ConsoleReaction);
        using var run = CommandLine.Start(_folder.Path, "run", "-f", "run.yaml", "--isolation", "inprocess");
        await run.Input.WriteLineAsync("""{"op":"insert","node":{"id":"1","labels":["Sensor"],"properties":{"room":"attic"}}}""");
        await run.Input.FlushAsync(TestContext.Current.CancellationToken);
        await run.UntilOutputAsync("room=attic");

        run.Interrupt();

        (await run.ExitAsync()).Should().Be(130, "{0}", run.Errors);
        run.Output.Should().Contain("source sensors: 1 value, 1 change").And.Contain("reaction out:");
    }

    [Fact]
    public async Task Control_c_ends_a_run_on_kafka_with_a_summary()
    {
        using var cluster = new MockKafkaCluster();
        cluster.CreateTopic("t");
        cluster.Produce("t", 0, ["""{"op":"insert","node":{"id":"1","labels":["Sensor"],"properties":{"room":"attic"}}}"""]);
        _folder.Write("run.yaml", $"apiVersion: v1\nkind: Source\nname: sensors\nspec: {{kind: Kafka, properties: {{brokers: \"{cluster.BootstrapServers}\", topic: t}}}}\n"
            + Query("MATCH (s:Sensor) RETURN s.room AS room") + ConsoleReaction);
        using var run = CommandLine.Start(_folder.Path, "run", "-f", "run.yaml", "--isolation", "inprocess");
        await run.UntilOutputAsync("room=attic");

        run.Interrupt();

        (await run.ExitAsync()).Should().Be(130, "{0}", run.Errors);
        run.Output.Should().Contain("source sensors: 1 value, 1 change");
    }

    public void Dispose() => _folder.Dispose();

    private static string Source(string properties) =>
        $"apiVersion: v1\nkind: Source\nname: sensors\nspec:\n  {{kind: File, properties: {{{properties}}}}}\n";

    private static string Query(string text, string source = "sensors", string more = "") =>
        $"---\napiVersion: v1\nkind: ContinuousQuery\nname: hot\nspec:\n  mode: query\n  sources: {{subscriptions: [{{id: {source}}}]}}\n  query: |\n    {text}\n{more}";

    private static void Change(string line, int sequence, string added = "", string updated = "", string deleted = "") =>
        line.Should().Contain($"\"sequence\":{sequence},").And.Contain(
            $"\"addedResults\":[{added}],\"updatedResults\":[{updated}],\"deletedResults\":[{deleted}]");

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(params IEnumerable<string> arguments) => CommandLine.RunAsync(_folder.Path, arguments);
}
