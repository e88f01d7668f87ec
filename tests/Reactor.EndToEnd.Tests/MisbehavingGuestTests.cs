using Microsoft.Extensions.Logging.Abstractions;
using Reactor.Contracts.Resources;
using Reactor.EndToEnd.Tests.Support;
using Reactor.Engine.Hosting;
using Reactor.Engine.Instances;
using Reactor.Engine.Isolation;

namespace Reactor.EndToEnd.Tests;

/// <summary>Queries that take more than they may, beside one that does not. Only micro-VMs have limits.</summary>
[Collection(ItemsSuite.Name)]
public sealed class MisbehavingGuestTests(ItemQueries queries)
{
    private readonly CompiledSet _queries = queries.Set;

    [Fact]
    public async Task A_query_that_outgrows_its_memory_is_suspended_alone_and_says_so()
    {
        var status = await RunAsync(
            new MemorySource("feed").Insert(Enumerable.Range(1, 20_000), new string('x', 4000)).Insert([20_001]),
            ("rows", QueryRuntimeSettings.Default with { MemoryBytes = 64 << 20 }));

        status["rows"].State.Should().Be(QueryState.Suspended);
        status["rows"].Failure.Should().StartWith("the guest exhausted its memory in unit 2:").And.Contain("heap limit is reached").And.EndWith("spec.runtime.memory is 64 MiB");
    }

    [Fact]
    public async Task A_query_that_outstays_its_deadline_fails_alone_and_says_so()
    {
        var status = await RunAsync(
            new MemorySource("feed").Insert(Enumerable.Range(1, 20_000)).Insert([20_001]),
            ("triples", QueryRuntimeSettings.Default with { UnitDeadline = TimeSpan.FromMilliseconds(300) }));

        status["triples"].State.Should().Be(QueryState.Failed);
        status["triples"].Failure.Should().StartWith("the guest exceeded its deadline in unit 2:").And.EndWith("spec.runtime.unitDeadline is 300 ms");
    }

    [Theory]
    [InlineData(IsolationMode.InProcess)]
    [InlineData(IsolationMode.MicroVm)]
    public async Task A_query_whose_paths_grow_too_long_is_suspended_alone_and_says_how_to_mend_it(IsolationMode mode)
    {
        var source = new MemorySource("feed").Insert(Enumerable.Range(1, 20_000)).Relate("NEXT", Enumerable.Range(1, 1_001)).Insert([20_001]);

        var status = await RunAsync(source, ("chain", QueryRuntimeSettings.Default), mode);

        status["chain"].State.Should().Be(QueryState.Suspended);
        status["chain"].Failure.Should().Be(
            "query 'chain' reached a limit: -[:NEXT*1..]->: a path may have more than 1000 relations, the limit; "
            + "bound the relation's length in the pattern, as in *1..5, or name fewer types");
    }

    /// <summary>Runs one bad query and the good one over 20,001 items in two transactions.</summary>
    private async Task<Dictionary<string, QueryStatus>> RunAsync(MemorySource source, (string Name, QueryRuntimeSettings Settings) bad, IsolationMode mode = IsolationMode.MicroVm)
    {
        using var guests = await _queries.GuestsAsync(mode);
        await using var log = new DiffLog();
        await using var engine = new ReactorEngine(
            new EngineOptions { VcpuThreads = 1 },
            [source],
            [
                new EngineQuery(_queries.Manifests.Single(manifest => manifest.Name == bad.Name), ["feed"], bad.Settings),
                new EngineQuery(_queries.Manifests[0], ["feed"], QueryRuntimeSettings.Default),
            ],
            [new ReactionBinding(log, ["total", bad.Name])],
            guests,
            new FixedTime(),
            NullLoggerFactory.Instance);

        await engine.RunAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1));

        engine.Results("total").Select(image => RowJson.Of(_queries.Manifests[0], image)).Should().Equal("""{"items":20001,"total":200030001}""");
        log.Of("total").Select(diff => diff.Id).Should().Equal(Enumerable.Range(1, 5).Select(sequence => $"total/1/{sequence}"), "bootstrap and two transactions of items");
        log.Of(bad.Name).Should().OnlyContain(diff => diff.Rows <= 1, "the diff of a unit that failed is not delivered");
        return engine.Status().ToDictionary(status => status.Name);
    }
}
