namespace Reactor.Bench.Queries;

/// <summary>What a group and an element of <c>count</c> per key take: managed memory of one query with many elements in one group and in as many groups.</summary>
internal static class GroupMemory
{
    private const int Elements = 1_000_000;

    internal static async Task<IReadOnlyList<QueryFigure>> MeasureAsync(QueryBenchSettings settings)
    {
        int elements = settings.Scaled(Elements);
        QueryBenchSettings once = settings with { InMicroVms = false, Rounds = 1 };
        double inOne = await StateAsync(StateScenarios.CountPerKey("one", elements, keys: 1), once);
        double inMany = await StateAsync(StateScenarios.CountPerKey("many", elements, keys: elements), once);
        return
        [
            new QueryFigure("count_per_key/bytes_per_element", "inprocess") { StateBytes = inOne / elements }.WithBytesAtMost(100),
            new QueryFigure("count_per_key/bytes_per_group", "inprocess") { StateBytes = (inMany - inOne) / elements }.WithBytesAtMost(120),
        ];
    }

    private static async Task<double> StateAsync(Scenario scenario, QueryBenchSettings settings) =>
        (await ScenarioRun.MeasureAsync(scenario with { RoundChanges = FeedBuilder.BatchChanges }, settings))[0].StateBytes!.Value;
}
