using Reactor.Cypher.Binding;
using Reactor.Cypher.Syntax;
using Reactor.QueryCompiler.Planning;

namespace Reactor.QueryCompiler.Emission;

/// <summary>Turns expressions into C#: an expression text, and statements in front of it where Cypher evaluates lazily.</summary>
/// <remarks>
/// Statements may be evaluated before operands to their left; which one of several errors is reported is left open, whether there is one
/// is not.
/// </remarks>
internal sealed partial class ExpressionEmitter
{
    private readonly CodeWriter _writer;
    private readonly Scope _scope;
    private readonly RowLayout _layout;
    private readonly Constants _constants;

    /// <param name="writer">Gets the statements.</param>
    /// <param name="scope">Meaning of names.</param>
    /// <param name="layout">The query's layout.</param>
    /// <param name="constants">The query's constants.</param>
    internal ExpressionEmitter(CodeWriter writer, Scope scope, RowLayout layout, Constants constants)
    {
        _writer = writer;
        _scope = scope;
        _layout = layout;
        _constants = constants;
    }

    /// <summary>C# of type Value.</summary>
    internal string Emit(BoundExpression expression)
    {
        if (ElementOf(expression) is { } element)
        {
            return element.Field(new RowField.Whole());
        }

        return expression switch
        {
            BoundExpression.Literal literal => CSharp.Literal(literal.Value),
            BoundExpression.Parameter parameter => _constants.Parameter(parameter.Name),
            BoundExpression.Reference reference => ((Binding.Value)_scope[reference.Target]).Code,
            BoundExpression.Subquery subquery => ((Binding.Value)_scope[subquery.Result]).Code,
            BoundExpression.History history => ((Binding.Value)_scope[history.Result]).Code,
            BoundExpression.GroupKey key => ((Binding.Value)_scope.Key(key.Key)).Code,
            BoundExpression.AggregateResult result => _scope.Aggregate(result.Aggregate),
            BoundExpression.PathOf path => $"Operators.PathOf({string.Join(", ", path.Elements.Select(Emit))})",
            BoundExpression.PropertyPath path => ((Binding.Element)_scope[path.Element]).Access.Field(_layout.FieldOf(path.Path)),
            BoundExpression.GroupKeyPath path => ((Binding.Element)_scope.Key(path.Key)).Access.Field(_layout.FieldOf(path.Path)),
            BoundExpression.Property property => $"Operators.Property({Emit(property.Target)}, {CSharp.Text(property.Key)})",
            BoundExpression.Index index => $"Operators.Index({Emit(index.Target)}, {Emit(index.Subscript)})",
            BoundExpression.Slice slice => EmitSlice(slice),
            BoundExpression.HasLabels labels => EmitLabelTest(labels),
            BoundExpression.Unary unary => $"Operators.{unary.Operator}({Emit(unary.Operand)})",
            BoundExpression.Binary binary => EmitBinary(binary),
            BoundExpression.Comparison comparison => EmitComparison(comparison),
            BoundExpression.InList list => $"Operators.In({Emit(list.Item)}, {Emit(list.List)})",
            BoundExpression.IsNull isNull => $"Value.FromBoolean({EmitIsNull(isNull)})",
            BoundExpression.StringPredicate predicate => $"Operators.{predicate.Operator}({Emit(predicate.Left)}, {Emit(predicate.Right)})",
            BoundExpression.Case cases => EmitCase(cases),
            BoundExpression.ListLiteral list => Constant(list, CSharp.List(list.Items.Select(Emit))),
            BoundExpression.MapLiteral map => Constant(map, CSharp.Map(map.Entries.Select(entry => entry.Key), map.Entries.Select(entry => Emit(entry.Value)))),
            BoundExpression.Call call => EmitCall(call),
            BoundExpression.ListComprehension list => EmitListComprehension(list),
            BoundExpression.Quantifier quantifier => EmitQuantifier(quantifier),
            BoundExpression.Reduce reduce => EmitReduce(reduce),
            BoundExpression.MapProjection map =>
                $"Operators.Project({Emit(map.Target)}, {CSharp.Map(map.Entries.Select(entry => entry.Key), map.Entries.Select(entry => Emit(entry.Value)))})",
            _ => throw new InvalidOperationException($"No code for {expression.GetType().Name}."),
        };
    }

    /// <summary>C# of type bool: whether the expression is true. Throws, when evaluated, for values that are neither boolean nor null.</summary>
    internal string EmitCondition(BoundExpression condition)
    {
        switch (condition)
        {
            // Whether AND is true does not depend on what is skipped, unless that could fail.
            case BoundExpression.Binary { Operator: BinaryOperator.And } both when !Failure.CanFailAsCondition(both.Right):
                return $"({EmitCondition(both.Left)} && {EmitCondition(both.Right)})";
            case BoundExpression.Binary { Operator: BinaryOperator.Or } either when !Failure.CanFailAsCondition(either.Right):
                return $"({EmitCondition(either.Left)} || {EmitCondition(either.Right)})";
            case BoundExpression.Unary { Operator: UnaryOperator.Not, Operand: { Type: TypeSet.Boolean } operand }:
                return $"!{EmitCondition(operand)}";
            case BoundExpression.IsNull isNull:
                return EmitIsNull(isNull);
            case BoundExpression.HasLabels { Labels.Count: > 0 } labels when ElementOf(labels.Target) is { NullTest: null } element:
                return LabelTest(labels, element);
            case BoundExpression.Comparison { Operator: ComparisonOperator.Equal } equality:
                return ElementOf(equality.Left) is { NullTest: null } left && ElementOf(equality.Right) is { NullTest: null } right
                    ? $"({left.Identity} == {right.Identity})"
                    : $"Operators.AreEqual({EmitOperand(equality.Left)}, {EmitOperand(equality.Right)})";
            default:
                return $"Operators.IsTrue({Emit(condition)})";
        }
    }

    /// <summary>C# of type Value of an operand of a comparison: of an element only its identity counts.</summary>
    internal string EmitOperand(BoundExpression operand) =>
        ElementOf(operand) is { } element ? element.Field(new RowField.Handle()) : Emit(operand);

    /// <summary>The element an expression names, or null when it is anything else.</summary>
    internal ElementAccess? ElementOf(BoundExpression expression) => expression switch
    {
        BoundExpression.Reference reference => (_scope[reference.Target] as Binding.Element)?.Access,
        BoundExpression.GroupKey key => (_scope.Key(key.Key) as Binding.Element)?.Access,
        _ => null,
    };

    private string EmitComparison(BoundExpression.Comparison comparison)
    {
        if (ElementOf(comparison.Left) is { NullTest: null } left && ElementOf(comparison.Right) is { NullTest: null } right
            && comparison.Operator is ComparisonOperator.Equal or ComparisonOperator.NotEqual)
        {
            return $"Value.FromBoolean({left.Identity} {(comparison.Operator == ComparisonOperator.Equal ? "==" : "!=")} {right.Identity})";
        }

        return $"Operators.{comparison.Operator}({EmitOperand(comparison.Left)}, {EmitOperand(comparison.Right)})";
    }

    private string EmitIsNull(BoundExpression.IsNull isNull)
    {
        if (ElementOf(isNull.Operand) is { } element)
        {
            var test = element.NullTest ?? "false";
            return isNull.Negated ? $"!({test})" : $"({test})";
        }

        var operand = Temporary(Emit(isNull.Operand));
        return isNull.Negated ? $"!{operand}.IsNull" : $"{operand}.IsNull";
    }

    private string EmitLabelTest(BoundExpression.HasLabels labels) => labels.Labels.Count == 0
        ? $"Operators.HasAnyLabel({Emit(labels.Target)})"
        : ElementOf(labels.Target) is { } element
        ? element.NullTest is { } isNull
            ? $"({isNull} ? {CSharp.Null} : Value.FromBoolean({LabelTest(labels, element)}))"
            : $"Value.FromBoolean({LabelTest(labels, element)})"
        : $"Operators.HasLabels({Emit(labels.Target)}, {string.Join(", ", labels.Labels.Select(CSharp.Text))})";

    private string LabelTest(BoundExpression.HasLabels labels, ElementAccess element)
    {
        if (element.IsNode)
        {
            var mask = CSharp.Mask(_layout.MaskOf(labels.Labels, isNode: true));
            return $"(({element.Labels} & {mask}) == {mask})";
        }

        // A type may have two bits, of which a relation has one.
        var tests = labels.Labels.Select(label => $"({element.Labels} & {CSharp.Mask(_layout.MaskOf([label], isNode: false))}) != 0");
        return $"({string.Join(" && ", tests)})";
    }

    private string EmitSlice(BoundExpression.Slice slice)
    {
        var target = Emit(slice.Target);
        return (slice.From, slice.To) switch
        {
            ({ } from, { } to) => $"Operators.Slice({target}, {Emit(from)}, {Emit(to)})",
            (null, { } to) => $"Operators.SliceTo({target}, {Emit(to)})",
            ({ } from, null) => $"Operators.SliceFrom({target}, {Emit(from)})",
            _ => $"Operators.SliceFrom({target}, Value.FromInteger(0L))",
        };
    }

    private string EmitBinary(BoundExpression.Binary binary)
    {
        if (binary.Operator is not (BinaryOperator.And or BinaryOperator.Or) || !Failure.CanFailAsCondition(binary.Right))
        {
            return $"Operators.{binary.Operator}({Emit(binary.Left)}, {Emit(binary.Right)})";
        }

        var result = _writer.NewTemporary();
        _writer.Line($"Value {result} = {Emit(binary.Left)};");
        var decides = binary.Operator == BinaryOperator.And ? $"!{result}.Boolean" : $"{result}.Boolean";
        _writer.Open($"if (!({result}.IsBoolean && {decides}))");
        _writer.Line($"{result} = Operators.{binary.Operator}({result}, {Emit(binary.Right)});");
        _writer.Close();
        return result;
    }

    private string EmitCase(BoundExpression.Case cases)
    {
        var result = _writer.NewTemporary();
        _writer.Line($"Value {result};");
        _writer.Open("do");
        var operand = cases.Operand is null ? null : Temporary(Emit(cases.Operand));
        foreach (var branch in cases.Branches)
        {
            var condition = operand is null ? EmitCondition(branch.Condition) : $"Operators.AreEqual({operand}, {Emit(branch.Condition)})";
            _writer.Open($"if ({condition})");
            _writer.Line($"{result} = {Emit(branch.Result)};");
            _writer.Line("break;");
            _writer.Close();
        }

        _writer.Line($"{result} = {(cases.Else is null ? CSharp.Null : Emit(cases.Else))};");
        _writer.Close();
        _writer.Line("while (false);");
        return result;
    }

    private string EmitCall(BoundExpression.Call call)
    {
        if (call.Arguments is [var argument] && ElementOf(argument) is { } element)
        {
            if ((call.Function.Traits & FunctionTraits.ReadsId) != 0)
            {
                return element.Field(new RowField.Id());
            }

            if ((call.Function.Traits & FunctionTraits.ReadsChange) != 0)
            {
                return element.Field(call.Function == FunctionTable.Version ? new RowField.Version() : new RowField.Changed());
            }

            if ((call.Function.Traits & FunctionTraits.ReadsType) != 0 && !element.Reads.Whole)
            {
                return TypeOf(element);
            }
        }

        return call.Function.IsVolatile
            ? EmitVolatile(call)
            : $"ScalarFunctions.{CSharp.MethodName(call.Function.Name)}({string.Join(", ", call.Arguments.Select(Emit))})";
    }

    private string EmitVolatile(BoundExpression.Call call) => call.Function.Name switch
    {
        "rand" => "ScalarFunctions.Rand(Random.Next())",
        "randomUUID" => "ScalarFunctions.RandomUUID(new UInt128(Random.Next(), Random.Next()))",
        "timestamp" => "ScalarFunctions.Timestamp(ClockNs)",
        var name => $"ScalarFunctions.ClockAs({KindOf(name)}, {(call.Arguments is [var zone] ? Emit(zone) : CSharp.Literal("Z"))}, ClockNs)",
    };

    private static string KindOf(string clock) => clock[..clock.IndexOf('.', StringComparison.Ordinal)] switch
    {
        "date" => "ValueKind.Date",
        "localtime" => "ValueKind.LocalTime",
        "time" => "ValueKind.Time",
        "localdatetime" => "ValueKind.LocalDateTime",
        "datetime" => "ValueKind.DateTime",
        var kind => throw new InvalidOperationException($"No clock gives a {kind}."),
    };

    private string TypeOf(ElementAccess relation)
    {
        var code = CSharp.Null;
        foreach (var (bit, name) in _layout.Names.Where(name => (relation.Reads.Labels >> name.Bit & 1) != 0))
        {
            code = $"({relation.Labels} & {CSharp.Mask(1UL << bit)}) != 0 ? {CSharp.Literal(name)} : {code}";
        }

        return $"({code})";
    }

    /// <summary>A list or map of constants is built once, not per row.</summary>
    private string Constant(BoundExpression expression, string code) => IsConstant(expression) ? _constants.Field(code) : code;

    private static bool IsConstant(BoundExpression expression) => expression switch
    {
        BoundExpression.Literal or BoundExpression.Parameter => true,
        BoundExpression.ListLiteral or BoundExpression.MapLiteral => expression.Children().All(IsConstant) && !Failure.CanFail(expression),
        _ => false,
    };

    private string Temporary(string code)
    {
        if (code.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '.'))
        {
            return code;
        }

        var name = _writer.NewTemporary();
        _writer.Line($"Value {name} = {code};");
        return name;
    }
}
