using Reactor.Contracts.Resources;
using Reactor.Reactions.Dapr;
using Reactor.Reactions.Files;
using Reactor.Reactions.Terminal;

namespace Reactor.Reactions;

/// <summary>Makes reactions from their resources.</summary>
public static class ReactionFactory
{
    private static readonly string[] KindNames = ["Console", "File", "PostDaprPubSub", "DaprPubSub"];

    /// <summary>The values of <c>spec.kind</c> that <see cref="Create"/> understands.</summary>
    public static IReadOnlyList<string> Kinds => KindNames;

    /// <summary>Checks a resource and makes its reaction. Nothing is opened or connected before <see cref="Reaction.StartAsync"/>.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="host">What it runs in.</param>
    /// <param name="problems">Where mistakes in the resource are reported.</param>
    /// <returns>The reaction, or null when there is a problem.</returns>
    public static Reaction? Create(ReactionResource resource, ReactionHost host, ICollection<ResourceProblem> problems)
    {
        var before = problems.Count;
        Func<Reaction>? create = resource.Kind switch
        {
            "Console" => Prepare(ConsoleSettings.Read(resource, problems), settings => new ConsoleReaction(resource.Name, settings, host)),
            "File" => Prepare(FileSettings.Read(resource, problems), settings => new FileReaction(resource.Name, settings, host)),
            "PostDaprPubSub" or "DaprPubSub" => Prepare(
                DaprSettings.Read(resource, host, problems), settings => new DaprPubSubReaction(resource.Name, settings, host)),
            _ => null,
        };
        if (create is null)
        {
            problems.Add(new ResourceProblem(
                resource.KindLocation,
                $"Reaction \"{resource.Name}\": unknown kind \"{resource.Kind}\"",
                Spelling.Suggest(resource.Kind, KindNames) ?? $"known kinds are {string.Join(", ", KindNames)}"));
        }

        return problems.Count == before ? create!() : null;
    }

    private static Func<Reaction> Prepare<TSettings>(TSettings settings, Func<TSettings, Reaction> create) => () => create(settings);
}
