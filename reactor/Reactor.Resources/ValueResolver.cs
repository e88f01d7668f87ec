using Reactor.Contracts.Resources;

namespace Reactor.Resources;

/// <summary>Replaces variables in texts and <c>{kind: Secret, name: ..., key: ...}</c> mappings by their values.</summary>
/// <param name="environment">Where the values come from.</param>
/// <param name="problems">Where missing ones are reported.</param>
internal sealed class ValueResolver(ResourceEnvironment environment, List<ResourceProblem> problems)
{
    /// <summary>A copy with everything resolved.</summary>
    /// <param name="mapping">A mapping as written.</param>
    /// <param name="literalKey">An entry that is kept as written, or null.</param>
    public ResourceValue.Mapping ResolveEntries(ResourceValue.Mapping mapping, string? literalKey = null)
    {
        var entries = new Dictionary<string, ResourceValue>(mapping.Entries.Count, StringComparer.Ordinal);
        foreach (var (key, value) in mapping.Entries)
        {
            entries.Add(key, key == literalKey ? value : Resolve(value));
        }

        return mapping with { Entries = entries };
    }

    private ResourceValue Resolve(ResourceValue value) => value switch
    {
        ResourceValue.Scalar scalar => ResolveScalar(scalar),
        ResourceValue.Sequence sequence => sequence with { Items = [.. sequence.Items.Select(Resolve)] },
        ResourceValue.Mapping mapping when IsSecret(mapping) => ResolveSecret(mapping),
        ResourceValue.Mapping mapping => ResolveEntries(mapping),
        _ => value,
    };

    private ResourceValue.Scalar ResolveScalar(ResourceValue.Scalar scalar)
    {
        var text = VariableText.Expand(scalar.Text, environment.Variable, out var error);
        if (error is not null)
        {
            problems.Add(new ResourceProblem(scalar.Location, error));
        }

        return ReferenceEquals(text, scalar.Text) ? scalar : scalar with { Text = text };
    }

    private static bool IsSecret(ResourceValue.Mapping mapping) =>
        mapping.Entries.TryGetValue("kind", out var kind) && kind is ResourceValue.Scalar { Text: "Secret" };

    private ResourceValue.Scalar ResolveSecret(ResourceValue.Mapping mapping)
    {
        var before = problems.Count;
        var reader = new SettingsReader(mapping, "Secret", problems);
        reader.RequiredText("kind");
        var name = reader.RequiredText("name");
        var key = reader.RequiredText("key");
        reader.Finish();
        var text = "";
        if (problems.Count == before)
        {
            CheckName(reader, "name", name);
            CheckName(reader, "key", key);
        }

        if (problems.Count == before)
        {
            text = ReadSecret(reader, name, key);
        }

        return new ResourceValue.Scalar(mapping.Location, text, IsQuoted: true, IsSecret: true);
    }

    // Also keeps a name from leaving the directory of secrets.
    private static void CheckName(SettingsReader reader, string setting, string name)
    {
        if (!ResourceName.IsValid(name))
        {
            reader.Problem(setting, $"\"{setting}\" {ResourceName.Rule}");
        }
    }

    private string ReadSecret(SettingsReader reader, string name, string key)
    {
        var variable = string.Concat($"{name}_{key}".Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_'));
        var file = environment.SecretsDirectory is { Length: > 0 } directory ? Path.Combine(directory, name, key) : null;
        try
        {
            if (file is not null && File.Exists(file))
            {
                // Editors end a file with a line break that is no part of the secret.
                var text = File.ReadAllText(file);
                return text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            reader.Problem("key", $"cannot read {file}: {exception.Message}");
            return "";
        }

        if (environment.Variable(variable) is { } value)
        {
            return value;
        }

        reader.Problem("key", file is null
            ? $"no secret \"{name}/{key}\": set environment variable {variable}, or {ResourceEnvironment.SecretsDirectoryVariable} to a directory with the file {name}/{key}"
            : $"no secret \"{name}/{key}\": neither file {file} nor environment variable {variable} exists");
        return "";
    }
}
