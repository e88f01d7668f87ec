namespace Reactor.QueryCompiler.Planning;

/// <summary>A join whose relations the query reads.</summary>
/// <param name="Id">Type of its relations.</param>
/// <param name="Bit">The bit of that type: above those of labels that sources name.</param>
/// <param name="Participants">Each of them once.</param>
internal sealed record JoinPlan(string Id, int Bit, IReadOnlyList<JoinParticipantPlan> Participants)
{
    /// <summary>The bit as a mask.</summary>
    internal ulong Type => 1UL << Bit;
}

/// <summary>The nodes that take part under one key.</summary>
/// <param name="Label">Bit of the label they carry.</param>
/// <param name="Slots">Slots of the properties they are joined on.</param>
/// <param name="IsRepeated">Whether the join names them more than once.</param>
internal sealed record JoinParticipantPlan(int Label, IReadOnlyList<int> Slots, bool IsRepeated);
