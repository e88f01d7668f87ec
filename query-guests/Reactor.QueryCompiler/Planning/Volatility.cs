using Reactor.Cypher.Binding;

namespace Reactor.QueryCompiler.Planning;

/// <summary>Which expressions may give another value when they are evaluated again.</summary>
internal static class Volatility
{
    /// <summary>Whether an expression calls a volatile function itself; what the patterns inside it give is kept where they are answered.</summary>
    internal static bool IsVolatile(BoundExpression expression) => expression switch
    {
        BoundExpression.Call { Function.IsVolatile: true } => true,
        BoundExpression.Subquery or BoundExpression.History => false,
        _ => expression.Children().Any(IsVolatile),
    };
}
