namespace Reactor.QueryRuntime.Dataflow.Paths;

/// <summary>Which paths a variable-length relation of a pattern accepts.</summary>
/// <param name="Classes">The lists of <see cref="Storage.Adjacency"/> that hold its relations.</param>
/// <param name="Types">Each relation has one of these bits; 0 for any.</param>
/// <param name="StartLabels">The first node has all of these bits.</param>
/// <param name="EndLabels">The last node has all of these bits.</param>
/// <param name="FollowsOut">Whether relations lead from their start to their end.</param>
/// <param name="FollowsIn">Whether relations lead from their end to their start; with both, either way.</param>
/// <param name="Minimum">Fewest relations, 0 or more.</param>
/// <param name="Maximum">Most relations.</param>
public sealed record PathShape(
    int[] Classes, ulong Types, ulong StartLabels, ulong EndLabels, bool FollowsOut, bool FollowsIn, int Minimum, int Maximum)
{
    /// <summary>The relation as a query writes it, for messages.</summary>
    public string Text { get; init; } = "";

    /// <summary>Bits of types that have no direction: their relations lead both ways, whatever else the shape says.</summary>
    public ulong UndirectedTypes { get; init; }

    /// <summary>Those of <see cref="Classes"/> that hold relations of <see cref="UndirectedTypes"/>.</summary>
    public int[] UndirectedClasses { get; init; } = [];
}
