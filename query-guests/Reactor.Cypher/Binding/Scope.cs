using System.Diagnostics.CodeAnalysis;

namespace Reactor.Cypher.Binding;

/// <summary>Names that an expression may use.</summary>
internal sealed class Scope
{
    private readonly Dictionary<string, BoundVariable> _variables = new(StringComparer.Ordinal);
    private readonly HashSet<string> _dropped = new(StringComparer.Ordinal);
    private readonly Scope? _outer;

    /// <param name="outer">Seen through this one: the incoming row behind a WITH that maps rows one to one.</param>
    public Scope(Scope? outer = null) => _outer = outer;

    /// <summary>Own variables, in order of declaration.</summary>
    public IReadOnlyCollection<BoundVariable> Variables => _variables.Values;

    /// <summary>Every visible name.</summary>
    public IEnumerable<string> Names => _outer is null ? _variables.Keys : _variables.Keys.Concat(_outer.Names);

    public bool TryFind(string name, [NotNullWhen(true)] out BoundVariable? variable) =>
        _variables.TryGetValue(name, out variable) || (_outer is not null && _outer.TryFind(name, out variable));

    public void Declare(string name, BoundVariable variable) => _variables[name] = variable;

    /// <summary>Remembers names that ended at a WITH, for better messages.</summary>
    public void Drop(Scope ended)
    {
        _dropped.UnionWith(ended._dropped);
        _dropped.UnionWith(ended._variables.Keys);
    }

    public bool WasDropped(string name) => _dropped.Contains(name);
}
