namespace Reactor.Resources.Tests;

/// <summary>A temporary directory of YAML files, read with a made-up environment.</summary>
internal sealed class YamlFolder : IDisposable
{
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    public string Path { get; } = Directory.CreateTempSubdirectory("reactor-yaml-").FullName;

    public static string Source(string name = "feed") => $$"""
        apiVersion: v1
        kind: Source
        name: {{name}}
        spec:
          kind: File
          properties: {path: feed.jsonl}

        """;

    public static string Query(string name = "hot", string source = "feed", string text = "MATCH (s:Sensor) RETURN s.value AS value") => $$"""
        apiVersion: v1
        kind: ContinuousQuery
        name: {{name}}
        spec:
          mode: query
          sources: {subscriptions: [{id: {{source}}}]}
          query: {{text}}

        """;

    public YamlFolder With(string file, string text)
    {
        File.WriteAllText(System.IO.Path.Combine(Path, file), text);
        return this;
    }

    public YamlFolder WithVariable(string name, string value)
    {
        _variables[name] = value;
        return this;
    }

    public YamlFolder WithSecret(string name, string key, string text)
    {
        Directory.CreateDirectory(System.IO.Path.Combine(Path, "secrets", name));
        File.WriteAllText(System.IO.Path.Combine(Path, "secrets", name, key), text);
        return this;
    }

    public ResourceReadResult Read() =>
        ResourceReader.Read([Path], new ResourceEnvironment(_variables.GetValueOrDefault, System.IO.Path.Combine(Path, "secrets")));

    /// <summary>The problems as <c>line:column: message; suggestion</c>.</summary>
    public IEnumerable<string> Problems() => Read().Problems.Select(problem => problem.ToString()[(problem.Location.File.Length + 1)..]);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
