using System.Runtime.CompilerServices;

namespace Reactor.QueryRuntime.Values;

/// <summary>Cypher's operators, called by compiled queries: one method per operator, null and type rules included.</summary>
/// <remarks>Data can make them throw <see cref="EvaluationException"/> only. A null operand gives null unless a method says otherwise.</remarks>
public static partial class Operators
{
    /// <summary>Whether a condition lets a row pass: true does, false, null and Awaiting do not.</summary>
    /// <exception cref="EvaluationException">It is no boolean.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsTrue(in Value condition) => condition.IsBoolean ? condition.Boolean : NullCondition(condition);

    /// <summary>Conjunction: false if either is false, else null if either is null or Awaiting.</summary>
    public static Value And(in Value left, in Value right)
    {
        var (first, second) = (ToTruth(left, "AND"), ToTruth(right, "AND"));
        if (first == Truth.False || second == Truth.False)
        {
            return Value.False;
        }

        return first == Truth.Unknown || second == Truth.Unknown ? Value.Null : Value.True;
    }

    /// <summary>Disjunction: true if either is true, else null if either is null.</summary>
    public static Value Or(in Value left, in Value right)
    {
        var (first, second) = (ToTruth(left, "OR"), ToTruth(right, "OR"));
        if (first == Truth.True || second == Truth.True)
        {
            return Value.True;
        }

        return first == Truth.Unknown || second == Truth.Unknown ? Value.Null : Value.False;
    }

    /// <summary>Exclusive disjunction.</summary>
    public static Value Xor(in Value left, in Value right)
    {
        var (first, second) = (ToTruth(left, "XOR"), ToTruth(right, "XOR"));
        return first == Truth.Unknown || second == Truth.Unknown ? Value.Null : Value.FromBoolean(first != second);
    }

    /// <summary>Negation.</summary>
    public static Value Not(in Value operand) => ToTruth(operand, "NOT") switch
    {
        Truth.True => Value.False,
        Truth.False => Value.True,
        _ => Value.Null,
    };

    /// <summary>IS NULL: never null itself.</summary>
    public static Value IsNull(in Value operand) => Value.FromBoolean(operand.IsNull);

    /// <summary>IS NOT NULL: never null itself.</summary>
    public static Value IsNotNull(in Value operand) => Value.FromBoolean(!operand.IsNull);

    /// <summary>STARTS WITH; null unless both are texts.</summary>
    public static Value StartsWith(in Value text, in Value prefix) =>
        text.IsText && prefix.IsText ? Value.FromBoolean(text.Text.StartsWith(prefix.Text, StringComparison.Ordinal)) : Value.Null;

    /// <summary>ENDS WITH; null unless both are texts.</summary>
    public static Value EndsWith(in Value text, in Value suffix) =>
        text.IsText && suffix.IsText ? Value.FromBoolean(text.Text.EndsWith(suffix.Text, StringComparison.Ordinal)) : Value.Null;

    /// <summary>CONTAINS; null unless both are texts.</summary>
    public static Value Contains(in Value text, in Value part) =>
        text.IsText && part.IsText ? Value.FromBoolean(text.Text.Contains(part.Text, StringComparison.Ordinal)) : Value.Null;

    /// <summary>Whether a node carries all the labels, or a relation has the one type.</summary>
    /// <exception cref="EvaluationException">The value is no element.</exception>
    public static Value HasLabels(in Value element, params ReadOnlySpan<string> labels)
    {
        if (!HasLabels(element, out var none))
        {
            return none;
        }

        foreach (var label in labels)
        {
            if (!element.Element.Labels.AsSpan().Contains(label))
            {
                return Value.False;
            }
        }

        return Value.True;
    }

    /// <summary>Whether a node carries a label at all; a relation always has its type.</summary>
    /// <exception cref="EvaluationException">The value is no element.</exception>
    public static Value HasAnyLabel(in Value element) =>
        HasLabels(element, out var none) ? Value.FromBoolean(element.Element.Labels.Length > 0) : none;

    private static bool HasLabels(in Value value, out Value none)
    {
        none = Value.Null;
        return value.IsElement || (value.IsNull ? false : throw Unsupported("a label test", value));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool NullCondition(in Value condition) =>
        condition.IsNull || condition.IsAwaiting ? false : throw Unsupported("a condition", condition);

    private static Truth ToTruth(in Value operand, string operation)
    {
        if (operand.IsBoolean)
        {
            return operand.Boolean ? Truth.True : Truth.False;
        }

        return operand.IsNull || operand.IsAwaiting ? Truth.Unknown : throw Unsupported(operation, operand);
    }

    private static Value ToValue(Truth truth) => truth == Truth.Unknown ? Value.Null : Value.FromBoolean(truth == Truth.True);

    private static EvaluationException Unsupported(string operation, in Value operand) =>
        new(EvaluationError.TypeError, $"{operation} does not take {ValueText.WithArticle(operand.Kind)}");

    private static EvaluationException Unsupported(string operation, in Value left, in Value right) =>
        new(EvaluationError.TypeError, $"{operation} does not take {ValueText.WithArticle(left.Kind)} and {ValueText.WithArticle(right.Kind)}");
}
