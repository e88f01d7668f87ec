using Microsoft.Extensions.Logging.Abstractions;
using Reactor.Contracts.Guests;
using Reactor.Contracts.Queries;
using Reactor.Contracts.Resources;
using Reactor.Engine.Hosting;
using Reactor.Engine.Instances;
using Reactor.Engine.Isolation;
using Reactor.Ingest;
using Reactor.QueryRuntime.Loop;

namespace Reactor.Engine.Tests.Hosting;

public sealed class ReactorEngineTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Results_reach_every_subscribed_reaction_in_order_with_ids()
    {
        var source = new ListSource("feed").Insert("1", 10).Insert("2", 20).Insert("1", 11).Delete("2");
        await using var one = new CollectingReaction("one");
        await using var two = new CollectingReaction("two");
        await using var engine = Engine([source], [("q", ["feed"])], (one, ["q"]), (two, ["q"]));

        await engine.RunAsync(CancellationToken.None).WaitAsync(Patience);

        one.Events.Should().Equal(
            "q/1/1 BootstrapStarted", "q/1/2 BootstrapCompleted", "q/1/3 +10", "q/1/4 +20", "q/1/5 10>11", "q/1/6 -20");
        two.Events.Should().Equal(one.Events);
        var status = engine.Status().Should().ContainSingle().Which;
        status.Should().BeEquivalentTo(new
        {
            State = QueryState.Completed, Changes = 4L, Units = 5L, Diffs = 4L, Added = 2L, Updated = 1L, Deleted = 1L, Rows = 1L,
        });
        engine.Results("q").Should().ContainSingle();
    }

    [Fact]
    public async Task A_query_whose_guest_breaks_is_stopped_and_the_others_go_on()
    {
        var bad = new ListSource("bad").Insert("1", 1).Insert("2", 666).Insert("3", 3);
        var good = new ListSource("good").Insert("1", 1).Insert("2", 2);
        await using var reaction = new CollectingReaction("r");
        await using var engine = Engine([bad, good], [("breaks", ["bad"]), ("works", ["good"])], (reaction, ["breaks", "works"]));

        await engine.RunAsync(CancellationToken.None).WaitAsync(Patience);

        var status = engine.Status();
        status[0].State.Should().Be(QueryState.Failed);
        status[0].Failure.Should().Contain("a broken guest").And.Contain("unit");
        status[1].State.Should().Be(QueryState.Completed);
        reaction.Events.Should().Contain(["works/1/3 +1", "works/1/4 +2"]).And.NotContain(text => text.Contains("+3"));
    }

    [Fact]
    public async Task What_a_source_read_before_it_failed_is_delivered_and_the_other_sources_end()
    {
        var failing = new ListSource("failing", failure: "damaged").Insert("1", 1).Insert("2", 2);
        var endless = new ListSource("endless", endless: true).Insert("1", 1).Insert("1", 2);
        await using var reaction = new CollectingReaction("r");
        await using var engine = Engine([failing, endless], [("a", ["failing"]), ("b", ["endless"])], (reaction, ["a"]));

        var run = () => engine.RunAsync(CancellationToken.None).WaitAsync(Patience);

        await run.Should().ThrowAsync<FeedException>().WithMessage("*failing*damaged*");
        reaction.Events.Should().EndWith(["a/1/3 +1", "a/1/4 +2"]);
        engine.Status().Should().OnlyContain(status => status.State == QueryState.Completed);
    }

    [Fact]
    public async Task A_reaction_that_refuses_is_left_out_and_said_so()
    {
        var source = new ListSource("feed").Insert("1", 10);
        await using var refusing = new CollectingReaction("refusing", refusal: "no such topic");
        await using var works = new CollectingReaction("works");
        await using var engine = Engine([source], [("q", ["feed"])], (refusing, ["q"]), (works, ["q"]));

        await engine.RunAsync(CancellationToken.None).WaitAsync(Patience);

        engine.Refusals().Should().ContainSingle().Which.Should().Contain("no such topic");
        works.Events.Should().HaveCount(3);
    }

    [Fact]
    public async Task A_slow_reaction_slows_the_source_and_loses_nothing()
    {
        var source = new ListSource("feed");
        for (var i = 0; i < 2000; i++)
        {
            source.Insert("1", i + 1000);
        }

        await using var reaction = new CollectingReaction("slow");
        reaction.Hold();
        await using var engine = Engine([source], [("q", ["feed"])], (reaction, ["q"]));

        var run = engine.RunAsync(CancellationToken.None);
        var before = -1L;
        while (source.Written != before)
        {
            before = source.Written;
            await Task.Delay(100);
        }

        source.Written.Should().BeLessThan(2000, "every queue on the way is bounded");
        reaction.Release();
        await run.WaitAsync(Patience);
        reaction.Events.Should().HaveCount(2 + 2000);
        reaction.Events.Last().Should().EndWith("2998>2999");
    }

    [Fact]
    public async Task Stopping_ends_an_endless_run()
    {
        var source = new ListSource("feed", endless: true).Insert("1", 1).Insert("1", 2);
        await using var reaction = new CollectingReaction("r");
        await using var engine = Engine([source], [("q", ["feed"])], (reaction, ["q"]));
        using var stopping = new CancellationTokenSource();

        var run = engine.RunAsync(stopping.Token);
        while (reaction.Events.Count < 100)
        {
            await Task.Delay(5);
        }

        await stopping.CancelAsync();
        var wait = () => run.WaitAsync(Patience);
        await wait.Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Many_queries_share_few_threads_fairly()
    {
        var sources = Enumerable.Range(0, 40).Select(i => new ListSource($"s{i}").Insert("1", i).Insert("1", i + 1000)).ToArray();
        var queries = Enumerable.Range(0, 40).Select(i => ($"q{i}", new[] { $"s{i}" })).ToArray();
        await using var reaction = new CollectingReaction("r");
        await using var engine = Engine(sources, queries, (reaction, [.. queries.Select(query => query.Item1)]));

        await engine.RunAsync(CancellationToken.None).WaitAsync(Patience);

        engine.Status().Should().OnlyContain(status => status.State == QueryState.Completed && status.Rows == 1 && status.Updated == 1);
    }

    private static ReactorEngine Engine(
        IReadOnlyList<IChangeSource> sources, (string Name, string[] Sources)[] queries, params (CollectingReaction Reaction, string[] Queries)[] reactions) =>
        new(
            new EngineOptions { VcpuThreads = 2, QueryBatches = 4, SourceBatches = 4, Deliveries = 4 },
            sources,
            [.. queries.Select(query => new EngineQuery(EchoQuery.Manifest(query.Name), query.Sources, QueryRuntimeSettings.Default))],
            [.. reactions.Select(reaction => new ReactionBinding(reaction.Reaction, reaction.Queries))],
            new EchoGuests(),
            TimeProvider.System,
            NullLoggerFactory.Instance);

    private sealed class EchoGuests : IGuestProvider
    {
        public string Isolation => "inprocess";

        public IGuestInstance Create(QueryManifest query, QueryRuntimeSettings settings) => new InProcessGuest(_ => new EchoQuery(), seed: 1);

        public void Dispose()
        {
        }
    }
}
