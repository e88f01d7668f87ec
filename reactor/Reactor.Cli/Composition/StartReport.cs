using Microsoft.Extensions.Logging;
using Reactor.QueryCompiler.NativeImage;

namespace Reactor.Cli.Composition;

/// <summary>What <c>--verbose</c> says when a run begins: which resources it is made of, with the settings they ended up with.</summary>
internal static partial class StartReport
{
    /// <summary>Logs sources, queries, reactions and the image.</summary>
    /// <param name="logger">Where.</param>
    /// <param name="application">What runs.</param>
    /// <param name="image">What the micro-VMs run; null in-process.</param>
    public static void Write(ILogger logger, Application application, NativeImage? image)
    {
        if (!logger.IsEnabled(LogLevel.Information))
        {
            return;
        }

        if (image is not null)
        {
            LogImage(logger, image.Path);
        }

        foreach (var source in application.Resources.Set.Sources)
        {
            LogSource(logger, source.Name, source.Kind, source.Location.ToString());
        }

        foreach (var (query, manifest) in application.Resources.Set.Queries.Zip(application.Compiled.Manifests))
        {
            var labels = manifest.ReadsAllNodes || manifest.ReadsAllRelations ? "all labels" : string.Join(", ", manifest.Labels.Select(label => label.Name));
            var sources = string.Join(", ", query.Subscriptions.Select(subscription => subscription.Source));
            LogQuery(logger, query.Name, labels, sources, query.Runtime.MemoryBytes >> 20, query.Runtime.UnitDeadline);
        }

        foreach (var (reaction, resource) in application.Reactions)
        {
            LogReaction(logger, reaction.Name, string.Join(", ", resource.Queries.Select(query => query.Query)), reaction.Target);
        }
    }

    [LoggerMessage(3020, LogLevel.Information, "image {Path}")]
    private static partial void LogImage(ILogger logger, string path);

    [LoggerMessage(3021, LogLevel.Information, "source {Source}: {Kind}, from {Location}")]
    private static partial void LogSource(ILogger logger, string source, string kind, string location);

    [LoggerMessage(3022, LogLevel.Information, "query {Query}: reads {Labels} of {Sources}; at most {MemoryMiB} MiB and {Deadline} per entry")]
    private static partial void LogQuery(ILogger logger, string query, string labels, string sources, long memoryMiB, TimeSpan deadline);

    [LoggerMessage(3023, LogLevel.Information, "reaction {Reaction}: results of {Queries} to {Target}")]
    private static partial void LogReaction(ILogger logger, string reaction, string queries, string target);
}
