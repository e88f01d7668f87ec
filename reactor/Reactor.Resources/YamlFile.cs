using Reactor.Contracts.Resources;
using Reactor.Resources.Yaml;

namespace Reactor.Resources;

/// <summary>Documents of a YAML file that are no resources, read with the same rules and the same care for places.</summary>
public static class YamlFile
{
    /// <summary>Reads all documents of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tags">Local tags of scalars that are understood, without their <c>!</c>.</param>
    /// <param name="listing">Gets the file, to show problems with their lines.</param>
    /// <param name="problems">Gets mistakes; a file that cannot be read is one.</param>
    /// <param name="text">Content of the file; empty when it cannot be read.</param>
    /// <returns>The documents before the first syntax error.</returns>
    public static IReadOnlyList<ResourceValue> Read(
        string path, IReadOnlyCollection<string> tags, SourceListing listing, List<ResourceProblem> problems, out string text)
    {
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            text = "";
            problems.Add(new ResourceProblem(
                new ResourceLocation(path, 0, 0), File.Exists(path) ? $"cannot read the file: {exception.Message}" : "no such file"));
            return [];
        }

        listing.Add(path, text);
        YamlDocuments.TryParse(path, text, problems, out var documents, tags);
        return documents;
    }
}
