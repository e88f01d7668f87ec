using Reactor.Cypher.Binding;
using Reactor.Cypher.Syntax;

namespace Reactor.QueryCompiler.Planning;

/// <summary>Takes a WHERE apart into the operands of its top-level ANDs, each to be evaluated as early as its slots are bound.</summary>
internal static class Conjunction
{
    /// <summary>The conjuncts of a pattern.</summary>
    /// <param name="operands">Predicates over its elements.</param>
    /// <param name="slots">Slots of the pattern's variables, by <see cref="BoundVariable.Id"/>.</param>
    internal static IReadOnlyList<Conjunct> Of(IReadOnlyList<BoundExpression> operands, IReadOnlyDictionary<int, int> slots) =>
        [.. operands.Select((operand, number) => new Conjunct(number, operand, SlotsOf(operand, slots), Failure.CanFailAsCondition(operand)))];

    /// <summary>The operands of a predicate's top-level ANDs, in order of writing.</summary>
    internal static IEnumerable<BoundExpression> Operands(BoundExpression predicate) =>
        predicate is BoundExpression.Binary { Operator: BinaryOperator.And } both
            ? Operands(both.Left).Concat(Operands(both.Right))
            : [predicate];

    /// <summary>Bit i: the expression looks at slot i.</summary>
    internal static ulong SlotsOf(BoundExpression expression, IReadOnlyDictionary<int, int> slots) =>
        FreeVariables.Of(expression).Aggregate(0UL, (found, variable) => found | (1UL << slots[variable.Root.Id]));
}
