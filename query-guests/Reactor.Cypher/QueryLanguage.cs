namespace Reactor.Cypher;

/// <summary>The language a query is written in.</summary>
public enum QueryLanguage
{
    /// <summary>The read side of openCypher.</summary>
    Cypher,

    /// <summary>ISO GQL's linear statements.</summary>
    Gql,
}
