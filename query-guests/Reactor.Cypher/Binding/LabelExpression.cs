using Reactor.Cypher.Syntax;

namespace Reactor.Cypher.Binding;

/// <summary>Label expressions as predicates.</summary>
internal static class LabelExpression
{
    /// <summary>Whether an element is as the expression says; null for null.</summary>
    public static BoundExpression Of(LabelExpressionSyntax syntax, BoundExpression element) => syntax switch
    {
        LabelExpressionSyntax.Name name => new BoundExpression.HasLabels(name.Span, element, [name.Label.Name]),
        LabelExpressionSyntax.Not not => new BoundExpression.Unary(
            not.Span, UnaryOperator.Not, Of(not.Operand, element), TypeRules.NullIfAny(TypeSet.Boolean, element.Type)),
        LabelExpressionSyntax.And and => Binary(and, BinaryOperator.And, and.Left, and.Right, element),
        LabelExpressionSyntax.Or or => Binary(or, BinaryOperator.Or, or.Left, or.Right, element),
        _ => new BoundExpression.HasLabels(syntax.Span, element, []),
    };

    /// <summary>Whether only elements that carry a label it names are as it says.</summary>
    public static bool NeedsName(LabelExpressionSyntax syntax) => syntax switch
    {
        LabelExpressionSyntax.Name => true,
        LabelExpressionSyntax.And and => NeedsName(and.Left) || NeedsName(and.Right),
        LabelExpressionSyntax.Or or => NeedsName(or.Left) && NeedsName(or.Right),
        _ => false,
    };

    private static BoundExpression.Binary Binary(
        LabelExpressionSyntax syntax, BinaryOperator binary, LabelExpressionSyntax left, LabelExpressionSyntax right, BoundExpression element) =>
        new(syntax.Span, binary, Of(left, element), Of(right, element), TypeRules.NullIfAny(TypeSet.Boolean, element.Type));
}
