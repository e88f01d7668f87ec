using Reactor.Contracts.Resources;

namespace Reactor.Reactions.Dapr;

/// <summary>Settings of a <c>kind: PostDaprPubSub</c> reaction.</summary>
/// <param name="GrpcEndpoint">The sidecar's gRPC endpoint.</param>
/// <param name="HttpEndpoint">The sidecar's HTTP endpoint; only its health is asked there.</param>
/// <param name="ApiToken">Token the sidecar asks for, or null. A secret.</param>
/// <param name="BulkSize">Most events per call; 1 publishes one by one.</param>
/// <param name="BulkBytes">Most bytes of events per call; one event may be larger. The sidecar refuses calls above its <c>--max-body-size</c>, by default 4 MiB.</param>
/// <param name="PublishTimeout">How long one call may take.</param>
/// <param name="BackOff">Delays between attempts.</param>
/// <param name="Routes">Where each query's results go, by query name.</param>
internal sealed record DaprSettings(
    Uri GrpcEndpoint,
    Uri HttpEndpoint,
    string? ApiToken,
    int BulkSize,
    int BulkBytes,
    TimeSpan PublishTimeout,
    BackOff BackOff,
    IReadOnlyDictionary<string, DaprRoute> Routes)
{
    private const int DefaultGrpcPort = 50001;
    private const int DefaultHttpPort = 3500;

    /// <summary>Reads them. Endpoints and token come from the settings, else from the variables that <c>dapr run</c> sets, else are Dapr's defaults.</summary>
    public static DaprSettings Read(ReactionResource resource, ReactionHost host, ICollection<ResourceProblem> problems)
    {
        var reader = new SettingsReader(resource.Properties, $"{resource.Kind} reaction \"{resource.Name}\"", problems);
        var settings = new DaprSettings(
            Endpoint(reader, host, "grpcEndpoint", "DAPR_GRPC_ENDPOINT", "DAPR_GRPC_PORT", DefaultGrpcPort),
            Endpoint(reader, host, "httpEndpoint", "DAPR_HTTP_ENDPOINT", "DAPR_HTTP_PORT", DefaultHttpPort),
            reader.Text("apiToken") ?? host.Variable("DAPR_API_TOKEN"),
            (int)reader.Integer("bulkSize", 500, 1, 10_000),
            (int)reader.Bytes("bulkBytes", 2 << 20, 1 << 10, 1 << 30),
            reader.Duration("publishTimeout", TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10)),
            ReadBackOff(reader),
            resource.Queries.ToDictionary(query => query.Query, query => DaprRoute.Read(query, problems), StringComparer.Ordinal));
        reader.Finish();
        return settings;
    }

    private static BackOff ReadBackOff(SettingsReader reader)
    {
        var longest = reader.Duration("retryMaxDelay", BackOff.Default.Maximum, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10));
        return new BackOff(longest < BackOff.Default.Initial ? longest : BackOff.Default.Initial, longest);
    }

    private static Uri Endpoint(SettingsReader reader, ReactionHost host, string key, string endpointVariable, string portVariable, int defaultPort)
    {
        var given = reader.Text(key);
        var text = given ?? NotEmpty(host.Variable(endpointVariable)) ?? $"http://127.0.0.1:{NotEmpty(host.Variable(portVariable)) ?? defaultPort.ToString()}";
        if (Uri.TryCreate(text, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https")
        {
            return endpoint;
        }

        reader.Problem(key, given is null
            ? $"environment variables {endpointVariable} and {portVariable} give no http or https address"
            : $"\"{key}\" must be an http or https address such as http://127.0.0.1:{defaultPort}");
        return new Uri("http://127.0.0.1");
    }

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
