using System.Globalization;

namespace Reactor.Contracts.Resources;

/// <summary>
/// Reads the settings of a source or reaction strictly: what is missing, of the wrong type, out of range or unknown becomes a
/// <see cref="ResourceProblem"/> with its place, and reading goes on with the default, so that one pass finds every mistake.
/// Ask for every key that exists, then call <see cref="Finish"/>. Not thread-safe.
/// </summary>
/// <param name="settings">The mapping to read.</param>
/// <param name="subject">What is configured, for messages: <c>File source</c>, <c>Console reaction</c>.</param>
/// <param name="problems">Where mistakes are collected.</param>
public sealed class SettingsReader(ResourceValue.Mapping settings, string subject, ICollection<ResourceProblem> problems)
{
    private readonly List<string> _known = [];

    /// <summary>Where the mapping starts.</summary>
    public ResourceLocation Location => settings.Location;

    /// <summary>The value of a key as written, or null when it is missing or left empty.</summary>
    public ResourceValue? Value(string key)
    {
        _known.Add(key);
        return settings.Entries.TryGetValue(key, out var value) && !IsEmpty(value) ? value : null;
    }

    /// <summary>An optional text; null when missing.</summary>
    public string? Text(string key) => Scalar(key, "a text")?.Text;

    /// <summary>A text that must be given.</summary>
    /// <param name="key">The setting.</param>
    /// <param name="aliases">Other spellings of the same setting.</param>
    /// <returns>The text; empty, with a problem reported, when it is missing.</returns>
    public string RequiredText(string key, params ReadOnlySpan<string> aliases)
    {
        var text = Text(key);
        foreach (var alias in aliases)
        {
            text = Text(alias) ?? text;
        }

        if (text is null)
        {
            if (!settings.Entries.TryGetValue(key, out var given) || IsEmpty(given))
            {
                Report(given?.Location ?? Location, $"{subject}: required setting \"{key}\" is missing");
            }

            return "";
        }

        return text;
    }

    /// <summary>A boolean, written <c>true</c> or <c>false</c>.</summary>
    public bool Boolean(string key, bool fallback)
    {
        if (Scalar(key, "true or false") is not { } scalar)
        {
            return fallback;
        }

        if (bool.TryParse(scalar.Text, out var value))
        {
            return value;
        }

        Report(scalar.Location, $"{subject}: \"{key}\" must be true or false, not {Shown(scalar)}");
        return fallback;
    }

    /// <summary>An integer between two limits, both included.</summary>
    public long Integer(string key, long fallback, long minimum, long maximum)
    {
        if (Scalar(key, "an integer") is not { } scalar)
        {
            return fallback;
        }

        if (long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= minimum && value <= maximum)
        {
            return value;
        }

        Report(scalar.Location, $"{subject}: \"{key}\" must be an integer from {minimum} to {maximum}, not {Shown(scalar)}");
        return fallback;
    }

    /// <summary>A number between two limits, both included.</summary>
    public double Number(string key, double fallback, double minimum, double maximum)
    {
        if (Scalar(key, "a number") is not { } scalar)
        {
            return fallback;
        }

        if (double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && value >= minimum && value <= maximum)
        {
            return value;
        }

        Report(scalar.Location, $"{subject}: \"{key}\" must be a number from {minimum} to {maximum}, not {Shown(scalar)}");
        return fallback;
    }

    /// <summary>A size in bytes between two limits, both included: see <see cref="Quantity.TryParseBytes"/>.</summary>
    public long Bytes(string key, long fallback, long minimum, long maximum)
    {
        if (Scalar(key, "a size") is not { } scalar)
        {
            return fallback;
        }

        if (Quantity.TryParseBytes(scalar.Text, out var value) && value >= minimum && value <= maximum)
        {
            return value;
        }

        Report(scalar.Location, $"{subject}: \"{key}\" must be a size such as 256Mi from {Quantity.Text(minimum)} to {Quantity.Text(maximum)}, not {Shown(scalar)}");
        return fallback;
    }

    /// <summary>A length of time between two limits, both included: see <see cref="Quantity.TryParseDuration"/>.</summary>
    public TimeSpan Duration(string key, TimeSpan fallback, TimeSpan minimum, TimeSpan maximum)
    {
        if (Scalar(key, "a duration") is not { } scalar)
        {
            return fallback;
        }

        if (Quantity.TryParseDuration(scalar.Text, out var value) && value >= minimum && value <= maximum)
        {
            return value;
        }

        Report(scalar.Location, $"{subject}: \"{key}\" must be a duration such as 10s from {minimum} to {maximum}, not {Shown(scalar)}");
        return fallback;
    }

    /// <summary>One of the names of an enumeration, in any case.</summary>
    public TChoice Choice<TChoice>(string key, TChoice fallback)
        where TChoice : struct, Enum
    {
        var names = Enum.GetNames<TChoice>();
        if (Scalar(key, $"one of {Listed(names)}") is not { } scalar)
        {
            return fallback;
        }

        // Enum.Parse would also take numbers and combinations.
        var index = Array.FindIndex(names, name => string.Equals(name, scalar.Text, StringComparison.OrdinalIgnoreCase));
        if (index >= 0)
        {
            return Enum.GetValues<TChoice>()[index];
        }

        problems.Add(new ResourceProblem(
            scalar.Location, $"{subject}: \"{key}\" must be one of {Listed(names)}, not {Shown(scalar)}",
            scalar.IsSecret ? null : Spelling.Suggest(scalar.Text, names.Select(Spelled))));
        return fallback;
    }

    /// <summary>Texts in order; one scalar counts as a list of one; empty when missing.</summary>
    public IReadOnlyList<string> TextList(string key) => Value(key) is { } value ? Texts(key, value) : [];

    /// <summary>Texts by name; empty when missing.</summary>
    public IReadOnlyDictionary<string, string> TextMap(string key) =>
        Entries(key, (name, value) => value is ResourceValue.Scalar scalar ? scalar.Text : Mistyped($"{key}.{name}", value, "a text", ""));

    /// <summary>Lists of texts by name; one scalar counts as a list of one; empty when missing.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> TextListMap(string key) =>
        Entries<IReadOnlyList<string>>(key, (name, value) => Texts($"{key}.{name}", value));

    /// <summary>A reader of a nested mapping; null when it is missing. Finish it too.</summary>
    public SettingsReader? Nested(string key) => Value(key) switch
    {
        null => null,
        ResourceValue.Mapping mapping => new SettingsReader(mapping, $"{subject}: \"{key}\"", problems),
        var value => Mistyped<SettingsReader?>(key, value, "a mapping", null),
    };

    /// <summary>Reports a mistake that only the reader of the setting can see.</summary>
    /// <param name="key">The setting; the mapping's own place is shown when it is missing.</param>
    /// <param name="message">What is wrong with it.</param>
    /// <param name="suggestion">What to write instead, if there is a good guess.</param>
    public void Problem(string key, string message, string? suggestion = null) =>
        problems.Add(new ResourceProblem(
            settings.Entries.TryGetValue(key, out var value) ? value.Location : Location, $"{subject}: {message}", suggestion));

    /// <summary>Reports every key that nobody asked for.</summary>
    public void Finish()
    {
        foreach (var key in settings.Entries.Keys)
        {
            if (!_known.Contains(key, StringComparer.Ordinal))
            {
                problems.Add(new ResourceProblem(
                    settings.LocationOf(key), $"{subject}: unknown setting \"{key}\"",
                    Spelling.Suggest(key, _known) ?? $"known settings are {string.Join(", ", _known.Distinct(StringComparer.Ordinal))}"));
            }
        }
    }

    private static bool IsEmpty(ResourceValue value) => value is ResourceValue.Scalar { IsQuoted: false, Text: "" or "~" or "null" };

    private static string Listed(string[] names) => string.Join(", ", names.Select(Spelled));

    private static string Spelled(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static string Shown(ResourceValue.Scalar scalar) => scalar.IsSecret ? "the given secret" : $"\"{scalar.Text}\"";

    private ResourceValue.Scalar? Scalar(string key, string expected) => Value(key) switch
    {
        null => null,
        ResourceValue.Scalar scalar => scalar,
        var value => Mistyped<ResourceValue.Scalar?>(key, value, expected, null),
    };

    private List<string> Texts(string key, ResourceValue value)
    {
        switch (value)
        {
            case ResourceValue.Scalar scalar:
                return [scalar.Text];
            case ResourceValue.Sequence sequence:
                var texts = new List<string>(sequence.Items.Count);
                foreach (var item in sequence.Items)
                {
                    texts.Add(item is ResourceValue.Scalar scalar ? scalar.Text : Mistyped(key, item, "a list of texts", ""));
                }

                return texts;
            default:
                return Mistyped<List<string>>(key, value, "a list of texts", []);
        }
    }

    private Dictionary<string, T> Entries<T>(string key, Func<string, ResourceValue, T> read)
    {
        var entries = new Dictionary<string, T>(StringComparer.Ordinal);
        switch (Value(key))
        {
            case null:
                break;
            case ResourceValue.Mapping mapping:
                foreach (var (name, value) in mapping.Entries)
                {
                    entries[name] = read(name, value);
                }

                break;
            case var value:
                return Mistyped(key, value, "a mapping", entries);
        }

        return entries;
    }

    private T Mistyped<T>(string key, ResourceValue value, string expected, T fallback)
    {
        var found = value switch
        {
            ResourceValue.Mapping => "a mapping",
            ResourceValue.Sequence => "a list",
            _ => "a single value",
        };
        Report(value.Location, $"{subject}: \"{key}\" must be {expected}, not {found}");
        return fallback;
    }

    private void Report(ResourceLocation location, string message) => problems.Add(new ResourceProblem(location, message));
}
