using Reactor.Contracts.Resources;
using Reactor.Resources.Documents;
using Reactor.Resources.Yaml;

namespace Reactor.Resources;

/// <summary>
/// Reads Drasi-shaped YAML documents (<c>apiVersion: v1</c>, <c>kind: Source | ContinuousQuery | Reaction</c>) into a checked
/// <see cref="ResourceSet"/>. Every mistake is reported with its place, and reading goes on, so that one run finds them all.
/// </summary>
public sealed class ResourceReader
{
    private const string ApiVersion = "v1";
    private static readonly string[] Kinds = ["Source", "ContinuousQuery", "Reaction"];
    private static readonly string[] IgnoredKinds = ["QueryContainer", "SourceProvider", "ReactionProvider"];

    private readonly Findings _findings = new();
    private readonly ValueResolver _resolver;
    private readonly SourceListing _listing = new();
    private readonly List<SourceResource> _sources = [];
    private readonly List<QueryResource> _queries = [];
    private readonly List<ReactionResource> _reactions = [];
    private readonly Dictionary<string, QueryTextMap> _queryTexts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _files = new(StringComparer.Ordinal);
    private bool _allParsed = true;

    private ResourceReader(ResourceEnvironment environment) => _resolver = new ValueResolver(environment, _findings.Problems);

    /// <summary>Reads files and directories.</summary>
    /// <param name="paths">Files in any order of meaning, and directories, of which all <c>*.yaml</c> and <c>*.yml</c> files are read in the
    /// order of their names, those of subdirectories not.</param>
    /// <param name="environment">Where variables and secrets come from; default: this process.</param>
    public static ResourceReadResult Read(IEnumerable<string> paths, ResourceEnvironment? environment = null)
    {
        var reader = new ResourceReader(environment ?? ResourceEnvironment.Process);
        var given = paths.ToList();
        foreach (var file in given.SelectMany(reader.FilesOf))
        {
            reader.ReadFile(file);
        }

        return reader.Finish(given, checksReferences: true);
    }

    /// <summary>Reads one file for its queries; what they refer to need not be there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="environment">Where variables and secrets come from; default: this process.</param>
    public static ResourceReadResult ReadQueries(string path, ResourceEnvironment? environment = null)
    {
        var reader = new ResourceReader(environment ?? ResourceEnvironment.Process);
        reader.ReadFile(path);
        return reader.Finish([path], checksReferences: false);
    }

    private IEnumerable<string> FilesOf(string path)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }

        string[] files = [.. Directory.EnumerateFiles(path).Where(file => Path.GetExtension(file) is ".yaml" or ".yml").Order(StringComparer.Ordinal)];
        if (files.Length == 0)
        {
            Report(new ResourceLocation(path, 0, 0), "the directory has no *.yaml or *.yml file");
        }

        return files;
    }

    private void ReadFile(string file)
    {
        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _allParsed = false;
            Report(new ResourceLocation(file, 0, 0), File.Exists(file) ? $"cannot read the file: {exception.Message}" : "no such file or directory");
            return;
        }

        _listing.Add(file, text);
        _files.TryAdd(file, _files.Count);
        _allParsed &= YamlDocuments.TryParse(file, text, _findings.Problems, out var documents);
        foreach (var document in documents)
        {
            if (document is ResourceValue.Mapping mapping)
            {
                ReadDocument(mapping, text);
            }
            else
            {
                Report(document.Location, "a document must be a mapping with apiVersion, kind, name and spec");
            }
        }
    }

    private void ReadDocument(ResourceValue.Mapping document, string fileText)
    {
        var kind = document.Entries.GetValueOrDefault("kind") is ResourceValue.Scalar { Text: { Length: > 0 } text } ? text : null;
        if (IgnoredKinds.Contains(kind))
        {
            _findings.Notices.Add(new ResourceProblem(document.Location, $"{kind} documents have no effect here"));
            return;
        }

        if (kind is null || !Kinds.Contains(kind))
        {
            Report(
                document.Entries.TryGetValue("kind", out var given) ? given.Location : document.Location,
                kind is null ? "required setting \"kind\" is missing" : $"unknown kind \"{kind}\"",
                kind is null ? null : Spelling.Suggest(kind, Kinds) ?? $"known kinds are {string.Join(", ", Kinds)}");
            return;
        }

        var part = new DocumentPart(document, kind, _findings);
        part.Settings.Value("kind");
        if (part.Settings.RequiredText("apiVersion") is var version && version.Length > 0 && version != ApiVersion)
        {
            part.Settings.Problem("apiVersion", $"unknown apiVersion \"{version}\"", $"write {ApiVersion}");
        }

        var name = ResourceName.Read(part.Settings);
        ReadSpec(kind, name, part, fileText);
        part.Settings.Finish();
    }

    private void ReadSpec(string kind, string name, DocumentPart document, string fileText)
    {
        if (document.Settings.Value("spec") is not ResourceValue.Mapping written)
        {
            document.Settings.Problem("spec", "required setting \"spec\" is missing or no mapping");
            return;
        }

        // A query text keeps its ${...}: parameters are the way to vary a query, and positions in the text must stay those of the file.
        var resolved = _resolver.ResolveEntries(written, literalKey: kind == "ContinuousQuery" ? "query" : null);
        var spec = new DocumentPart(resolved, $"{kind} \"{name}\"", _findings);
        switch (kind)
        {
            case "Source":
                Add(_sources, SourceDocument.Read(name, document.Location, spec), source => (source.Name, source.Location), document);
                break;
            case "Reaction":
                Add(_reactions, ReactionDocument.Read(name, document.Location, spec), reaction => (reaction.Name, reaction.Location), document);
                break;
            default:
                var query = QueryDocument.Read(name, document.Location, spec, fileText, out var map);
                Add(_queries, query, other => (other.Name, other.Location), document);
                _queryTexts.TryAdd(name, map);
                break;
        }

        spec.Settings.Finish();
    }

    private static void Add<T>(List<T> resources, T resource, Func<T, (string Name, ResourceLocation Location)> keyOf, DocumentPart document)
        where T : class
    {
        var name = keyOf(resource).Name;
        if (name.Length > 0 && resources.Find(other => keyOf(other).Name == name) is { } first)
        {
            document.Settings.Problem("name", $"name \"{name}\" is already taken by the document at {keyOf(first).Location}");
        }

        resources.Add(resource);
    }

    private ResourceReadResult Finish(List<string> paths, bool checksReferences)
    {
        // What a broken file would have defined is unknown: names missing because of it are no mistakes of their own.
        if (_allParsed && checksReferences)
        {
            CheckReferences();
        }

        if (_findings.Problems.Count == 0 && _sources.Count + _queries.Count + _reactions.Count == 0)
        {
            Report(new ResourceLocation(paths.Count == 0 ? "(no files)" : paths[0], 0, 0), "no Source, ContinuousQuery or Reaction found");
        }

        var set = _findings.Problems.Count == 0 ? new ResourceSet(_sources, _queries, _reactions) : null;
        return new ResourceReadResult(set, InOrder(_findings.Problems), InOrder(_findings.Notices), _listing, _queryTexts);
    }

    private List<ResourceProblem> InOrder(List<ResourceProblem> findings) =>
        [.. findings.OrderBy(finding => _files.GetValueOrDefault(finding.Location.File, -1)).ThenBy(finding => finding.Location.Line).ThenBy(finding => finding.Location.Column)];

    private void CheckReferences()
    {
        var sources = _sources.ConvertAll(source => source.Name);
        foreach (var query in _queries)
        {
            foreach (var subscription in query.Subscriptions.Where(subscription => subscription.Source.Length > 0 && !sources.Contains(subscription.Source)))
            {
                Report(
                    subscription.Location, $"ContinuousQuery \"{query.Name}\": there is no source \"{subscription.Source}\"",
                    Spelling.Suggest(subscription.Source, sources));
            }
        }

        var queries = _queries.ConvertAll(query => query.Name);
        foreach (var reaction in _reactions)
        {
            foreach (var query in reaction.Queries.Where(query => !queries.Contains(query.Query)))
            {
                Report(query.Location, $"Reaction \"{reaction.Name}\": there is no query \"{query.Query}\"", Spelling.Suggest(query.Query, queries));
            }
        }
    }

    private void Report(ResourceLocation location, string message, string? suggestion = null) =>
        _findings.Problems.Add(new ResourceProblem(location, message, suggestion));
}
