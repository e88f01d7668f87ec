using Microsoft.Extensions.Logging;
using Reactor.Contracts.Resources;
using Reactor.Ingest;
using Reactor.Reactions;

namespace Reactor.Cli.Composition;

/// <summary>Everything that resources describe, checked and made, not yet running.</summary>
/// <param name="Resources">The resources.</param>
/// <param name="Compiled">Their queries.</param>
/// <param name="Sources">Their sources; nothing is opened yet.</param>
/// <param name="Reactions">Their reactions; nothing is opened yet.</param>
internal sealed record Application(
    LoadedResources Resources,
    CompiledQueries Compiled,
    IReadOnlyList<IChangeSource> Sources,
    IReadOnlyList<(Reaction Reaction, ReactionResource Resource)> Reactions) : IAsyncDisposable
{
    /// <summary>Reads resources, compiles their queries and makes sources and reactions. All mistakes go to stderr, not just the first.</summary>
    /// <param name="paths">Files and directories.</param>
    /// <param name="logging">Where sources and reactions log.</param>
    /// <returns>Null when there are mistakes.</returns>
    public static Application? Load(IReadOnlyList<string> paths, ILoggerFactory logging)
    {
        if (LoadedResources.Read(paths) is not { } resources)
        {
            return null;
        }

        var problems = new List<ResourceProblem>();
        var sources = resources.Set.Sources
            .Select(source => SourceConnectors.Create(source, logging.CreateLogger($"Reactor.Source.{source.Name}"), problems))
            .ToList();
        var host = ReactionHost.ForProcess(logging);
        var reactions = resources.Set.Reactions.Select(reaction => (ReactionFactory.Create(reaction, host, problems), reaction)).ToList();
        var compiled = CompiledQueries.Compile(resources, out var queryMistakes);
        return !resources.Report(problems, queryMistakes) || compiled is null
            ? null
            : new Application(resources, compiled, [.. sources.Select(source => source!)], [.. reactions.Select(made => (made.Item1!, made.reaction))]);
    }

    /// <summary>Closes the reactions, which may still have something to say.</summary>
    public async ValueTask CloseReactionsAsync()
    {
        foreach (var (reaction, _) in Reactions)
        {
            await reaction.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var source in Sources)
        {
            await source.DisposeAsync();
        }

        await CloseReactionsAsync();
        Compiled.Dispose();
    }
}
