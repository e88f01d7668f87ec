using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Reactor.Contracts.Resources;
using Reactor.EndToEnd.Tests.Support;
using Reactor.Engine.Hosting;
using Reactor.Engine.Isolation;

namespace Reactor.EndToEnd.Tests;

/// <summary>Timers of a query fire as the host's clock goes on, though nothing changes.</summary>
[Collection(ItemsSuite.Name)]
public sealed class TimerTests(ItemQueries queries)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CompiledSet _queries = queries.Set;

    [Theory]
    [InlineData(IsolationMode.InProcess)]
    [InlineData(IsolationMode.MicroVm)]
    public async Task Condition_that_held_for_long_enough_gives_a_row_and_no_earlier(IsolationMode mode)
    {
        using var guests = await _queries.GuestsAsync(mode);
        var closed = new TaskCompletionSource();
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var source = new MemorySource("feed") { Closed = closed.Task }.Insert([1, 2]);
        await using var log = new DiffLog();
        var settings = QueryRuntimeSettings.Default with { Clock = QueryClockSettings.Default with { Basis = ClockBasis.Arrival } };
        await using var engine = new ReactorEngine(
            new EngineOptions(), [source], [new EngineQuery(_queries.Manifests[^1], ["feed"], settings)], [new ReactionBinding(log, ["aged"])], guests, time, NullLoggerFactory.Instance);
        var run = engine.RunAsync(TestContext.Current.CancellationToken);

        await UntilAsync(() => engine.Status()[0].Changes == 2);
        time.Advance(TimeSpan.FromSeconds(59));
        engine.Status()[0].Rows.Should().Be(0);
        await UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            return engine.Status()[0].Rows == 2;
        });
        closed.SetResult();
        await run.WaitAsync(Patience, CancellationToken.None);

        log.Of("aged").Select(diff => (diff.Id, diff.Rows)).Should().Equal(("aged/1/1", 0), ("aged/1/2", 0), ("aged/1/3", 2));
        (time.GetUtcNow() - time.Start).Should().BeGreaterThan(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Timers_that_are_due_when_the_sources_end_fire_before_the_query_does()
    {
        using var guests = await _queries.GuestsAsync(IsolationMode.InProcess);
        await using var source = new MemorySource("feed").Insert([1]);
        await using var log = new DiffLog();
        await using var engine = new ReactorEngine(
            new EngineOptions(),
            [source],
            [new EngineQuery(_queries.Manifests[^1], ["feed"], QueryRuntimeSettings.Default)],
            [new ReactionBinding(log, ["aged"])],
            guests,
            new FixedTime(),
            NullLoggerFactory.Instance);

        await engine.RunAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, CancellationToken.None);

        log.Of("aged").Should().HaveCount(3);
        engine.Status()[0].Rows.Should().Be(1);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var waited = TimeSpan.Zero; !condition(); waited += TimeSpan.FromMilliseconds(5))
        {
            waited.Should().BeLessThan(Patience);
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}
