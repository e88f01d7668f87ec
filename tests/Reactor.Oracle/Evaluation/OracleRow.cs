using Reactor.Cypher.Binding;

namespace Reactor.Oracle.Evaluation;

/// <summary>One row on its way through the query: a value per variable, and what identifies the row (docs/semantics.md, section 4).</summary>
/// <param name="Identity">Equal text, same row.</param>
/// <param name="Values">By <see cref="BoundVariable.Id"/>.</param>
internal sealed record OracleRow(string Identity, IReadOnlyDictionary<int, object?> Values)
{
    /// <summary>Whether an element bound in it was changed in this unit.</summary>
    internal bool IsTouched { get; init; }

    internal static readonly OracleRow Empty = new("", new Dictionary<int, object?>());

    internal object? this[BoundVariable variable] =>
        Values.TryGetValue(variable.Id, out var value) ? value : throw new InvalidOperationException($"{variable} is not in scope");
}
