namespace Reactor.Cypher.Binding;

/// <summary>What a query reads of one pattern element, under all names WITH gives it: decides which slots a change carries.</summary>
/// <param name="Variable">The pattern variable.</param>
/// <param name="Paths">Static property paths read, each one or more keys, without repetition, in order of first use. Both
/// <c>[address]</c> and <c>[address, city]</c> may occur.</param>
/// <param name="Uses">What else is read.</param>
public sealed record ElementUsage(BoundVariable Variable, IReadOnlyList<IReadOnlyList<string>> Paths, ElementUses Uses)
{
    /// <summary>All properties with their names are needed: the element is returned, stored in a list, passed to a function, ...</summary>
    public bool Escapes => (Uses & ElementUses.Escapes) != 0;
}

/// <summary>Ways an element is read beside its properties.</summary>
[Flags]
public enum ElementUses
{
    /// <summary>Only matched, or only its properties are read.</summary>
    None = 0,

    /// <summary>Its id: <c>id</c>, <c>elementId</c>, comparison with another value, grouping, DISTINCT.</summary>
    Id = 1,

    /// <summary>A node's labels beyond those of its pattern.</summary>
    Labels = 2,

    /// <summary>A relation's type beyond those of its pattern.</summary>
    Type = 4,

    /// <summary>A relation's start or end node through <c>startNode</c> or <c>endNode</c>.</summary>
    Ends = 8,

    /// <summary>The whole element with all properties.</summary>
    Escapes = 16,
}
