using Reactor.Contracts.Changes;

namespace Reactor.Oracle.Values;

/// <summary>A map value; may hold nulls.</summary>
public sealed class OracleMap
{
    public OracleMap(IEnumerable<KeyValuePair<string, object?>> entries)
    {
        foreach (var (key, value) in entries)
        {
            Entries[key] = value;
        }
    }

    public SortedDictionary<string, object?> Entries { get; } = new(Utf8KeyComparer.Instance);
}
