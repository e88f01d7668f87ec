using Microsoft.Extensions.Logging.Abstractions;
using Reactor.Contracts.Resources;
using Reactor.Contracts.Results;
using Reactor.EndToEnd.Tests.Support;
using Reactor.Engine.Hosting;
using Reactor.Engine.Isolation;

namespace Reactor.EndToEnd.Tests;

/// <summary>A transaction larger than an inbox, with a diff larger than an outbox (1 MiB each).</summary>
[Collection(ItemsSuite.Name)]
public sealed class LargeTransactionTests(ItemQueries queries)
{
    private const int Items = 40_000;

    private readonly CompiledSet _queries = queries.Set;

    [Theory]
    [InlineData(IsolationMode.InProcess)]
    [InlineData(IsolationMode.MicroVm)]
    public async Task Each_transaction_is_one_diff_however_large(IsolationMode mode)
    {
        using var guests = await _queries.GuestsAsync(mode);
        await using var source = new MemorySource("feed")
            .Insert(Enumerable.Range(1, Items), "a text of some length that makes records larger")
            .Delete(Enumerable.Range(1, Items - 1));
        await using var log = new DiffLog();
        await using var engine = new ReactorEngine(
            new EngineOptions(),
            [source],
            [.. _queries.Manifests.Take(2).Select(manifest => new EngineQuery(manifest, ["feed"], QueryRuntimeSettings.Default))],
            [new ReactionBinding(log, ["rows", "total"])],
            guests,
            new FixedTime(),
            NullLoggerFactory.Instance);

        await engine.RunAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1));

        var rows = log.Of("rows");
        rows.Select(diff => (diff.Id, diff.Signal, diff.Rows)).Should().Equal(
            ("rows/1/1", ResultSignal.BootstrapStarted, 0),
            ("rows/1/2", ResultSignal.BootstrapCompleted, 0),
            ("rows/1/3", ResultSignal.None, Items),
            ("rows/1/4", ResultSignal.None, Items - 1));
        rows[2].Net[0].Should().Be(Items * (Items + 1L) / 2);
        engine.Results("rows").Should().ContainSingle().Which.Should().Match(image => RowJson.Of(_queries.Manifests[1], (byte[])image).StartsWith("""{"value":40000,"""));
        log.Of("total").Select(diff => diff.Net).Where(net => net.Count > 0).Should().BeEquivalentTo(
            new long[][] { [0, 0], [Items, Items * (Items + 1L) / 2], [1 - Items, -(Items - 1L) * Items / 2] }, options => options.WithStrictOrdering());
        if (mode == IsolationMode.MicroVm)
        {
            engine.Status()[1].Entries.Should().BeGreaterThan(10, "the inbox was filled and the outbox drained many times");
        }
    }
}
