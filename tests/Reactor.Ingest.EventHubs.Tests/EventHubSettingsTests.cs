using Microsoft.Extensions.Logging.Abstractions;
using Reactor.Contracts.Resources;
using Reactor.Ingest.EventHubs.Protocol;

namespace Reactor.Ingest.EventHubs.Tests;

public sealed class EventHubSettingsTests
{
    private const string Portal = "Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=listen;SharedAccessKey=abc=;EntityPath=orders";

    private static readonly ResourceLocation Start = new("s.yaml", 1, 1);

    private readonly List<ResourceProblem> _problems = [];

    [Fact]
    public void A_connection_string_of_the_portal_is_all_it_takes()
    {
        var settings = EventHubSettings.Read(Resource(("connectionString", Portal)), _problems);

        _problems.Should().BeEmpty();
        settings!.Hubs.Should().Equal("orders");
        settings.ConsumerGroup.Should().Be("$Default");
        settings.Connection.Should().BeEquivalentTo(new { Host = "ns.servicebus.windows.net", Port = 5671, UseTls = true, KeyName = "listen", Key = "abc=" });
        settings.Connection.ToString().Should().Be("ns.servicebus.windows.net:5671");
    }

    [Theory]
    [InlineData("Endpoint=sb://h:15672;SharedAccessKeyName=a;SharedAccessKey=b;UseDevelopmentEmulator=true", 15672, false)]
    [InlineData("Endpoint=sb://h;SharedAccessKeyName=a;SharedAccessKey=b;UseDevelopmentEmulator=true", 5672, false)]
    [InlineData("Endpoint=sb://h;SharedAccessSignature=SharedAccessSignature sr=x&sig=y&se=1&skn=z", 5671, true)]
    public void Ports_and_tls_follow_the_endpoint_and_the_emulator(string text, int port, bool useTls)
    {
        var parsed = HubConnectionString.Parse(text, (problem, _) => throw new InvalidOperationException(problem));

        parsed.Should().BeEquivalentTo(new { Port = port, UseTls = useTls });
    }

    [Fact]
    public void Mistakes_are_reported_without_the_secret()
    {
        EventHubSource.TryCreate(Resource(("connectionString", Portal.Replace("EntityPath", "EntityPat", StringComparison.Ordinal)), ("consumergroup", "x")), NullLogger.Instance, _problems)
            .Should().BeNull();
        EventHubSource.TryCreate(Resource(("connectionString", "Endpoint=sb://h;SharedAccessKey=abc=")), NullLogger.Instance, _problems).Should().BeNull();
        EventHubSource.TryCreate(Resource(("connectionString", Portal.Replace(";EntityPath=orders", "", StringComparison.Ordinal))), NullLogger.Instance, _problems)
            .Should().BeNull();
        EventHubSource.TryCreate(Resource(("eventHubs", "a")), NullLogger.Instance, _problems).Should().BeNull();

        var messages = _problems.Select(problem => problem.ToString()).ToList();
        messages.Should().HaveCount(5).And.NotContain(message => message.Contains("abc", StringComparison.Ordinal));
        messages[0].Should().EndWith("did you mean \"EntityPath\"?");
        messages[1].Should().EndWith("unknown setting \"consumergroup\"; did you mean \"consumerGroup\"?");
        messages[2].Should().Contain("neither SharedAccessKeyName and SharedAccessKey nor SharedAccessSignature");
        messages[3].Should().Contain("\"eventHubs\" is missing");
        messages[4].Should().Contain("\"connectionString\" is missing");
    }

    // The reference value was computed with OpenSSL: openssl dgst -sha256 -hmac KEY over "sr\nse".
    [Fact]
    public void A_token_is_signed_as_the_service_expects()
    {
        var token = SharedAccessToken.Create("sb://ns/hub", "reader", "key", DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));

        token.Should().Be("SharedAccessSignature sr=sb%3A%2F%2Fns%2Fhub&sig=Wfk7l4hIBdecSGUXa7KSlNkiPjR%2F9K8V8ahwG%2BCyC4s%3D&se=1700000000&skn=reader");
    }

    private static SourceResource Resource(params (string Key, string Value)[] settings) =>
        new("h", Start, "EventHub", Start, new ResourceValue.Mapping(
            Start, settings.ToDictionary(setting => setting.Key, setting => (ResourceValue)new ResourceValue.Scalar(Start, setting.Value, IsQuoted: false))));
}
