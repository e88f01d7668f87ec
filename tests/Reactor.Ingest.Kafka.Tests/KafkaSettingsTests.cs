using Microsoft.Extensions.Logging.Abstractions;
using Reactor.Contracts.Resources;

namespace Reactor.Ingest.Kafka.Tests;

public sealed class KafkaSettingsTests
{
    private static readonly ResourceLocation Start = new("s.yaml", 1, 1);

    private readonly List<ResourceProblem> _problems = [];

    [Fact]
    public void Brokers_topics_and_client_settings_reach_the_consumer()
    {
        var settings = KafkaSettings.Read(
            Resource(
                ("bootstrapServers", List("a:1", "b:2")), ("topic", Scalar("t")), ("startFrom", Scalar("latest")), ("compacted", Scalar("true")),
                ("kafka", new ResourceValue.Mapping(Start, new Dictionary<string, ResourceValue> { ["fetch.min.bytes"] = Scalar("7") }))),
            _problems);

        _problems.Should().BeEmpty();
        settings.Topics.Should().Equal("t");
        settings.StartFrom.Should().Be(StartFrom.Latest);
        var config = settings.ConsumerConfig("s");
        config.BootstrapServers.Should().Be("a:1,b:2");
        config.FetchMinBytes.Should().Be(7);
        config.EnableAutoCommit.Should().BeFalse();
    }

    [Fact]
    public void Missing_unknown_reserved_and_refused_settings_are_reported()
    {
        var client = new Dictionary<string, ResourceValue> { ["enable.auto.commit"] = Scalar("true"), ["fetch.min.bites"] = Scalar("7") };

        KafkaSource.TryCreate(
            Resource(("topcs", Scalar("t")), ("kafka", new ResourceValue.Mapping(Start, client))), NullLogger.Instance, _problems).Should().BeNull();

        var messages = _problems.Select(problem => problem.ToString()).ToArray();
        messages.Should().HaveCount(5);
        messages[0].Should().Contain("\"brokers\" is missing");
        messages[1].Should().Contain("\"topic\" is missing");
        messages[2].Should().Contain("\"kafka.enable.auto.commit\" is set by the source");
        messages[3].Should().Contain("fetch.min.bites");
        messages[4].Should().Contain("unknown setting \"topcs\"; did you mean \"topics\"?");
    }

    private static ResourceValue.Scalar Scalar(string text) => new(Start, text, IsQuoted: false);

    private static ResourceValue.Sequence List(params string[] texts) => new(Start, [.. texts.Select(Scalar)]);

    private static SourceResource Resource(params (string Key, ResourceValue Value)[] settings) =>
        new("k", Start, "Kafka", Start, new ResourceValue.Mapping(Start, settings.ToDictionary(setting => setting.Key, setting => setting.Value)));
}
