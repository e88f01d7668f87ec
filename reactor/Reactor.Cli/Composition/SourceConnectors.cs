using Microsoft.Extensions.Logging;
using Reactor.Contracts.Resources;
using Reactor.Ingest;
using Reactor.Ingest.EventHubs;
using Reactor.Ingest.Files;
using Reactor.Ingest.Kafka;

namespace Reactor.Cli.Composition;

/// <summary>The one place that knows every kind of source.</summary>
internal static class SourceConnectors
{
    private static readonly string[] Kinds = ["File", "Kafka", "EventHub"];

    /// <summary>Checks a resource and makes its source; nothing is opened or connected yet.</summary>
    /// <returns>Null when there are problems.</returns>
    public static IChangeSource? Create(SourceResource resource, ILogger logger, ICollection<ResourceProblem> problems)
    {
        switch (resource.Kind)
        {
            case "File":
                return FileSource.TryCreate(resource, Path.GetDirectoryName(Path.GetFullPath(resource.Location.File))!, logger, problems);
            case "Kafka":
                return KafkaSource.TryCreate(resource, logger, problems);
            case "EventHub":
                return EventHubSource.TryCreate(resource, logger, problems);
            default:
                problems.Add(new ResourceProblem(
                    resource.KindLocation,
                    $"Source \"{resource.Name}\": unknown kind \"{resource.Kind}\"",
                    Spelling.Suggest(resource.Kind, Kinds) ?? $"known kinds are {string.Join(", ", Kinds)}"));
                return null;
        }
    }
}
