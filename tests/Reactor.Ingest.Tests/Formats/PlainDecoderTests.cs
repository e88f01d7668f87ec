using Reactor.Ingest.Formats;

namespace Reactor.Ingest.Tests.Formats;

public sealed class PlainDecoderTests
{
    private readonly FeedRun _run = new(FeedFormat.Plain);

    [Theory]
    [InlineData("""{"op":"insert","node":{"id":"a","labels":["B","A"],"properties":{"x":1}}}""", "Insert Node a [A:B] {x: 1}")]
    [InlineData("""{"op":"update","node":{"id":1.50,"properties":{"x":null}}}""", "UpdateMerge Node 1.50 [?] {x: null}")]
    [InlineData("""{"op":"replace","node":{"id":["a","b,c"],"labels":"A"}}""", "UpdateReplace Node a,b\\,c [A] {}")]
    [InlineData("""{"op":"insert","node":{"id":true}}""", "Insert Node true [] {}")]
    [InlineData("""{"op":"delete","node":{"id":"a"}}""", "Delete Node a [?]")]
    [InlineData("""{"op":"insert","relation":{"id":"r","type":"KNOWS","from":"a","to":7,"properties":{}}}""", "Insert Relation r [KNOWS] (a)->(7) {}")]
    [InlineData("""{"op":"update","relation":{"id":"r","properties":{"w":2}}}""", "UpdateMerge Relation r [?] {w: 2}")]
    [InlineData("""{"op":"delete","relation":{"id":"r","type":"KNOWS"}}""", "Delete Relation r [KNOWS]")]
    [InlineData("""{"op":"truncate","label":"A"}""", "Truncate [A]")]
    public void Every_operation_reads_as_documented(string value, string expected)
    {
        _run.Add(value);

        _run.Statistics.LastError.Should().BeNull();
        _run.Units().Should().Equal(expected);
    }

    [Theory]
    [InlineData("1700000000000", 1_700_000_000_000_000_000)]
    [InlineData("\"2023-11-14T22:13:20Z\"", 1_700_000_000_000_000_000)]
    [InlineData("\"2023-11-14T22:13:20.1234567\"", 1_700_000_000_123_456_700)]
    [InlineData("\"2023-11-15T00:13:20+02:00\"", 1_700_000_000_000_000_000)]
    public void A_time_is_milliseconds_or_iso_text(string at, long expectedNs)
    {
        _run.Add($$$"""{"op":"insert","at":{{{at}}},"node":{"id":1}}""");

        _run.Live().Changes.Should().ContainSingle().Which.EffectiveTimeNs.Should().Be(expectedNs);
    }

    [Fact]
    public void A_nested_transaction_is_one_unit_with_the_time_in_front_of_it()
    {
        _run.Add("""{"at":5,"transaction":[{"op":"insert","node":{"id":1}},{"op":"insert","at":6,"node":{"id":2}}]}""");
        _run.Add("""{"op":"insert","node":{"id":3}}""");

        var batch = _run.Live();
        batch.TransactionEnds.Should().Equal(2, 3);
        batch.Changes.Select(change => change.EffectiveTimeNs).Should().Equal(5_000_000, 6_000_000, 42);
    }

    [Fact]
    public void Consecutive_changes_with_one_transaction_id_are_one_unit()
    {
        foreach (var (id, transaction) in new[] { (1, "7"), (2, "7"), (3, "\"a\""), (4, "null"), (5, "null") })
        {
            _run.Add($$$"""{"op":"insert","transaction":{{{transaction}}},"node":{"id":{{{id}}}}}""");
        }

        _run.Live().TransactionEnds.Should().Equal(2, 3, 4, 5);
    }

    [Theory]
    [InlineData("""{"op":"upsert","node":{"id":1}}""", "unknown op \"upsert\"")]
    [InlineData("""{"node":{"id":1}}""", "no \"op\"")]
    [InlineData("""{"op":1,"node":{"id":1}}""", "\"op\" is not a text")]
    [InlineData("""{"op":"insert"}""", "neither \"node\" nor \"relation\"")]
    [InlineData("""{"op":"insert","node":{"labels":["A"]}}""", "no \"id\"")]
    [InlineData("""{"op":"insert","node":{"id":null}}""", "no \"id\"")]
    [InlineData("""{"op":"insert","node":{"id":1,"props":{}}}""", "unknown member \"props\"")]
    [InlineData("""{"op":"insert","nodes":{"id":1}}""", "unknown member \"nodes\"")]
    [InlineData("""{"op":"insert","at":"yesterday","node":{"id":1}}""", "\"at\" is neither")]
    [InlineData("""{"op":"insert","node":{"id":1},"relation":{"id":1}}""", "one \"node\" or one \"relation\"")]
    [InlineData("""{"op":"truncate","node":{"id":1}}""", "a truncate has a \"label\"")]
    [InlineData("""{"op":"insert","relation":{"id":1,"from":1,"to":2}}""", "exactly one type")]
    [InlineData("""{"op":"insert","relation":{"id":1,"type":"T","from":1}}""", "both end nodes")]
    [InlineData("""{"transaction":[{"transaction":[]}]}""", "a transaction inside a transaction")]
    [InlineData("""{"transaction":[],"op":"insert","node":{"id":1}}""", "beside the changes of a transaction")]
    [InlineData("""{"transaction":[{"op":"insert","node":{"id":1}},{"op":"bad"}]}""", "unknown op \"bad\"")]
    [InlineData("""{"transaction":{},"op":"insert","node":{"id":1}}""", "neither an id nor a list")]
    public void A_malformed_value_is_rejected_whole(string value, string reason)
    {
        _run.Add(value);

        _run.Statistics.Malformed.Should().Be(1);
        _run.Statistics.LastError.Should().Contain(reason);
        _run.Units().Should().BeEmpty();
    }
}
