namespace Reactor.Cypher.Syntax;

/// <summary>Prefix operators.</summary>
public enum UnaryOperator
{
    /// <summary>Three-valued negation.</summary>
    Not,

    /// <summary>Numeric negation.</summary>
    Negate,

    /// <summary>Numeric identity.</summary>
    Plus,
}

/// <summary>Infix operators other than comparisons and predicates.</summary>
public enum BinaryOperator
{
    /// <summary>Three-valued disjunction.</summary>
    Or,

    /// <summary>Three-valued exclusive disjunction.</summary>
    Xor,

    /// <summary>Three-valued conjunction.</summary>
    And,

    /// <summary>Numeric sum, text concatenation, list concatenation or append.</summary>
    Add,

    /// <summary>Difference.</summary>
    Subtract,

    /// <summary>Product.</summary>
    Multiply,

    /// <summary>Quotient; of two integers an integer.</summary>
    Divide,

    /// <summary>Remainder with the sign of the dividend.</summary>
    Modulo,

    /// <summary>Power; always a float. Left-associative.</summary>
    Power,
}

/// <summary>Comparison operators.</summary>
public enum ComparisonOperator
{
    /// <summary>=</summary>
    Equal,

    /// <summary>&lt;&gt;</summary>
    NotEqual,

    /// <summary>&lt;</summary>
    Less,

    /// <summary>&lt;=</summary>
    LessOrEqual,

    /// <summary>&gt;</summary>
    Greater,

    /// <summary>&gt;=</summary>
    GreaterOrEqual,
}

/// <summary>Predicates over two texts; null unless both operands are texts.</summary>
public enum StringOperator
{
    /// <summary>STARTS WITH</summary>
    StartsWith,

    /// <summary>ENDS WITH</summary>
    EndsWith,

    /// <summary>CONTAINS</summary>
    Contains,

    /// <summary>=~</summary>
    Matches,
}

/// <summary>Predicates over a list's elements.</summary>
public enum QuantifierKind
{
    /// <summary>all(...)</summary>
    All,

    /// <summary>any(...)</summary>
    Any,

    /// <summary>none(...)</summary>
    None,

    /// <summary>single(...)</summary>
    Single,
}
