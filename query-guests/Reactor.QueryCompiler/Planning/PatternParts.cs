using Reactor.Cypher.Binding;
using Reactor.Cypher.Syntax;

namespace Reactor.QueryCompiler.Planning;

/// <summary>A pattern's predicates by where they can be decided, and what joins it with the row it is laid out for.</summary>
internal sealed class PatternParts
{
    private readonly HashSet<BoundVariable> _own;
    private readonly List<(BoundExpression Own, BoundExpression Outer)> _equalities = [];

    /// <param name="match">The pattern.</param>
    /// <param name="isJoined">Whether its matches join a row: one that joins none must not be in error, so what may fail waits for the join.</param>
    /// <param name="isFollowed">Whether the projection behind it asks for the history of its rows.</param>
    internal PatternParts(BoundReading.Match match, bool isJoined, bool isFollowed)
    {
        Match = match;
        _own = [.. match.Elements.Select(element => element.Variable)];
        BoundExpression[] predicates = match.Where is null ? [] : [.. Conjunction.Operands(match.Where)];
        var waits = Array.Exists(predicates, predicate => FreeVariables.Subqueries(predicate).Any() || Volatility.IsVolatile(predicate));

        // History is kept for rows that WHERE rejects: where it is asked for, no predicate may reject one before, but what joins parts of
        // the pattern that nothing else does is as good as the pattern.
        var hasHistory = isFollowed || Array.Exists(predicates, predicate => FreeVariables.Histories(predicate).Any());
        foreach (var predicate in predicates)
        {
            var canFail = (isJoined || waits) && Failure.CanFailAsCondition(predicate);
            if (hasHistory)
            {
                (JoinsComponents(predicate) || match.LabelTests.Contains(predicate) ? Inside : OnRows).Add(predicate);
                AddEquality(predicate);
            }
            else if (!IsOwn(predicate) || (isJoined && canFail))
            {
                OnRows.Add(predicate);
                AddEquality(predicate);
            }
            else if (canFail || FreeVariables.Subqueries(predicate).Any() || Volatility.IsVolatile(predicate))
            {
                OnMatches.Add(predicate);
            }
            else
            {
                Inside.Add(predicate);
            }
        }
    }

    internal BoundReading.Match Match { get; }

    /// <summary>Its elements.</summary>
    internal IEnumerable<BoundVariable> Variables => Match.Elements.Select(element => element.Variable);

    /// <summary>Decided while matches are found.</summary>
    internal List<BoundExpression> Inside { get; } = [];

    /// <summary>About a match alone, but with a pattern of their own, or to be evaluated once, or failing where one of those may exclude the match.</summary>
    internal List<BoundExpression> OnMatches { get; } = [];

    /// <summary>About a match and the row.</summary>
    internal List<BoundExpression> OnRows { get; } = [];

    /// <summary>Whether an expression reads nothing but the pattern's elements.</summary>
    internal bool IsOwn(BoundExpression expression) => FreeVariables.Of(expression).All(_own.Contains);

    /// <summary>The join's key for a match.</summary>
    /// <param name="withValues">Whether equalities among <see cref="OnRows"/>, which are still to be checked, narrow the join.</param>
    internal IReadOnlyList<KeyPart> MatchKey(bool withValues) =>
    [
        .. Match.Links.Select(link => new KeyPart.Element(Match.Elements[link.Slot].Variable)),
        .. withValues ? _equalities.Select(equality => new KeyPart.Value(equality.Own)) : [],
    ];

    /// <summary>The join's key for a row.</summary>
    internal IReadOnlyList<KeyPart> RowKey(bool withValues) =>
    [
        .. Match.Links.Select(link => new KeyPart.Element(link.Outer)),
        .. withValues ? _equalities.Select(equality => new KeyPart.Value(equality.Outer)) : [],
    ];

    private void AddEquality(BoundExpression predicate)
    {
        if (predicate is not BoundExpression.Comparison { Operator: ComparisonOperator.Equal } equality
            || FreeVariables.Subqueries(predicate).Any() || FreeVariables.Histories(predicate).Any() || Volatility.IsVolatile(predicate) || Failure.CanFail(predicate) || IsElement(equality.Left) || IsElement(equality.Right))
        {
            return;
        }

        if (IsPurelyOwn(equality.Left) && IsPurelyOuter(equality.Right))
        {
            _equalities.Add((equality.Left, equality.Right));
        }
        else if (IsPurelyOwn(equality.Right) && IsPurelyOuter(equality.Left))
        {
            _equalities.Add((equality.Right, equality.Left));
        }
    }

    private bool JoinsComponents(BoundExpression predicate)
    {
        if (predicate is not BoundExpression.Comparison { Operator: ComparisonOperator.Equal } equality || Failure.CanFail(predicate)
            || FreeVariables.Histories(predicate).Any() || FreeVariables.Subqueries(predicate).Any() || Volatility.IsVolatile(predicate)
            || !IsPurelyOwn(equality.Left) || !IsPurelyOwn(equality.Right))
        {
            return false;
        }

        var (left, right) = (Components(equality.Left), Components(equality.Right));
        return left.Length == 1 && right.Length == 1 && left[0] != right[0];
    }

    private int[] Components(BoundExpression expression) =>
        [.. FreeVariables.Of(expression).Select(variable => Match.Components[Match.Elements.First(element => element.Variable == variable).Slot]).Distinct()];

    private bool IsPurelyOwn(BoundExpression expression) => FreeVariables.Of(expression).Any() && IsOwn(expression);

    private bool IsPurelyOuter(BoundExpression expression) => !FreeVariables.Of(expression).Any(_own.Contains);

    private static bool IsElement(BoundExpression expression) => expression is BoundExpression.Reference { Target.Kind: not VariableKind.Value };
}
