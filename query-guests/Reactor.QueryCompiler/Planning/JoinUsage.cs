using Reactor.Contracts.Queries;
using Reactor.Contracts.Resources;
using Reactor.Cypher.Binding;

namespace Reactor.QueryCompiler.Planning;

/// <summary>Which patterns read which joins.</summary>
internal static class JoinUsage
{
    /// <summary>Whether an element of a pattern may be a relation of a join.</summary>
    internal static bool Reads(BoundPatternElement element, string join) => TypesOf(element) is { } types && (types.Count == 0 || types.Contains(join));

    /// <summary>The joins that no pattern reads, each with the type that may have been meant to name it.</summary>
    /// <param name="elements">All elements of the query's patterns.</param>
    /// <param name="joins">Its joins.</param>
    internal static IEnumerable<UnusedJoin> Unused(IEnumerable<BoundPatternElement> elements, IReadOnlyList<JoinDefinition> joins)
    {
        var all = elements.ToArray();
        var types = all.SelectMany(element => TypesOf(element) ?? []).Except(joins.Select(join => join.Id)).Distinct().ToArray();
        return joins
            .Where(join => !Array.Exists(all, element => Reads(element, join.Id)))
            .Select(join => new UnusedJoin(join.Id, Spelling.Nearest(join.Id, types)));
    }

    private static IReadOnlyList<string>? TypesOf(BoundPatternElement element) => element switch
    {
        BoundPatternElement.Relation relation => relation.Types,
        BoundPatternElement.Walk walk => walk.Types,
        _ => null,
    };
}
