using System.Buffers;
using System.Text;
using System.Text.Json;
using Reactor.Contracts.Results;
using Reactor.Reactions.Formats;
using Reactor.Testing.Results;

namespace Reactor.Reactions.Tests;

public sealed class ResultJsonTests
{
    [Fact]
    public void WritePackedChange_writes_drasis_change_event()
    {
        var delivery = new ResultBatchBuilder("id", "v")
            .Diff(1_700_000_000_000, ResultRow.Added(1, 1, "a"), ResultRow.Updated(2, [2, "b"], [2, "c"]), ResultRow.Deleted(3, 3, null))
            .Deliver("q1", firstSequence: 17, epoch: 2);

        var json = Write((writer, columns) => ResultJson.WritePackedChange(writer, columns, delivery, 0), delivery);

        json.Should().Be("""
            {"kind":"change","queryId":"q1","sequence":17,"sourceTimeMs":1700000000000,
            "addedResults":[{"id":1,"v":"a"}],
            "updatedResults":[{"before":{"id":2,"v":"b"},"after":{"id":2,"v":"c"},"groupingKeys":null}],
            "deletedResults":[{"id":3,"v":null}],"metadata":{"epoch":2}}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public void WritePackedChange_names_the_grouping_columns_of_an_update()
    {
        var delivery = new ResultBatchBuilder("branch*", "total").Diff(0, ResultRow.Updated(1, [1, 5], [1, 6])).Deliver();

        var json = Write((writer, columns) => ResultJson.WritePackedChange(writer, columns, delivery, 0), delivery);

        json.Should().Contain("""
            "groupingKeys":["branch"]
            """);
    }

    [Theory]
    [InlineData(ResultSignal.BootstrapStarted, "bootstrapStarted")]
    [InlineData(ResultSignal.BootstrapCompleted, "bootstrapCompleted")]
    public void Signals_are_control_events_in_both_formats(ResultSignal signal, string name)
    {
        var delivery = new ResultBatchBuilder("a").Signal(signal, sequence: 18);

        Write((writer, columns) => ResultJson.WritePackedSignal(writer, columns, delivery), delivery).Should().Be(
            $$$"""{"kind":"control","queryId":"q1","sequence":18,"sourceTimeMs":0,"metadata":null,"controlSignal":{"kind":"{{{name}}}"}}""");
        Write((writer, columns) => ResultJson.WriteUnpackedSignal(writer, columns, delivery, 5), delivery).Should().Be(
            $$$"""{"op":"x","ts_ms":5,"seq":18,"payload":{"source":{"queryId":"q1","ts_ms":0},"kind":"{{{name}}}"}}""");
    }

    [Fact]
    public void WriteUnpackedRow_writes_one_document_per_row_in_publish_order()
    {
        var delivery = new ResultBatchBuilder("id")
            .Diff(7, ResultRow.Added(1, 1), ResultRow.Deleted(2, 2), ResultRow.Updated(3, [3], [4]), ResultRow.Added(4, 4), ResultRow.Deleted(5, 5))
            .Deliver(firstSequence: 9);
        var lines = new List<string>();

        var rows = new PublishOrder(delivery.Results, delivery.Results.Diffs[0]);
        while (rows.MoveNext())
        {
            var buffer = new ArrayBufferWriter<byte>();
            using var writer = new Utf8JsonWriter(buffer, ResultJson.WriterOptions);
            ResultJson.WriteUnpackedRow(writer, new ResultColumns(delivery.Query), rows.Current, 9, 7, 100);
            writer.Flush();
            lines.Add($"{rows.Number} {Encoding.UTF8.GetString(buffer.WrittenSpan)}");
        }

        lines.Should().Equal(
            """0 {"op":"d","ts_ms":100,"seq":9,"payload":{"source":{"queryId":"q1","ts_ms":7},"before":{"id":2}}}""",
            """1 {"op":"d","ts_ms":100,"seq":9,"payload":{"source":{"queryId":"q1","ts_ms":7},"before":{"id":5}}}""",
            """2 {"op":"u","ts_ms":100,"seq":9,"payload":{"source":{"queryId":"q1","ts_ms":7},"before":{"id":3},"after":{"id":4}}}""",
            """3 {"op":"i","ts_ms":100,"seq":9,"payload":{"source":{"queryId":"q1","ts_ms":7},"after":{"id":1}}}""",
            """4 {"op":"i","ts_ms":100,"seq":9,"payload":{"source":{"queryId":"q1","ts_ms":7},"after":{"id":4}}}""");
    }

    [Fact]
    public void PublishOrder_goes_on_behind_any_saved_position()
    {
        var batch = new ResultBatchBuilder("id")
            .Diff(1, ResultRow.Added(1, 1))
            .Diff(2, [.. Enumerable.Range(0, 30).Select(i => i % 3 == 0 ? ResultRow.Added(i, i) : i % 3 == 1 ? ResultRow.Updated(i, [i], [-i]) : ResultRow.Deleted(i, i))])
            .Build();
        var whole = Identities(new PublishOrder(batch, batch.Diffs[1]), int.MaxValue, out _);

        for (var split = 0; split <= whole.Count; split++)
        {
            var first = Identities(new PublishOrder(batch, batch.Diffs[1]), split, out var position);
            var second = Identities(new PublishOrder(batch, batch.Diffs[1], position), int.MaxValue, out _);

            first.Concat(second).Should().Equal(whole);
        }
    }

    [Fact]
    public void Values_of_every_type_become_valid_json()
    {
        var values = new object?[]
        {
            true, long.MaxValue, 1.0, 0.1, -0.0, 1e300, double.NaN, double.PositiveInfinity, double.NegativeInfinity, "\"é\n<\u2028",
            new object?[] { 1, new object?[] { "x" }, null }, new SortedDictionary<string, object?>(StringComparer.Ordinal) { ["a b"] = 1, ["ä"] = Array.Empty<object?>() },
        };
        var delivery = new ResultBatchBuilder([.. values.Select((_, i) => $"c{i}")]).Diff(0, ResultRow.Added(1, values)).Deliver();

        var json = Write((writer, columns) => ResultJson.WritePackedChange(writer, columns, delivery, 0), delivery);

        var row = JsonDocument.Parse(json).RootElement.GetProperty("addedResults")[0];
        row.EnumerateObject().Select(property => property.Value.GetRawText()).Should().Equal(
            "true", "9223372036854775807", "1.0", "0.1", "-0.0", "1E+300", "\"NaN\"", "\"Infinity\"", "\"-Infinity\"", "\"\\\"é\\n<\\u2028\"",
            """[1,["x"],null]""", """{"a b":1,"ä":[]}""");
    }

    private static string Write(Action<Utf8JsonWriter, ResultColumns> write, QueryDelivery delivery)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, ResultJson.WriterOptions))
        {
            write(writer, new ResultColumns(delivery.Query));
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static List<UInt128> Identities(PublishOrder rows, int count, out PublishOrder.Position position)
    {
        var identities = new List<UInt128>();
        while (identities.Count < count && rows.MoveNext())
        {
            rows.Number.Should().BeGreaterThanOrEqualTo(identities.Count);
            identities.Add(rows.Current.Identity);
        }

        position = rows.Save();
        return identities;
    }
}
