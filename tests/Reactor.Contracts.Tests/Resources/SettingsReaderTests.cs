using Reactor.Contracts.Resources;

namespace Reactor.Contracts.Tests.Resources;

public sealed class SettingsReaderTests
{
    private readonly List<ResourceProblem> _problems = [];

    private enum StartFrom
    {
        Earliest,
        Latest,
    }

    [Fact]
    public void Every_type_reads_what_was_written()
    {
        var reader = Reader(
            ("path", Scalar("feed.jsonl", 1)), ("follow", Scalar("True", 2)), ("batch", Scalar("64", 3)), ("rate", Scalar("1.5", 4)),
            ("startFrom", Scalar("latest", 5)), ("topics", List(6, "a", "b")), ("topic", Scalar("c", 7)), ("empty", Scalar("", 8)));

        reader.RequiredText("path").Should().Be("feed.jsonl");
        reader.Boolean("follow", false).Should().BeTrue();
        reader.Integer("batch", 1, 1, 100).Should().Be(64);
        reader.Number("rate", 0, 0, 10).Should().Be(1.5);
        reader.Choice("startFrom", StartFrom.Earliest).Should().Be(StartFrom.Latest);
        reader.TextList("topics").Should().Equal("a", "b");
        reader.TextList("topic").Should().Equal("c");
        reader.Text("empty").Should().BeNull();
        reader.Finish();
        _problems.Should().BeEmpty();
    }

    [Fact]
    public void A_missing_required_setting_is_reported_at_the_mapping_and_an_alias_satisfies_it()
    {
        Reader().RequiredText("brokers").Should().BeEmpty();

        Messages().Should().Equal("s.yaml:1:1: File source: required setting \"brokers\" is missing");
        Reader(("bootstrapServers", Scalar("h:1", 2))).RequiredText("brokers", "bootstrapServers").Should().Be("h:1");
        _problems.Should().HaveCount(1);
    }

    [Fact]
    public void An_unknown_setting_is_reported_with_the_nearest_known_one()
    {
        var reader = Reader(("ptah", Scalar("x", 4)), ("zzz", Scalar("x", 5)));

        reader.Text("path");
        reader.Text("format");
        reader.Finish();

        Messages().Should().Equal(
            "s.yaml:4:3: File source: unknown setting \"ptah\"; did you mean \"path\"?",
            "s.yaml:5:3: File source: unknown setting \"zzz\"; known settings are path, format");
    }

    [Fact]
    public void A_wrong_type_is_reported_where_it_stands_and_the_default_is_used()
    {
        var reader = Reader(
            ("batch", Scalar("0", 2)), ("follow", Scalar("yes", 3)), ("startFrom", Scalar("latst", 4)), ("path", List(5, "a")),
            ("keys", Scalar("id", 6)));

        reader.Integer("batch", 7, 1, 100).Should().Be(7);
        reader.Boolean("follow", true).Should().BeTrue();
        reader.Choice("startFrom", StartFrom.Earliest).Should().Be(StartFrom.Earliest);
        reader.RequiredText("path").Should().BeEmpty();
        reader.TextListMap("keys").Should().BeEmpty();

        Messages().Should().Equal(
            "s.yaml:2:3: File source: \"batch\" must be an integer from 1 to 100, not \"0\"",
            "s.yaml:3:3: File source: \"follow\" must be true or false, not \"yes\"",
            "s.yaml:4:3: File source: \"startFrom\" must be one of earliest, latest, not \"latst\"; did you mean \"latest\"?",
            "s.yaml:5:3: File source: \"path\" must be a text, not a list",
            "s.yaml:6:3: File source: \"keys\" must be a mapping, not a single value");
    }

    [Fact]
    public void A_secret_never_reaches_a_message()
    {
        var reader = Reader(("batch", new ResourceValue.Scalar(At(2), "hunter2", true, IsSecret: true)));

        reader.Integer("batch", 7, 1, 100);

        Messages().Should().ContainSingle().Which.Should().NotContain("hunter2");
    }

    [Theory]
    [InlineData("connectionSring", "connectionString")]
    [InlineData("CONSUMERGROUP", "consumerGroup")]
    [InlineData("connectoinString", "connectionString")]
    [InlineData("somethingElse", null)]
    public void Nearest_forgives_slips_only(string written, string? expected) =>
        Spelling.Nearest(written, ["connectionString", "consumerGroup"]).Should().Be(expected);

    private static ResourceLocation At(int line) => new("s.yaml", line, 3);

    private static ResourceValue.Scalar Scalar(string text, int line) => new(At(line), text, IsQuoted: false);

    private static ResourceValue.Sequence List(int line, params string[] texts) => new(At(line), [.. texts.Select(text => Scalar(text, line))]);

    private SettingsReader Reader(params (string Key, ResourceValue Value)[] entries) =>
        new(
            new ResourceValue.Mapping(new ResourceLocation("s.yaml", 1, 1), entries.ToDictionary(entry => entry.Key, entry => entry.Value)),
            "File source", _problems);

    private IEnumerable<string> Messages() => _problems.Select(problem => problem.ToString());
}
