using Reactor.Cypher.Diagnostics;
using Reactor.Cypher.Syntax;
using Reactor.Cypher.Text;

namespace Reactor.Cypher.Binding;

/// <content>Functions, aggregates, and what may stand beside an aggregate.</content>
internal sealed partial class ExpressionBinder
{
    private BoundExpression BindCall(ExpressionSyntax.Call call)
    {
        var name = call.Name.Name;
        if (FunctionTable.TryFindAggregate(name, out var kind))
        {
            var arity = kind is AggregateKind.PercentileContinuous or AggregateKind.PercentileDiscrete or AggregateKind.LinearGradient ? 2 : 1;
            return CheckArity(call, arity, arity)
                ? BindAggregate(call.Span, kind, arity == 1 ? call.Arguments[0] : new ExpressionSyntax.ListLiteral(call.Span, call.Arguments), call.Distinct)
                : Faulty(call.Span);
        }

        if (call.Distinct)
        {
            _context.Error(DiagnosticCode.UnexpectedSyntax, call.Span, $"DISTINCT belongs into an aggregate, and '{name}' is none");
            return Faulty(call.Span);
        }

        if (name.Equals("exists", StringComparison.OrdinalIgnoreCase))
        {
            if (call.Arguments is [ExpressionSyntax.PatternPredicate pattern])
            {
                return Bind(pattern);
            }

            return CheckArity(call, 1, 1) ? new BoundExpression.IsNull(call.Span, Bind(call.Arguments[0]), Negated: true) : Faulty(call.Span);
        }

        if (name.Equals(FunctionTable.SlidingWindow, StringComparison.OrdinalIgnoreCase))
        {
            return BindSlidingWindow(call);
        }

        if (name.Equals(FunctionTable.RetainHistory, StringComparison.OrdinalIgnoreCase))
        {
            _context.Error(DiagnosticCode.InvalidAggregation, call.Span, $"'{FunctionTable.RetainHistory}' stands directly inside an aggregate: sum({FunctionTable.RetainHistory}(x))");
            return Faulty(call.Span);
        }

        if (!FunctionTable.TryFind(name, out var function))
        {
            RefuseFunction(call.Name);
            return Faulty(call.Span);
        }

        // Without an argument the constructor of a temporal value reads the clock.
        if (call.Arguments.Count == 0 && function.MinimumArguments == 1 && FunctionTable.TryFind(function.Name + ".transaction", out var clock))
        {
            function = clock;
        }

        var arguments = call.Arguments.Select(Bind).ToArray();
        if (!CheckArity(call, function.MinimumArguments, function.MaximumArguments) || !CheckArguments(function, arguments))
        {
            return Faulty(call.Span);
        }

        if (function.IsVolatile && arguments is [BoundExpression.Literal { Value: null } nothing])
        {
            return nothing;
        }

        if (function.IsVolatile && _grouping is not null)
        {
            _context.Error(
                DiagnosticCode.NonConstantExpression, call.Span, $"'{function.Name}' changes from call to call and cannot stand beside an aggregate");
        }

        if ((function.Traits & FunctionTraits.History) != 0)
        {
            return BindHistory(call.Span, function, arguments);
        }

        if ((function.Traits & FunctionTraits.ReadsChange) != 0 && !IsElementOfRow(arguments[0]))
        {
            _context.Error(DiagnosticCode.InvalidArgumentType, arguments[0].Span, $"'{function.Name}' takes a node or relation of the pattern by its name");
            return Faulty(call.Span);
        }

        BoundExpression? end = EndOfRelation(call.Span, function, arguments);
        return end ?? new BoundExpression.Call(call.Span, function, arguments, ResultType(function, arguments));
    }

    private void RefuseFunction(IdentifierSyntax name)
    {
        if (FunctionTable.IsKnownElsewhere(name.Name))
        {
            _context.Unsupported(name.Span, $"Function '{name.Name}' is");
        }
        else
        {
            var nearest = Spelling.Nearest(name.Name, FunctionTable.Names);
            _context.Error(DiagnosticCode.UnknownFunction, name.Span, $"There is no function '{name.Name}'", nearest);
        }
    }

    private bool CheckArity(ExpressionSyntax.Call call, int minimum, int maximum)
    {
        var given = call.Arguments.Count;
        if (given >= minimum && given <= maximum)
        {
            return true;
        }

        var wanted = maximum == int.MaxValue ? $"at least {minimum}" : minimum == maximum ? $"{minimum}" : $"{minimum} to {maximum}";
        var plural = wanted == "1" || wanted.EndsWith(" 1", StringComparison.Ordinal) ? "argument" : "arguments";
        _context.Error(DiagnosticCode.InvalidNumberOfArguments, call.Span, $"'{call.Name.Name}' takes {wanted} {plural}, but {given} given");
        return false;
    }

    private bool CheckArguments(FunctionSymbol function, BoundExpression[] arguments)
    {
        var fit = true;
        for (var i = 0; i < arguments.Length; i++)
        {
            var wanted = function.ParameterTypes[Math.Min(i, function.ParameterTypes.Count - 1)];
            fit &= Require(arguments[i], wanted, $"'{function.Name}' takes {TypeRules.Describe(wanted)} here");
        }

        return fit;
    }

    private static TypeSet ResultType(FunctionSymbol function, BoundExpression[] arguments)
    {
        var type = function.ResultType;
        var given = arguments.Aggregate(TypeSet.None, (types, argument) => types | argument.Type);
        if ((function.Traits & FunctionTraits.ResultFollowsArguments) != 0)
        {
            type &= given;
        }

        if ((function.Traits & FunctionTraits.AcceptsNulls) != 0)
        {
            var canBeNull = Array.TrueForAll(arguments, argument => argument.Type.MayBe(TypeSet.Null));
            return canBeNull ? type | TypeSet.Null : type;
        }

        return type | (given & TypeSet.Null);
    }

    /// <summary>startNode and endNode of a directed relation of the pattern are variables of the same row.</summary>
    private BoundExpression.Reference? EndOfRelation(TextSpan span, FunctionSymbol function, BoundExpression[] arguments)
    {
        var asksForEnd = (function.Traits & FunctionTraits.ReadsEnds) != 0;
        if (!asksForEnd || arguments[0] is not BoundExpression.Reference relation
            || !_context.RelationEnds.TryGetValue(relation.Target, out var ends))
        {
            return null;
        }

        return new BoundExpression.Reference(span, function.Name == "startNode" ? ends.Start : ends.End);
    }

    private BoundExpression BindAggregate(TextSpan span, AggregateKind kind, ExpressionSyntax? argument, bool distinct)
    {
        if (_grouping is null)
        {
            _context.Error(DiagnosticCode.InvalidAggregation, span, $"An aggregate cannot stand {_place}");
            return Faulty(span);
        }

        var retains = argument is ExpressionSyntax.Call { Arguments: [_] } wrapper && wrapper.Name.Name.Equals(FunctionTable.RetainHistory, StringComparison.OrdinalIgnoreCase);
        argument = retains ? ((ExpressionSyntax.Call)argument!).Arguments[0] : argument;
        var value = argument is null ? null : new ExpressionBinder(_context, _scope, "inside another aggregate").Bind(argument);
        if (value is not null && IsVolatile(value))
        {
            _context.Error(
                DiagnosticCode.NonConstantExpression, value.Span, "A value that changes from call to call cannot be aggregated");
        }

        RequireNumbers(kind, value);

        var type = AggregateType(kind, value?.Type ?? TypeSet.None);
        if (kind == AggregateKind.Last && value is not null)
        {
            value = new BoundExpression.ListLiteral(span, [BindHistory(span, FunctionTable.NewestTouch, []), value]);
        }

        var bound = new BoundAggregate(span, kind, value, distinct, type) { Retains = retains };
        if (Sorted is not null && value is not null && _grouping.FindAggregate(bound) < 0 && Variables(value).Any(variable => !Projected.Contains(variable)))
        {
            RefuseUnprojected(value.Span);
            return Faulty(span);
        }

        var number = _grouping.AddAggregate(bound);
        return new BoundExpression.AggregateResult(span, number, type);
    }

    private void RequireNumbers(AggregateKind kind, BoundExpression? argument)
    {
        switch (kind, argument)
        {
            case (AggregateKind.Sum or AggregateKind.Average, not null):
                Require(argument, TypeSet.Number | TypeSet.Temporal, $"{(kind == AggregateKind.Sum ? "sum" : "avg")} takes numbers or durations");
                break;
            case (AggregateKind.SampleDeviation or AggregateKind.PopulationDeviation, not null):
                Require(argument, TypeSet.Number, "A standard deviation is one of numbers");
                break;
            case (AggregateKind.PercentileContinuous or AggregateKind.PercentileDiscrete, BoundExpression.ListLiteral { Items: [var number, var percentile] }):
                Require(number, TypeSet.Number, "A percentile is one of numbers");
                Require(percentile, TypeSet.Number, "The percentile is a number from 0 to 1");
                break;
            case (AggregateKind.LinearGradient, BoundExpression.ListLiteral { Items: var items }):
                foreach (var item in items)
                {
                    Require(item, TypeSet.Number | TypeSet.Temporal, "A gradient is one of numbers and times");
                }

                break;
        }
    }

    private static TypeSet AggregateType(AggregateKind kind, TypeSet argument) => kind switch
    {
        AggregateKind.CountRows or AggregateKind.Count => TypeSet.Integer,
        AggregateKind.Sum => argument & (TypeSet.Number | TypeSet.Temporal) | TypeSet.Integer,
        AggregateKind.Average => (argument & TypeSet.Temporal) | TypeSet.Float | TypeSet.Null,
        AggregateKind.Collect => TypeSet.List,
        AggregateKind.PercentileContinuous or AggregateKind.LinearGradient => TypeSet.Float | TypeSet.Null,
        AggregateKind.PercentileDiscrete => TypeSet.Number | TypeSet.Null,
        AggregateKind.SampleDeviation or AggregateKind.PopulationDeviation => TypeSet.Float,
        _ => argument | TypeSet.Null,
    };

    /// <summary>A variable, or properties of one: what the language lets stand beside an aggregate when it is a grouping key.</summary>
    private static bool IsNamePath(ExpressionSyntax syntax) => syntax switch
    {
        ExpressionSyntax.Reference => true,
        ExpressionSyntax.Property property => IsNamePath(property.Target),
        _ => false,
    };

    private BoundExpression BindGrouped(ExpressionSyntax syntax)
    {
        var known = _context.Diagnostics.Count;
        var plain = new ExpressionBinder(_context, _scope, _place).Bind(syntax);
        if (_context.Diagnostics.Count > known)
        {
            return plain;
        }

        if (OverKeys(plain) is { } grouped)
        {
            return grouped;
        }

        if (Sorted is not null && !Variables(plain).Any(Sorted.Contains))
        {
            RefuseUnprojected(syntax.Span);
        }
        else
        {
            _context.Error(
                DiagnosticCode.AmbiguousAggregationExpression,
                syntax.Span,
                $"'{_context.Source.Excerpt(syntax.Span)}' stands beside an aggregate but is no grouping key; project it as an item of its own");
        }

        return Faulty(syntax.Span);
    }

    private void RefuseUnprojected(TextSpan span) => _context.Error(
        DiagnosticCode.UndefinedVariable, span, $"'{_context.Source.Excerpt(span)}' is gone behind a grouping or DISTINCT; project it as an item of its own");

    /// <summary>Rewrites a variable or property over the grouping keys; <see langword="null"/> when they do not determine it.</summary>
    private BoundExpression? OverKeys(BoundExpression plain)
    {
        if ((plain is BoundExpression.Reference { Target: var known } && Projected.Contains(known))
            || (plain is BoundExpression.PropertyPath { Element: var element } && Projected.Contains(element)))
        {
            return plain;
        }

        var key = _grouping!.FindKey(plain);
        if (key >= 0)
        {
            return new BoundExpression.GroupKey(plain.Span, key, plain.Type);
        }

        switch (plain)
        {
            case BoundExpression.Property property:
                return OverKeys(property.Target) is { } target ? BindProperty(property.Span, target, property.Key) : null;
            case BoundExpression.PropertyPath { Path.Count: 1 } path:
                key = _grouping.FindKey(new BoundExpression.Reference(path.Span, path.Element));
                return key < 0 ? null : new BoundExpression.GroupKeyPath(path.Span, key, path.Element, path.Path);
            case BoundExpression.PropertyPath path:
                var parent = OverKeys(path with { Path = [.. path.Path.SkipLast(1)] });
                return parent is null ? null : BindProperty(path.Span, parent, path.Path[^1]);
            default:
                return null;
        }
    }
}
