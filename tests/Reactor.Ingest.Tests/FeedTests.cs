using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Reactor.Ingest.Formats;
using Reactor.Testing.Logs;

namespace Reactor.Ingest.Tests;

public sealed class FeedTests
{
    [Theory]
    [InlineData("""[{"op":"i"}]""", FeedFormat.Drasi)]
    [InlineData("""{"op":"u","payload":{"source":{"table":"node"},"after":{"id":1}}}""", FeedFormat.Drasi)]
    [InlineData("""{"before":null,"op":"c"}""", FeedFormat.Debezium)]
    [InlineData("""{"op":"c","ts_ms":1,"source":{}}""", FeedFormat.Debezium)]
    [InlineData("""{"schema":{},"payload":{"before":null,"source":{},"op":"c"}}""", FeedFormat.Debezium)]
    [InlineData("""{"op":"insert","node":{}}""", FeedFormat.Plain)]
    [InlineData("""{"transaction":[]}""", FeedFormat.Plain)]
    [InlineData("""{"transaction":{"id":1},"source":{}}""", FeedFormat.Debezium)]
    [InlineData("""{"op":"truncate","label":"A"}""", FeedFormat.Plain)]
    [InlineData("""{"temperature":21}""", FeedFormat.Auto)]
    [InlineData("12", FeedFormat.Auto)]
    [InlineData("{", FeedFormat.Auto)]
    internal void The_format_is_told_by_the_first_value(string value, FeedFormat expected) =>
        FormatDetector.Detect(Encoding.UTF8.GetBytes(value)).Should().Be(expected);

    [Fact]
    public void Values_before_the_format_is_known_are_malformed_and_the_rest_is_read()
    {
        var run = new FeedRun(FeedFormat.Auto);

        run.Add("""{"temperature":21}""").Add("null").Add("""{"op":"insert","node":{"id":1}}""").Add("""{"op":"insert","node":{"id":2}}""");

        run.Feed.Format.Should().Be(FeedFormat.Plain);
        run.Statistics.Malformed.Should().Be(1);
        run.Statistics.Skipped.Should().Be(1);
        run.Statistics.LastError.Should().Contain("cannot tell the feed's format");
        run.Units().Should().HaveCount(2);
    }

    [Fact]
    public void A_malformed_value_stops_the_source_when_it_says_so()
    {
        var run = new FeedRun(FeedFormat.Plain, new FeedSettings { OnError = ErrorPolicy.Stop });
        run.Add("""{"op":"insert","node":{"id":1}}""");

        var adding = () => run.Add("""{"op":"insrt"}""");

        var thrown = adding.Should().Throw<FeedException>().Which;
        thrown.SourceName.Should().Be("test");
        thrown.Position.Should().Be(new Contracts.Changes.SourcePosition(0, 2));
        thrown.Message.Should().Be("""source test at 0@2: unknown op "insrt": {"op":"insrt"}""");
    }

    [Fact]
    public void Malformed_values_are_all_counted_and_logged_at_a_limited_rate()
    {
        var log = new ListLogger(LogLevel.Warning);
        var feed = new Feed("test", new FeedSettings { Format = FeedFormat.Plain }, log);
        var partition = feed.Open(0);

        for (var value = 0; value < 1000; value++)
        {
            partition.Add("x"u8, default, value, 0);
        }

        feed.Statistics.Malformed.Should().Be(1000);
        feed.Statistics.Received.Should().Be(1000);
        log.Lines.Should().HaveCount(5);
    }

    [Fact]
    public void An_excerpt_is_short_and_printable()
    {
        var bytes = new byte[5000];
        Array.Fill(bytes, (byte)'x');
        bytes[0] = 0;
        bytes[1] = 0xff;

        var excerpt = FeedProblem.ExcerptOf(bytes);

        excerpt.Should().HaveLength(FeedProblem.ExcerptLength).And.StartWith(" \uFFFDx").And.EndWith("x…");
    }

    [Fact]
    public void A_transaction_too_large_to_hold_travels_in_parts_and_stays_one_unit()
    {
        var run = new FeedRun(FeedFormat.Plain);
        const int Size = PartitionFeed.LargestHeldTransaction + 10;
        var taken = 0;
        for (var id = 0; id < Size; id++)
        {
            run.Add($$$"""{"op":"insert","transaction":"big","node":{"id":{{{id}}}}}""");
            if (run.Partition.NeedsPart)
            {
                var part = run.Partition.TakePart();
                part.TransactionEnds.Should().BeEmpty();
                taken += part.Changes.Count;
            }
        }

        run.Partition.IsInPart.Should().BeTrue();
        var rest = run.Live();

        rest.TransactionEnds.Should().Equal(rest.Changes.Count);
        (taken + rest.Changes.Count).Should().Be(Size);
        run.Partition.IsInPart.Should().BeFalse();
    }

    [Fact]
    public void Partitions_number_names_alike()
    {
        var feed = new Feed("test", new FeedSettings(), NullLogger.Instance);
        var first = feed.Open(0);
        var second = feed.Open(1);

        first.Add("""{"op":"insert","node":{"id":1,"properties":{"a":1,"b":2}}}"""u8, default, 1, 0);
        second.Add("""{"op":"insert","node":{"id":1,"properties":{"b":1}}}"""u8, default, 1, 0);

        second.TakeLive().Changes[0].Properties.Span[0].Name.Should().Be(first.TakeLive().Changes[0].Properties.Span[1].Name);
    }
}
