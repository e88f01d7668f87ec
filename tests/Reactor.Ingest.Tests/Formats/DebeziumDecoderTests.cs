using System.Text;
using Reactor.Contracts.Changes;
using Reactor.Ingest.Formats;

namespace Reactor.Ingest.Tests.Formats;

public sealed class DebeziumDecoderTests
{
    private static readonly FeedSettings Keyed = new()
    {
        Keys = new Dictionary<string, IReadOnlyList<string>> { ["t"] = ["a"], ["pair"] = ["a", "b"] },
        AppendOnly = new HashSet<string> { "log" },
    };

    private readonly FeedRun _run = new(FeedFormat.Debezium, Keyed);

    [Fact]
    public void A_created_row_is_a_node_labelled_with_its_table()
    {
        _run.Add(Event("c", after: """{"a":1,"b":1.0,"c":"x","d":null,"e":true,"f":{"k":[1,{"z":2}]}}"""));

        _run.Units().Should().Equal("Insert Node public:t:1 [t] {a: 1, b: 1.0, c: 'x', d: null, e: true, f: {k: [1, {z: 2}]}}");
    }

    [Fact]
    public void A_row_carries_commit_time_position_and_a_label_that_does_not_change()
    {
        _run.Add(Event("c", after: """{"a":1}""", source: ""","ts_ms":1700000000123,"ts_us":1700000000123456"""));

        var change = _run.Live().Changes.Should().ContainSingle().Subject;
        change.EffectiveTimeNs.Should().Be(1_700_000_000_123_456_000);
        change.Position.Should().Be(new SourcePosition(0, 1));
        change.LabelsMayHaveChanged.Should().BeFalse();
    }

    [Fact]
    public void A_row_without_commit_time_has_the_event_time_or_else_the_arrival_time()
    {
        _run.Add(Event("c", after: """{"a":1}""", rest: ""","ts_ms":5"""));
        _run.Add(Event("c", after: """{"a":1}"""));

        _run.Live().Changes.Select(change => change.EffectiveTimeNs).Should().Equal(5_000_000, 42);
    }

    [Theory]
    [InlineData("""{"schema":{"type":"struct","fields":[{"field":"after"}]},"payload":$}""")]
    [InlineData("""{"payload":$,"schema":null}""")]
    [InlineData("  $  ")]
    public void The_schema_may_stand_around_the_envelope_or_not(string wrapper)
    {
        _run.Add(wrapper.Replace("$", Event("c", after: """{"a":1}"""), StringComparison.Ordinal));

        _run.Units().Should().Equal("Insert Node public:t:1 [t] {a: 1}");
    }

    [Fact]
    public void An_update_replaces_the_row()
    {
        _run.Add(Event("u", after: """{"a":1,"b":2}"""));

        _run.Units().Should().Equal("UpdateReplace Node public:t:1 [t] {a: 1, b: 2}");
    }

    [Fact]
    public void An_update_with_an_unavailable_value_merges_the_other_columns()
    {
        _run.Add(Event("u", after: """{"a":1,"b":"__debezium_unavailable_value","c":["__debezium_unavailable_value"],"d":4}"""));

        _run.Units().Should().Equal("UpdateMerge Node public:t:1 [t] {a: 1, d: 4}");
    }

    [Fact]
    public void An_unavailable_value_is_taken_from_a_whole_old_row()
    {
        _run.Add(Event("u", before: """{"a":1,"b":"long","d":3}""", after: """{"a":1,"b":"__debezium_unavailable_value","d":4}"""));

        _run.Units().Should().Equal("UpdateReplace Node public:t:1 [t] {a: 1, b: 'long', d: 4}");
    }

    [Fact]
    public void An_update_of_the_key_is_a_delete_and_an_insert_in_one_unit()
    {
        _run.Add(Event("u", before: """{"a":1,"b":2}""", after: """{"a":7,"b":2}"""));

        _run.Units().Should().Equal("Delete Node public:t:1 [t]; Insert Node public:t:7 [t] {a: 7, b: 2}");
    }

    [Fact]
    public void An_old_row_without_its_key_does_not_make_the_key_change()
    {
        _run.Add(Event("u", before: """{"a":null,"b":1}""", after: """{"a":7,"b":2}"""));

        _run.Units().Should().Equal("UpdateReplace Node public:t:7 [t] {a: 7, b: 2}");
    }

    [Fact]
    public void A_delete_takes_its_id_from_the_old_row()
    {
        _run.Add(Event("d", before: """{"a":1,"b":null}"""));

        _run.Units().Should().Equal("Delete Node public:t:1 [t]");
    }

    [Fact]
    public void A_truncate_empties_the_table()
    {
        _run.Add(Event("t"));

        _run.Units().Should().Equal("Truncate [t]");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("""{"op":"m","source":{"table":""},"message":{"prefix":"p"}}""")]
    [InlineData("""{"status":"BEGIN","id":"571:1","event_count":null,"ts_ms":1}""")]
    public void Tombstones_messages_and_transaction_marks_are_passed_over_and_counted(string value)
    {
        _run.Add(value);

        _run.Statistics.Skipped.Should().Be(1);
        _run.Statistics.Malformed.Should().Be(0);
        _run.Units().Should().BeEmpty();
    }

    [Theory]
    [InlineData("""{"a":1,"b":2}""", "public:pair:1,2")]
    [InlineData("""{"a":"x,y","b":"\\"}""", @"public:pair:x\,y,\\")]
    [InlineData("""{"a":"","b":18446744073709551615}""", "public:pair:,18446744073709551615")]
    [InlineData("""{"a":1.50,"b":true}""", "public:pair:1.50,true")]
    public void A_composite_key_is_joined_from_the_values_as_written(string row, string id)
    {
        _run.Add(Event("c", table: "pair", after: row));

        _run.Live().Changes.Should().ContainSingle().Which.Id.Should().Be(id);
    }

    [Fact]
    public void Rows_of_two_tables_or_schemas_never_share_an_id()
    {
        _run.Add(Event("c", after: """{"a":1}""")).Add(Event("c", table: "t:t", after: """{"id":1}"""))
            .Add(Event("c", after: """{"a":1}""").Replace("public", "other", StringComparison.Ordinal))
            .Add("""{"op":"c","source":{"db":"d","table":"t"},"after":{"a":1}}""");

        _run.Live().Changes.Select(change => change.Id).Should().Equal("public:t:1", @"public:t\:t:1", "other:t:1", "d:t:1");
    }

    [Fact]
    public void The_message_key_names_the_key_columns_of_a_table_without_setting()
    {
        _run.Add(Event("c", table: "plain", after: """{"x":1,"y":2}"""), key: """{"schema":{},"payload":{"y":2}}""");
        _run.Add(Event("c", table: "bare", after: """{"x":1,"y":2}"""), key: """{"x":1,"y":2}""");
        _run.Add(Event("c", table: "other", after: """{"id":5,"y":2}"""), key: "not json");

        _run.Live().Changes.Select(change => change.Id).Should().Equal("public:plain:2", "public:bare:1,2", "public:other:5");
    }

    [Fact]
    public void A_row_of_an_append_only_table_is_known_by_commit_position_and_order()
    {
        _run.Add(Event("c", table: "log", after: """{"x":1}""", source: ""","lsn":77""", rest: ""","transaction":{"id":"1:77","total_order":3}"""));
        _run.Add(Event("r", table: "log", after: """{"x":1}""", source: ""","lsn":77,"snapshot":"incremental" """));
        _run.Add(Event("u", table: "log", after: """{"x":1}"""));

        _run.Live().Changes.Select(change => change.Id).Should().Equal("public:log:77,3", "public:log:snapshot,0,2");
        _run.Statistics.LastError.Should().Contain("append-only");
    }

    [Fact]
    public void Consecutive_changes_with_one_transaction_id_are_one_unit()
    {
        foreach (var (id, transaction) in new[] { (1, "\"x\""), (2, "\"x\""), (3, "\"y\""), (4, "null"), (5, "\"x\"") })
        {
            _run.Add(Event("c", after: $$"""{"a":{{id}}}""", rest: $$""","transaction":{"id":{{transaction}}}"""));
        }

        _run.Units().Select(unit => unit.Split("; ").Length).Should().Equal(2, 1, 1, 1);
    }

    [Fact]
    public void The_database_transaction_number_groups_where_there_is_no_transaction_id()
    {
        foreach (var (id, number) in new[] { (1, 10), (2, 10), (3, 11) })
        {
            _run.Add(Event("c", after: $$"""{"a":{{id}}}""", source: $$""","txId":{{number}}"""));
        }

        _run.Units().Should().HaveCount(2);
    }

    [Fact]
    public void Snapshot_rows_are_held_apart_until_the_first_live_change()
    {
        _run.Add(Event("r", after: """{"a":1}""", source: ""","snapshot":"first","txId":9"""));
        _run.Add(Event("r", after: """{"a":2}""", source: ""","snapshot":true,"txId":9"""));

        _run.Partition.IsLive.Should().BeFalse();
        _run.Add(Event("c", after: """{"a":3}"""));
        _run.Partition.IsLive.Should().BeTrue();
        _run.Snapshot().Changes.Should().HaveCount(2);
        _run.Units().Should().Equal("Insert Node public:t:3 [t] {a: 3}");
    }

    [Fact]
    public void The_row_marked_last_ends_the_snapshot()
    {
        _run.Add(Event("r", after: """{"a":1}""", source: ""","snapshot":"last" """));

        _run.Partition.IsLive.Should().BeTrue();
        _run.Snapshot().Changes.Should().ContainSingle();
    }

    [Fact]
    public void Snapshot_rows_that_come_late_or_incrementally_are_live_inserts()
    {
        _run.Add(Event("r", after: """{"a":1}""", source: ""","snapshot":"incremental" """));
        _run.Feed.EndBootstrap();
        _run.Add(Event("r", after: """{"a":2}""", source: ""","snapshot":"true" """));

        _run.Units().Should().HaveCount(2);
    }

    [Theory]
    [InlineData("""{"op":"c","source":{"table":"t"},"after":{"a":1}""", "malformed JSON at byte 48")]
    [InlineData("""{"op":"c","source":{"table":"t"},"after":{"a":1}} x""", "malformed JSON at byte 50")]
    [InlineData("[]", "expected a Debezium envelope")]
    [InlineData("{}", "no \"op\"")]
    [InlineData("""{"op":"z","source":{"table":"t"}}""", "unknown op \"z\"")]
    [InlineData("""{"op":"c","after":{"a":1}}""", "no \"source.table\"")]
    [InlineData("""{"op":"c","source":{"table":"t"},"after":null}""", "an insert without \"after\"")]
    [InlineData("""{"op":"u","source":{"table":"t"},"after":null}""", "an update without \"after\"")]
    [InlineData("""{"op":"d","source":{"table":"t"},"before":null}""", "a delete without \"before\"")]
    [InlineData("""{"op":"c","source":{"table":"t"},"after":[1]}""", "neither an object nor null")]
    [InlineData("""{"op":"c","source":{"table":"t"},"after":{"b":1}}""", "no key column \"a\"")]
    [InlineData("""{"op":"c","source":{"table":"t"},"after":{"a":null}}""", "key column \"a\" of table t is not a scalar")]
    [InlineData("""{"op":"c","source":{"table":"t"},"after":{"a":{}}}""", "is not a scalar")]
    [InlineData("""{"op":"c","source":{"table":"t","ts_ms":"x"},"after":{"a":1}}""", "is not a time")]
    [InlineData("""{"op":"c","source":{"table":"t","ts_ms":9223372036854775807},"after":{"a":1}}""", "is not a time")]
    [InlineData("""{"op":"c","source":{"table":"log"},"after":{"a":1}}""", "needs \"source.lsn\"")]
    [InlineData("{\"op\":\"c\",\"source\":{\"table\":\"t\"},\"after\":{\"a\":\"\\ud800\"}}", "half a surrogate pair")]
    public void A_malformed_event_is_counted_with_its_reason(string value, string reason)
    {
        _run.Add(value);

        _run.Statistics.Malformed.Should().Be(1);
        _run.Statistics.LastError.Should().Contain(reason);
        _run.Units().Should().BeEmpty();
    }

    [Fact]
    public void Nesting_deeper_than_sixty_four_is_malformed_and_not_a_crash()
    {
        var deep = new StringBuilder().Append('[', 5000).Append(']', 5000);

        _run.Add(Event("c", after: $$"""{"a":1,"b":{{deep}}}"""));

        _run.Statistics.LastError.Should().Contain("malformed JSON");
    }

    [Fact]
    public void Of_two_columns_with_one_name_the_later_wins()
    {
        _run.Add(Event("c", after: """{"a":1,"b":1,"a":2}"""));

        _run.Units().Should().Equal("Insert Node public:t:2 [t] {a: 2, b: 1}");
    }

    [Fact]
    public void Integers_beyond_64_bits_become_floats()
    {
        _run.Add(Event("c", after: """{"a":1,"b":9223372036854775807,"c":9223372036854775808,"d":-0,"e":1e2}"""));

        _run.Units().Should().Equal("Insert Node public:t:1 [t] {a: 1, b: 9223372036854775807, c: 9.223372036854776E+18, d: 0, e: 100.0}");
    }

    private static string Event(
        string op, string table = "t", string before = "null", string after = "null", string source = "", string rest = "") =>
        $$"""{"before":{{before}},"after":{{after}},"source":{"db":"d","schema":"public","table":"{{table}}"{{source}}},"op":"{{op}}"{{rest}}}""";
}
