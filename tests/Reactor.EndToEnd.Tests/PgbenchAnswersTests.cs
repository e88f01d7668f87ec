using System.Text.Json;
using Reactor.Contracts.Results;
using Reactor.EndToEnd.Tests.Support;
using Reactor.Engine.Instances;
using Reactor.Engine.Isolation;

namespace Reactor.EndToEnd.Tests;

/// <summary>A real database's feed against the answers that the database itself gave.</summary>
public sealed class PgbenchAnswersTests(PgbenchReplays replays) : IClassFixture<PgbenchReplays>
{
    private const int Transactions = 10_000;

    [Theory]
    [InlineData(IsolationMode.InProcess)]
    [InlineData(IsolationMode.MicroVm)]
    public async Task Final_results_are_what_the_database_answered(IsolationMode mode)
    {
        var replay = await replays.InAsync(mode);

        foreach (var query in replays.Queries)
        {
            var path = Path.Combine(Checkout.Sample("pgbench"), "answers", $"{query}.json");
            using var answer = JsonDocument.Parse(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
            replay.Results[query].Order().Should().Equal(answer.RootElement.EnumerateArray().Select(row => row.GetRawText()).Order(), "{0}", query);
        }

        replay.Status.Should().OnlyContain(status => status.State == QueryState.Completed && status.RowErrors == 0);
    }

    // The feed's own invariant, sum(branches) = sum(tellers) = sum(accounts) = sum(history): the n-th diff of every query moves the sum by the n-th delta.
    [Theory]
    [InlineData(IsolationMode.InProcess)]
    [InlineData(IsolationMode.MicroVm)]
    public async Task All_balances_agree_after_every_transaction(IsolationMode mode)
    {
        var replay = await replays.InAsync(mode);

        var deltas = Deltas("branch-balance", column: 1);
        deltas.Should().HaveCount(Transactions - 1, "the feed has no delta of 0, but the first unit is the initial rows");
        Deltas("teller-totals", column: 1).Should().Equal(deltas);
        Deltas("account-changes", column: 0).Should().Equal(deltas);
        Deltas("teller-transfers", column: 2).Should().Equal(deltas);

        IReadOnlyList<long> Deltas(string query, int column) => [.. replay.Log.Of(query).Select(diff => diff.Net.ElementAtOrDefault(column)).Where(net => net != 0)];
    }

    [Fact]
    public async Task Both_isolation_modes_deliver_the_same_bytes_under_the_same_ids()
    {
        MicroVms.Require();
        var inProcess = await replays.InAsync(IsolationMode.InProcess);
        var microVm = await replays.InAsync(IsolationMode.MicroVm);

        foreach (var query in replays.Queries)
        {
            var log = microVm.Log.Of(query);
            log.Select(diff => diff.Line).Should().Equal(inProcess.Log.Of(query).Select(diff => diff.Line), "{0}", query);
            log.Select(diff => diff.Id).Should().Equal(Enumerable.Range(1, log.Count).Select(sequence => $"{query}/1/{sequence}"));
            log[0].Signal.Should().Be(ResultSignal.BootstrapStarted);
            log.Should().ContainSingle(diff => diff.Signal == ResultSignal.BootstrapCompleted);
        }
    }
}
