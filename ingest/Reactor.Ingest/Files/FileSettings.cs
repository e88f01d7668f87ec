using Reactor.Contracts.Resources;
using Reactor.Ingest.Formats;

namespace Reactor.Ingest.Files;

/// <summary>Settings of a file source.</summary>
/// <param name="Path">Absolute path; <c>-</c> is standard input.</param>
/// <param name="RatePerSecond">Most live changes per second; 0 is no limit.</param>
/// <param name="Feed">How values are read.</param>
internal sealed record FileSettings(string Path, double RatePerSecond, FeedSettings Feed)
{
    public const string StandardInput = "-";

    public bool IsStandardInput => Path == StandardInput;

    /// <summary>Reads the settings strictly; mistakes become problems.</summary>
    public static FileSettings Read(SourceResource resource, string baseDirectory, ICollection<ResourceProblem> problems)
    {
        var reader = new SettingsReader(resource.Properties, $"source {resource.Name}", problems);
        var path = reader.RequiredText("path");
        if (path is not ("" or StandardInput))
        {
            path = System.IO.Path.GetFullPath(path, System.IO.Path.GetFullPath(baseDirectory));
            if (!File.Exists(path))
            {
                reader.Problem("path", $"there is no file {path}");
            }
        }

        var settings = new FileSettings(path, reader.Number("ratePerSecond", 0, 0, 1e9), FeedSettings.Read(reader));
        reader.Finish();
        return settings;
    }
}
