using System.Xml.Linq;

namespace Reactor.Architecture.Tests;

/// <summary>The checkout the tests run in, read as files.</summary>
internal static class Repository
{
    /// <summary>Folders that hold C#; what stands beside them (docs, deploy, artifacts) does not.</summary>
    internal static readonly string[] TopFolders = ["contracts", "ingest", "query-guests", "vmm", "reactor", "tests", "samples"];

    internal static readonly string Root = FindRoot();

    /// <summary>All projects, as paths from the root with forward slashes.</summary>
    internal static readonly IReadOnlyList<string> Projects = [.. Files("*.csproj")];

    /// <summary>All C# files, as paths from the root with forward slashes.</summary>
    internal static readonly IReadOnlyList<string> SourceFiles = [.. Files("*.cs")];

    internal static string TopFolder(string path) => path.Split('/')[0];

    internal static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    internal static XDocument Project(string path) => XDocument.Load(Path.Combine(Root, path));

    /// <summary>The projects one project references, as paths from the root.</summary>
    internal static IEnumerable<string> References(string project) =>
        Project(project).Descendants("ProjectReference")
            .Select(reference => reference.Attribute("Include")!.Value)
            .Select(include => Path.GetFullPath(include, Path.GetDirectoryName(Path.Combine(Root, project))!))
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'));

    internal static string Name(string project) => Path.GetFileNameWithoutExtension(project);

    private static IEnumerable<string> Files(string pattern) =>
        TopFolders
            .Select(folder => Path.Combine(Root, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj" or "artifacts" or "node_modules"))
            .Order(StringComparer.Ordinal);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Reactor.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"no Reactor.sln above {AppContext.BaseDirectory}");
    }
}
