namespace Reactor.Cypher.Binding;

/// <summary>Something a row holds under a name: a pattern element or a projected value.</summary>
/// <remarks>One instance per binding; compared by reference, and <see cref="Id"/> is unique within the query.</remarks>
public sealed class BoundVariable
{
    /// <summary>A variable.</summary>
    public BoundVariable(int id, string? name, VariableKind kind, TypeSet type, BoundVariable? origin = null)
    {
        Id = id;
        Name = name;
        Kind = kind;
        Type = type;
        Origin = origin;
    }

    /// <summary>0-based, unique within the query, usable as an index into an array of all variables.</summary>
    public int Id { get; }

    /// <summary>As written; <see langword="null"/> for an anonymous pattern element.</summary>
    public string? Name { get; }

    /// <summary>What it is bound to.</summary>
    public VariableKind Kind { get; }

    /// <summary>Types of its values.</summary>
    public TypeSet Type { get; }

    /// <summary>The variable that WITH or RETURN passed on unchanged under this name (<c>WITH a AS b</c>: a is b's origin), or
    /// <see langword="null"/> when this one was bound by a pattern or computed.</summary>
    public BoundVariable? Origin { get; }

    /// <summary>The first of the chain of origins: the pattern variable behind a passed-on element, else this one.</summary>
    public BoundVariable Root => Origin is null ? this : Origin.Root;

    /// <inheritdoc/>
    public override string ToString() => $"{Name ?? "_"}#{Id}";
}

/// <summary>What a variable is bound to.</summary>
public enum VariableKind
{
    /// <summary>A node of a pattern, also when passed on by WITH.</summary>
    Node,

    /// <summary>A relation of a pattern, also when passed on by WITH.</summary>
    Relation,

    /// <summary>Any computed value, an element among them possibly (<c>head(collect(n))</c>).</summary>
    Value,
}
