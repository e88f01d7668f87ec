using Reactor.Contracts.Resources;

namespace Reactor.Reactions.Terminal;

/// <summary>Settings of a <c>kind: Console</c> reaction.</summary>
/// <param name="MaxRowsPerSecond">Rows printed per second; what comes beyond is counted. 0 means all.</param>
internal sealed record ConsoleSettings(int MaxRowsPerSecond)
{
    private const int DefaultRowsPerSecond = 50;

    /// <summary>Reads them.</summary>
    public static ConsoleSettings Read(ReactionResource resource, ICollection<ResourceProblem> problems)
    {
        var reader = new SettingsReader(resource.Properties, $"Console reaction \"{resource.Name}\"", problems);
        var settings = new ConsoleSettings((int)reader.Integer("maxRowsPerSecond", DefaultRowsPerSecond, 0, 1_000_000));
        reader.Finish();
        QuerySettings.RefuseAny(resource, problems);
        return settings;
    }
}
