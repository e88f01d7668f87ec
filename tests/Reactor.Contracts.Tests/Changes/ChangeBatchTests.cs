using Reactor.Contracts.Changes;

namespace Reactor.Contracts.Tests.Changes;

public sealed class ChangeBatchTests
{
    [Theory]
    [InlineData(new int[0], true)]
    [InlineData(new[] { 1, 3 }, true)]
    [InlineData(new[] { 3 }, true)]
    [InlineData(new[] { 0 }, false)]
    [InlineData(new[] { 1, 1 }, false)]
    [InlineData(new[] { 2, 1 }, false)]
    [InlineData(new[] { 4 }, false)]
    [InlineData(new[] { -1 }, false)]
    public void Transaction_ends_must_ascend_within_the_changes(int[] ends, bool expected)
    {
        var changes = Enumerable.Range(0, 3)
            .Select(i => new ElementChange { Operation = ChangeOperation.Delete, Kind = ElementKind.Node, Id = $"{i}" })
            .ToArray();

        var make = () => new ChangeBatch("source", new SourceVocabulary(), BatchPhase.Live, changes, ends);

        if (expected)
        {
            make.Should().NotThrow();
        }
        else
        {
            make.Should().Throw<ArgumentException>().Which.ParamName.Should().Be("transactionEnds");
        }
    }

    [Fact]
    public void Batch_without_transactions_has_no_ends()
    {
        new ChangeBatch("source", new SourceVocabulary(), BatchPhase.BootstrapEnd, []).TransactionEnds.Should().BeNull();
    }
}
