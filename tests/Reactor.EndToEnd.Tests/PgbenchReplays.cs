using Microsoft.Extensions.Logging.Abstractions;
using Reactor.Contracts.Resources;
using Reactor.EndToEnd.Tests.Support;
using Reactor.Engine.Hosting;
using Reactor.Engine.Isolation;
using Reactor.Ingest.Files;
using Reactor.Resources;

namespace Reactor.EndToEnd.Tests;

/// <summary>The recorded feed of samples/pgbench, run through its queries once for each kind of isolation.</summary>
public sealed class PgbenchReplays : IDisposable
{
    private readonly Dictionary<IsolationMode, PgbenchReplay> _replays = [];
    private readonly ResourceSet _resources;
    private readonly CompiledSet _queries;

    public PgbenchReplays()
    {
        _resources = ResourceReader.Read([Checkout.Sample("pgbench")]).Set!;
        _queries = CompiledSet.Compile("pgbench", _resources.Queries.Select(query => (query.Name, query.Text)));
    }

    /// <summary>Names of the sample's queries.</summary>
    internal IReadOnlyList<string> Queries => [.. _resources.Queries.Select(query => query.Name)];

    /// <summary>Runs the feed, or returns what it gave the first time.</summary>
    internal async Task<PgbenchReplay> InAsync(IsolationMode mode)
    {
        if (!_replays.TryGetValue(mode, out var replay))
        {
            using var guests = await _queries.GuestsAsync(mode);
            _replays.Add(mode, replay = await RunAsync(guests));
        }

        return replay;
    }

    public void Dispose() => _queries.Dispose();

    private async Task<PgbenchReplay> RunAsync(IGuestProvider guests)
    {
        var problems = new List<ResourceProblem>();
        await using var source = FileSource.TryCreate(_resources.Sources[0], Checkout.Sample("pgbench"), NullLogger.Instance, problems);
        problems.Should().BeEmpty();
        await using var log = new DiffLog();
        await using var engine = new ReactorEngine(
            new EngineOptions(),
            [source!],
            [.. _queries.Manifests.Select(manifest => new EngineQuery(manifest, ["pgbench"], QueryRuntimeSettings.Default))],
            [new ReactionBinding(log, Queries)],
            guests,
            new FixedTime(),
            NullLoggerFactory.Instance);

        await engine.RunAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(2));

        var results = _queries.Manifests.ToDictionary(
            manifest => manifest.Name,
            manifest => (IReadOnlyList<string>)[.. engine.Results(manifest.Name).Select(image => RowJson.Of(manifest, image))]);
        return new PgbenchReplay(results, engine.Status(), log);
    }
}
