using Reactor.Contracts.Resources;

namespace Reactor.Ingest.EventHubs;

/// <summary>A connection string as the Azure portal shows it: <c>Endpoint=sb://...;SharedAccessKeyName=...;SharedAccessKey=...;EntityPath=...</c>.</summary>
internal sealed record HubConnectionString
{
    private static readonly string[] Known =
        ["Endpoint", "SharedAccessKeyName", "SharedAccessKey", "SharedAccessSignature", "EntityPath", "UseDevelopmentEmulator"];

    /// <summary>Host name of the namespace.</summary>
    public required string Host { get; init; }

    /// <summary>Port; 5671 with TLS, 5672 without, unless the endpoint names another.</summary>
    public required int Port { get; init; }

    /// <summary>Whether the connection is encrypted: always, except for the emulator.</summary>
    public required bool UseTls { get; init; }

    /// <summary>Name of the key; null when a signature is given.</summary>
    public string? KeyName { get; init; }

    /// <summary>The key; null when a signature is given.</summary>
    public string? Key { get; init; }

    /// <summary>A finished token instead of a key; it cannot be renewed.</summary>
    public string? Signature { get; init; }

    /// <summary>The hub, when the string is that of one hub.</summary>
    public string? Hub { get; init; }

    /// <summary>Reads a connection string.</summary>
    /// <param name="text">The string; no message repeats it, because it holds a key.</param>
    /// <param name="problem">Receives what is wrong with it.</param>
    /// <returns>Null when it cannot be read.</returns>
    public static HubConnectionString? Parse(string text, Action<string, string?> problem)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var separator = part.IndexOf('=', StringComparison.Ordinal);
            var name = separator < 0 ? part : part[..separator];
            if (separator < 0 || !Known.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                // The part may be a piece of a key that was cut wrongly: show a name only when it is close to a known one.
                problem("the connection string has a part that is not known", Spelling.Suggest(name, Known) ?? $"known parts are {string.Join(", ", Known)}");
                return null;
            }

            fields[name] = part[(separator + 1)..];
        }

        return Read(fields, problem);
    }

    private static HubConnectionString? Read(Dictionary<string, string> fields, Action<string, string?> problem)
    {
        if (!Uri.TryCreate(fields.GetValueOrDefault("Endpoint"), UriKind.Absolute, out var endpoint) || endpoint.Host.Length == 0)
        {
            problem("the connection string has no Endpoint such as sb://NAME.servicebus.windows.net/", null);
            return null;
        }

        var (keyName, key, signature) = (
            fields.GetValueOrDefault("SharedAccessKeyName"), fields.GetValueOrDefault("SharedAccessKey"), fields.GetValueOrDefault("SharedAccessSignature"));
        if (signature is null && (keyName is null || key is null))
        {
            problem("the connection string has neither SharedAccessKeyName and SharedAccessKey nor SharedAccessSignature", null);
            return null;
        }

        var useTls = !string.Equals(fields.GetValueOrDefault("UseDevelopmentEmulator"), "true", StringComparison.OrdinalIgnoreCase);
        return new HubConnectionString
        {
            Host = endpoint.Host,
            Port = endpoint.Port > 0 ? endpoint.Port : useTls ? 5671 : 5672,
            UseTls = useTls,
            KeyName = keyName,
            Key = key,
            Signature = signature,
            Hub = fields.GetValueOrDefault("EntityPath"),
        };
    }

    /// <summary>Host and port only: the rest is secret.</summary>
    public override string ToString() => $"{Host}:{Port}";
}
