using Reactor.Cypher.Syntax;
using Reactor.Cypher.Text;

namespace Reactor.Cypher.Binding;

/// <summary>Finds aggregate calls before anything is bound: they decide how the other items of a projection are read.</summary>
internal static class AggregateSyntax
{
    /// <summary>Where the first aggregate call below <paramref name="syntax"/> stands, or <see langword="null"/>.</summary>
    public static TextSpan? FindIn(ExpressionSyntax syntax)
    {
        if (syntax is ExpressionSyntax.CountStar || (syntax is ExpressionSyntax.Call call && FunctionTable.IsAggregating(call.Name.Name)))
        {
            return syntax.Span;
        }

        foreach (var child in syntax.Children())
        {
            if (FindIn(child) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
