using System.Collections.Frozen;
using Reactor.Contracts.Resources;

namespace Reactor.Resources.Documents;

/// <summary>A mapping of a document while it is read: strict settings, plus what only documents have.</summary>
/// <param name="mapping">The mapping.</param>
/// <param name="subject">What it is, for messages.</param>
/// <param name="findings">Where problems and notices go.</param>
internal sealed class DocumentPart(ResourceValue.Mapping mapping, string subject, Findings findings)
{
    /// <summary>Reads single settings; <see cref="SettingsReader.Finish"/> must be called.</summary>
    public SettingsReader Settings { get; } = new(mapping, subject, findings.Problems);

    /// <summary>Where the mapping starts.</summary>
    public ResourceLocation Location => mapping.Location;

    /// <summary>Where the value of a key starts, or the mapping if there is none.</summary>
    public ResourceLocation ValueLocation(string key) => mapping.Entries.TryGetValue(key, out var value) ? value.Location : mapping.Location;

    /// <summary>Where a key stands, or the mapping if it does not.</summary>
    public ResourceLocation KeyLocation(string key) => mapping.LocationOf(key);

    /// <summary>A nested mapping as it is; empty when it is missing.</summary>
    public ResourceValue.Mapping Mapping(string key)
    {
        switch (Settings.Value(key))
        {
            case ResourceValue.Mapping value:
                return value;
            case null:
                break;
            default:
                Settings.Problem(key, $"\"{key}\" must be a mapping");
                break;
        }

        return new ResourceValue.Mapping(ValueLocation(key), FrozenDictionary<string, ResourceValue>.Empty);
    }

    /// <summary>A nested part; null when it is missing or no mapping.</summary>
    public DocumentPart? Part(string key) => Settings.Value(key) switch
    {
        null => null,
        ResourceValue.Mapping value => new DocumentPart(value, $"{subject}: {key}", findings),
        _ => Mistyped(key, "a mapping"),
    };

    /// <summary>The mappings in a list; empty when it is missing.</summary>
    public IEnumerable<DocumentPart> Parts(string key)
    {
        foreach (var item in Items(key))
        {
            if (item is ResourceValue.Mapping value)
            {
                yield return new DocumentPart(value, $"{subject}: {key}", findings);
            }
            else
            {
                findings.Problems.Add(new ResourceProblem(item.Location, $"{subject}: an entry of \"{key}\" must be a mapping"));
            }
        }
    }

    /// <summary>The values in a list; empty when it is missing.</summary>
    public IReadOnlyList<ResourceValue> Items(string key)
    {
        switch (Settings.Value(key))
        {
            case ResourceValue.Sequence value:
                return value.Items;
            case null:
                return [];
            default:
                Mistyped(key, "a list");
                return [];
        }
    }

    /// <summary>Accepts keys that mean something to Drasi and nothing here, with a notice for each that is given.</summary>
    public void Ignore(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (Settings.Value(key) is not null)
            {
                findings.Notices.Add(new ResourceProblem(KeyLocation(key), $"{subject}: \"{key}\" has no effect here"));
            }
        }
    }

    /// <summary>Says something of a setting that is no mistake.</summary>
    /// <param name="key">The setting.</param>
    /// <param name="message">What there is to know.</param>
    /// <param name="suggestion">What was probably meant.</param>
    public void Notice(string key, string message, string? suggestion) =>
        findings.Notices.Add(new ResourceProblem(ValueLocation(key), $"{subject}: {message}", suggestion));

    /// <summary>Refuses a feature that is not built yet, when it is asked for.</summary>
    public void Refuse(string key)
    {
        if (Settings.Value(key) is not (null or ResourceValue.Sequence { Items.Count: 0 }))
        {
            findings.Problems.Add(new ResourceProblem(KeyLocation(key), $"{subject}: \"{key}\" is not supported yet"));
        }
    }

    private DocumentPart? Mistyped(string key, string expected)
    {
        Settings.Problem(key, $"\"{key}\" must be {expected}");
        return null;
    }
}
