using Reactor.Contracts.Resources;
using Reactor.Reactions.Formats;

namespace Reactor.Reactions.Files;

/// <summary>Settings of a <c>kind: File</c> reaction.</summary>
/// <param name="Path">Full path of the file.</param>
/// <param name="Format">Format of its lines.</param>
/// <param name="SkipControlSignals">Whether lines for bootstrap signals are left out.</param>
internal sealed record FileSettings(string Path, ResultFormat Format, bool SkipControlSignals)
{
    /// <summary>Reads them; a relative path starts at the directory of the resource's file.</summary>
    public static FileSettings Read(ReactionResource resource, ICollection<ResourceProblem> problems)
    {
        var reader = new SettingsReader(resource.Properties, $"File reaction \"{resource.Name}\"", problems);
        var path = reader.RequiredText("path");
        var format = reader.Choice("format", ResultFormat.Unpacked);
        var skip = reader.Boolean("skipControlSignals", false);
        reader.Finish();
        QuerySettings.RefuseAny(resource, problems);
        var directory = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(resource.Location.File)) ?? "/";
        return new FileSettings(System.IO.Path.GetFullPath(path, directory), format, skip);
    }
}
