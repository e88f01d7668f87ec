using Reactor.Ingest.Formats;

namespace Reactor.Ingest.Tests.Formats;

public sealed class DrasiDecoderTests
{
    private readonly FeedRun _run = new(FeedFormat.Drasi);

    [Fact]
    public void Inserts_updates_and_deletes_of_an_array_are_units_of_their_own()
    {
        _run.Add("""
            [{"op":"i","reactivatorStart_ns":1,"metadata":{},"payload":{"source":{"db":"s","lsn":42,"table":"node","ts_ns":1700000000000000001},
              "after":{"id":"public:product:1","labels":["product"],"properties":{"product_id":1,"name":"x"}}}},
             {"op":"u","payload":{"source":{"db":"s","table":"node","ts_ns":7},"after":{"id":"public:product:1","labels":["product"],"properties":{"name":"y"}}}},
             {"op":"d","payload":{"source":{"db":"s","table":"node"},"before":{"id":"public:product:1","labels":["product"]}}}]
            """);

        var batch = _run.Live();
        batch.Changes.Select(_run.Text).Should().Equal(
            "Insert Node public:product:1 [product] {product_id: 1, name: 'x'}",
            "UpdateMerge Node public:product:1 [product] {name: 'y'}",
            "Delete Node public:product:1 [product]");
        batch.TransactionEnds.Should().BeNull();
        batch.Changes.Select(change => change.EffectiveTimeNs).Should().Equal(1_700_000_000_000_000_001, 7, 42);
        batch.Changes[0].LabelsMayHaveChanged.Should().BeTrue();
    }

    [Fact]
    public void A_relation_has_its_type_and_ends()
    {
        _run.Add("""{"op":"i","payload":{"source":{"table":"rel"},"after":{"id":5,"labels":["OWNS"],"properties":{},"startId":"a","endId":"b"}}}""");

        _run.Units().Should().Equal("Insert Relation 5 [OWNS] (a)->(b) {}");
    }

    [Fact]
    public void Stable_labels_are_taken_at_their_word()
    {
        var run = new FeedRun(FeedFormat.Drasi, new FeedSettings { StableLabels = true });

        run.Add("""{"op":"u","payload":{"source":{"table":"node"},"after":{"id":"a","labels":["L"],"properties":{}}}}""");

        run.Live().Changes.Should().ContainSingle().Which.LabelsMayHaveChanged.Should().BeFalse();
    }

    [Fact]
    public void Subscription_control_is_passed_over()
    {
        _run.Add("""
            [{"op":"i","payload":{"source":{"db":"Drasi","table":"SourceSubscription"},
              "after":{"queryId":"q","queryNodeId":"n","nodeLabels":["A"],"relLabels":[]}}}]
            """);

        _run.Statistics.Skipped.Should().Be(1);
        _run.Statistics.Malformed.Should().Be(0);
    }

    [Theory]
    [InlineData("1", "expected an array")]
    [InlineData("[1]", "not an object")]
    [InlineData("""[{"op":"i","payload":{"source":{"table":"node"},"after":{"labels":["A"],"properties":{}}}}]""", "no \"id\"")]
    [InlineData("""[{"op":"i","payload":{"source":{"table":"table"},"after":{"id":"1","labels":["A"]}}}]""", "neither node nor rel")]
    [InlineData("""[{"op":"x","payload":{"source":{"table":"node"},"after":{"id":"1","labels":["A"]}}}]""", "unknown op \"x\"")]
    [InlineData("""[{"payload":{"source":{"table":"node"},"after":{"id":"1","labels":["A"]}}}]""", "no \"op\"")]
    [InlineData("""[{"op":"d","payload":{"source":{"table":"node"},"after":{"id":"1","labels":["A"]}}}]""", "a delete without \"before\"")]
    [InlineData("""[{"op":"i","payload":{"source":{"table":"node"},"after":{"id":{},"labels":["A"]}}}]""", "\"id\" is not")]
    [InlineData("""[{"op":"i","payload":{"source":{"table":"node"},"after":{"id":1,"labels":[1]}}}]""", "\"labels\" is not")]
    [InlineData("""[{"op":"i","payload":{"source":{"table":"node"},"after":{"id":1,"labels":[],"properties":[]}}}]""", "\"properties\" is not")]
    [InlineData("""[{"op":"i","payload":{"source":{"table":"node","ts_ns":1.5},"after":{"id":1,"labels":[]}}}]""", "is not a time")]
    [InlineData("""[{"op":"i","payload":{"source":{"table":"rel"},"after":{"id":1,"labels":["A","B"],"startId":1,"endId":2}}}]""", "exactly one type")]
    [InlineData("""[{"op":"i","payload":{"source":{"table":"rel"},"after":{"id":1,"labels":["A"],"startId":1}}}]""", "both end nodes")]
    public void A_malformed_change_rejects_its_whole_value(string value, string reason)
    {
        _run.Add(value);

        _run.Statistics.Malformed.Should().Be(1);
        _run.Statistics.LastError.Should().Contain(reason);
        _run.Units().Should().BeEmpty();
    }
}
