using Reactor.Oracle.Graph;

namespace Reactor.Oracle.Values;

/// <summary>Nodes and relations in turn, a node first and last.</summary>
public sealed record OraclePath(IReadOnlyList<OracleElement> Elements)
{
    /// <summary>Unique in the graph.</summary>
    public string Key => $"<{string.Join(' ', Elements.Select(element => element.Key))}>";
}
