using System.Collections.Frozen;
using Reactor.Contracts.Changes;
using Reactor.Contracts.Queries;
using Reactor.Cypher;

namespace Reactor.QueryCompiler;

/// <summary>One query to be compiled.</summary>
public sealed record QuerySource
{
    /// <summary>Name of the query's resource.</summary>
    public required string Name { get; init; }

    /// <summary>The query.</summary>
    public required string Text { get; init; }

    /// <summary>The language of <see cref="Text"/>.</summary>
    public QueryLanguage Language { get; init; }

    /// <summary>Names of the sources it reads; the place in the list is a source's number on the wire and part of row identities.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>Relations between nodes whose properties are equal, ids unique; of those no pattern reads nothing is compiled.</summary>
    public IReadOnlyList<JoinDefinition> Joins { get; init; } = [];

    /// <summary>Values of <c>$name</c> parameters, by name without $.</summary>
    public IReadOnlyDictionary<string, PropertyValue> Parameters { get; init; } = FrozenDictionary<string, PropertyValue>.Empty;

    /// <summary>How far back versions of elements are kept where the query does not say; null refuses such a query.</summary>
    public TimeSpan? Archive { get; init; }

    /// <summary>File the text stands in, for diagnostics.</summary>
    public string FileName { get; init; } = "query";

    /// <summary>Line of that file on which the text begins, from 1.</summary>
    public int FirstLine { get; init; } = 1;

    /// <summary>Columns of that file in front of every line of the text.</summary>
    public int Indentation { get; init; }
}
