namespace Reactor.Cypher.Diagnostics;

/// <summary>Kinds of query mistakes. The names are the error details of the openCypher Technology Compatibility Kit where it has
/// one; the last group is our own.</summary>
public enum DiagnosticCode
{
    /// <summary>The text does not follow the grammar.</summary>
    UnexpectedSyntax,

    /// <summary>A number is followed by letters, or has digits its base does not know.</summary>
    InvalidNumberLiteral,

    /// <summary>An integer literal does not fit 64 bits.</summary>
    IntegerOverflow,

    /// <summary>A float literal is larger than the largest double.</summary>
    FloatingPointOverflow,

    /// <summary>A \u or \U escape lacks digits or names no character.</summary>
    InvalidUnicodeLiteral,

    /// <summary>A character that looks like an operator or a quote but is another one.</summary>
    InvalidUnicodeCharacter,

    /// <summary>Clauses in an order that makes no query (nothing after RETURN, RETURN missing, ...).</summary>
    InvalidClauseComposition,

    /// <summary>A name that nothing in scope has.</summary>
    UndefinedVariable,

    /// <summary>A name is bound a second time where only a new name may stand.</summary>
    VariableAlreadyBound,

    /// <summary>A variable is used as another kind than it was bound as (a node as a relation, ...).</summary>
    VariableTypeConflict,

    /// <summary>The same relation variable stands twice in one pattern; no match can exist.</summary>
    RelationshipUniquenessViolation,

    /// <summary>A relation pattern that this clause cannot use.</summary>
    InvalidRelationshipPattern,

    /// <summary>A parameter where only literal text may stand.</summary>
    InvalidParameterUse,

    /// <summary>A parameter that is used but not given.</summary>
    MissingParameter,

    /// <summary>An aggregate in WHERE, inside another aggregate, or elsewhere it cannot stand.</summary>
    InvalidAggregation,

    /// <summary>A projection item mixes an aggregate with something that is neither a grouping key nor a constant.</summary>
    AmbiguousAggregationExpression,

    /// <summary>A value that changes from call to call where it would make an aggregate meaningless, or a variable in SKIP or LIMIT.</summary>
    NonConstantExpression,

    /// <summary>SKIP or LIMIT below zero.</summary>
    NegativeIntegerArgument,

    /// <summary>No function has this name.</summary>
    UnknownFunction,

    /// <summary>Too few or too many arguments.</summary>
    InvalidNumberOfArguments,

    /// <summary>An operand whose type is known and can never work.</summary>
    InvalidArgumentType,

    /// <summary>A pattern of =~ that is malformed, or that could take more than linear time.</summary>
    InvalidRegularExpression,

    /// <summary>Two columns of one projection have the same name.</summary>
    ColumnNameConflict,

    /// <summary>An expression in WITH without AS.</summary>
    NoExpressionAlias,

    /// <summary>RETURN * or WITH * where nothing has a name.</summary>
    NoVariablesInScope,

    /// <summary>UNION branches with different columns.</summary>
    DifferentColumnsInUnion,

    /// <summary>Correct openCypher that this version does not compile.</summary>
    UnsupportedFeature,

    /// <summary>Nested too deeply, or too many operators in one expression.</summary>
    QueryTooComplex,

    /// <summary>Warning: a predicate reads the clock, but passing time alone does not evaluate it again.</summary>
    ClockInPredicate,

    /// <summary>Warning: patterns without anything in common, every match of one is paired with every match of the other.</summary>
    CartesianProduct,
}
