namespace Reactor.Cypher.Syntax;

/// <summary>Which way a relation pattern points, seen from its left node.</summary>
public enum PatternDirection
{
    /// <summary><c>--></c>: from the left node to the right one.</summary>
    Outgoing,

    /// <summary><c>&lt;--</c>: from the right node to the left one.</summary>
    Incoming,

    /// <summary><c>--</c> or <c>&lt;--></c>: either way.</summary>
    Either,
}
