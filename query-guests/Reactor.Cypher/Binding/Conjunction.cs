using Reactor.Cypher.Syntax;
using Reactor.Cypher.Text;

namespace Reactor.Cypher.Binding;

/// <summary>Joins predicates by AND.</summary>
internal static class Conjunction
{
    /// <summary>A balanced tree, so that a map of a thousand properties adds ten levels and not a thousand.</summary>
    public static BoundExpression? Of(ReadOnlySpan<BoundExpression> predicates)
    {
        switch (predicates.Length)
        {
            case 0:
                return null;
            case 1:
                return predicates[0];
            default:
                var half = (predicates.Length + 1) / 2;
                var left = Of(predicates[..half])!;
                var right = Of(predicates[half..])!;
                var type = TypeRules.NullIfAny(TypeSet.Boolean, left.Type, right.Type);
                return new BoundExpression.Binary(TextSpan.Cover(left.Span, right.Span), BinaryOperator.And, left, right, type);
        }
    }
}
