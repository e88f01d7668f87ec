using Reactor.Cypher.Diagnostics;
using Reactor.Cypher.Syntax;
using Reactor.Cypher.Text;

namespace Reactor.Cypher.Binding;

/// <content>Functions of time and history (docs/semantics.md, section 10).</content>
internal sealed partial class ExpressionBinder
{
    private BoundExpression BindHistory(TextSpan span, FunctionSymbol function, BoundExpression[] arguments)
    {
        if (!HasHistory)
        {
            _context.Unsupported(span, $"'{function.Name}' has no row of its own to follow inside a list, a pattern in an expression, SKIP or LIMIT: here it is");
            return Faulty(span);
        }

        if ((function.Traits & FunctionTraits.ReadsVersions) != 0)
        {
            if (!IsElementOfRow(arguments[0]))
            {
                _context.Error(DiagnosticCode.InvalidArgumentType, arguments[0].Span, $"'{function.Name}' takes a node or relation of the pattern by its name");
                return Faulty(span);
            }

            arguments = [new BoundExpression.Call(span, FunctionTable.ChangeDateTime, [arguments[0]], TypeSet.Temporal | (arguments[0].Type & TypeSet.Null)), .. arguments];
        }

        return new BoundExpression.History(span, function, arguments, _context.NewVariable(null, VariableKind.Value, function.ResultType));
    }

    /// <summary>An aggregate over the rows of the window is one over all rows whose argument is null for those outside it.</summary>
    private BoundExpression BindSlidingWindow(ExpressionSyntax.Call call)
    {
        if (!CheckArity(call, 2, 2))
        {
            return Faulty(call.Span);
        }

        if (_grouping is null)
        {
            _context.Error(DiagnosticCode.InvalidAggregation, call.Span, $"An aggregate cannot stand {_place}");
            return Faulty(call.Span);
        }

        var length = new ExpressionBinder(_context, _scope, "as the length of a window").Bind(call.Arguments[0]);
        if (!Require(length, TypeSet.Temporal | TypeSet.Integer, "The length of a window is a duration or milliseconds"))
        {
            return Faulty(call.Span);
        }

        var isInside = BindHistory(call.Span, FunctionTable.Within, [length]);
        switch (call.Arguments[1])
        {
            case ExpressionSyntax.CountStar count:
                return BindAggregate(count.Span, AggregateKind.Count, new BoundExpression.Literal(count.Span, true, TypeSet.Boolean), isInside);
            case ExpressionSyntax.Call { Arguments: [var argument] } aggregate
                when FunctionTable.TryFindAggregate(aggregate.Name.Name, out var kind) && kind is not (AggregateKind.PercentileContinuous or AggregateKind.PercentileDiscrete or AggregateKind.LinearGradient or AggregateKind.Last):
                return BindAggregate(aggregate.Span, kind, new ExpressionBinder(_context, _scope, "inside another aggregate").Bind(argument), isInside, aggregate.Distinct);
            default:
                _context.Error(DiagnosticCode.InvalidArgumentType, call.Arguments[1].Span, "A window is one of an aggregate: count, sum, avg, min, max, collect, stDev");
                return Faulty(call.Span);
        }
    }

    private BoundExpression.AggregateResult BindAggregate(
        TextSpan span, AggregateKind kind, BoundExpression argument, BoundExpression isInside, bool distinct = false)
    {
        RequireNumbers(kind, argument);
        var value = new BoundExpression.Case(span, null, [new BoundCaseBranch(isInside, argument)], null, argument.Type | TypeSet.Null);
        var type = AggregateType(kind, value.Type);
        return new BoundExpression.AggregateResult(span, _grouping!.AddAggregate(new BoundAggregate(span, kind, value, distinct, type)), type);
    }

    private bool IsElementOfRow(BoundExpression expression) => expression switch
    {
        BoundExpression.Reference { Target.Kind: not VariableKind.Value } => true,
        BoundExpression.GroupKey key => _grouping is not null && IsElementOfRow(_grouping.Key(key.Key)),
        _ => false,
    };
}
