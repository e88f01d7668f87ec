using Reactor.Cypher.Binding;

namespace Reactor.QueryCompiler.Emission;

/// <content>Loops over the elements of a list.</content>
internal sealed partial class ExpressionEmitter
{
    private string EmitListComprehension(BoundExpression.ListComprehension comprehension)
    {
        var result = _writer.NewTemporary();
        var found = $"{result}Items";
        var list = OpenList(comprehension.List, result);
        _writer.Line($"var {found} = new System.Collections.Generic.List<Value>();");
        OpenLoop(list, comprehension.Variable);
        if (comprehension.Where is { } where)
        {
            _writer.Line($"if (!{EmitCondition(where)}) continue;");
        }

        _writer.Line($"{found}.Add({Emit(comprehension.Projection ?? new BoundExpression.Reference(comprehension.Span, comprehension.Variable))});");
        _writer.Close();
        _writer.Line($"{result} = Value.FromList({found}.ToArray());");
        _writer.Close();
        return result;
    }

    private string EmitQuantifier(BoundExpression.Quantifier quantifier)
    {
        var result = _writer.NewTemporary();
        var list = OpenList(quantifier.List, result);
        _writer.Line($"var {result}Count = new TruthCount();");
        OpenLoop(list, quantifier.Variable);
        _writer.Line($"{result}Count.Add({Emit(quantifier.Predicate)});");
        _writer.Close();
        _writer.Line($"{result} = {result}Count.{quantifier.Kind}();");
        _writer.Close();
        return result;
    }

    private string EmitReduce(BoundExpression.Reduce reduce)
    {
        var start = Emit(reduce.Start);
        var result = _writer.NewTemporary();
        var list = OpenList(reduce.List, result);
        _writer.Line($"{result} = {start};");
        _scope.Bind(reduce.Accumulator, new Binding.Value(result));
        OpenLoop(list, reduce.Variable);
        _writer.Line($"{result} = {Emit(reduce.Step)};");
        _writer.Close();
        _writer.Close();
        return result;
    }

    /// <summary>Declares the result, null for a null list, and opens what is done with any other list; returns C# of it.</summary>
    private string OpenList(BoundExpression list, string result)
    {
        var code = Temporary(Emit(list));
        _writer.Line($"Value {result} = {CSharp.Null};");
        _writer.Open($"if (!{code}.IsNull)");
        return code;
    }

    private void OpenLoop(string list, BoundVariable variable)
    {
        var item = _writer.NewTemporary();
        _writer.Open($"foreach (Value {item} in Operators.Items({list}))");
        _scope.Bind(variable, new Binding.Value(item));
    }
}
