using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Tests;

/// <summary>Runs one case of a table: texts in, the value or "error Class" out.</summary>
internal static class Evaluation
{
    public delegate Value Unary(in Value operand);

    public delegate Value Binary(in Value left, in Value right);

    public delegate Value Ternary(in Value first, in Value second, in Value third);

    public static string Of(Unary function, string operand)
    {
        var value = CypherText.Parse(operand);
        return Of(() => function(value));
    }

    public static string Of(Binary function, string left, string right)
    {
        var (first, second) = (CypherText.Parse(left), CypherText.Parse(right));
        return Of(() => function(first, second));
    }

    public static string Of(Ternary function, string first, string second, string third)
    {
        var (a, b, c) = (CypherText.Parse(first), CypherText.Parse(second), CypherText.Parse(third));
        return Of(() => function(a, b, c));
    }

    public static string Of(Func<Value> evaluate)
    {
        try
        {
            return evaluate().ToString();
        }
        catch (EvaluationException exception)
        {
            return $"error {exception.Error}";
        }
    }
}
