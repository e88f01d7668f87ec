using Reactor.Contracts.Changes;
using Reactor.Contracts.Queries;
using Reactor.Contracts.Wire;

namespace Reactor.Contracts.Tests.Wire;

public sealed class ChangeEncoderTests
{
    [Fact]
    public void Record_that_does_not_fit_is_not_written_and_the_next_try_is_the_same_as_the_first()
    {
        var feed = new SampleFeed(SampleFeed.Manifest with { NeedsRestSlot = true });
        ElementChange[] changes =
        [
            feed.Node(
                ChangeOperation.Insert,
                "näme",
                ["Person"],
                ("name", SampleFeed.Text("longer than eight bytes")),
                ("tags", PropertyValue.FromList([SampleFeed.Text("x"), SampleFeed.Map(("k", PropertyValue.FromInteger(1)))])),
                ("age", PropertyValue.FromInteger(3))),
            feed.Relation(ChangeOperation.UpdateReplace, "r", "KNOWS", "a", "b"),
            feed.Truncate("Person"),
        ];

        foreach (var change in changes)
        {
            var whole = feed.Encode(change);
            for (var size = 0; size < whole.Length; size++)
            {
                var buffer = new byte[size];
                feed.Encoder.Write(buffer, change).Should().Be(0, $"{size} of {whole.Length} bytes are too few");
            }

            var exact = new byte[whole.Length];
            feed.Encoder.Write(exact, change).Should().Be(whole.Length);
            exact.Should().Equal(whole);
        }
    }

    [Theory]
    [InlineData(23, 7)]
    [InlineData(0, 0)]
    public void Unit_records_that_do_not_fit_are_not_written(int beginBytes, int endBytes)
    {
        ChangeEncoder.WriteUnitBegin(new byte[beginBytes], UnitKind.Change, 1, 0).Should().Be(0);
        ChangeEncoder.WriteUnitEnd(new byte[endBytes]).Should().Be(0);
    }

    [Fact]
    public void Encoding_in_steady_state_allocates_nothing()
    {
        var feed = new SampleFeed();
        var changes = Enumerable.Range(0, 16).Select(i => feed.Node(
            i % 3 == 0 ? ChangeOperation.UpdateMerge : ChangeOperation.Insert,
            $"id-{i}",
            i % 3 == 0 ? null : ["Person", $"Other{i}"],
            ("name", SampleFeed.Text($"name {i}")),
            ("address", SampleFeed.Map(("city", SampleFeed.Text("Ulm")))),
            ("tags", PropertyValue.FromList([PropertyValue.FromInteger(i)])),
            ($"unread{i}", PropertyValue.FromInteger(i)))).ToArray();
        var buffer = new byte[4096];
        EncodeAll(feed, changes, buffer);

        var before = GC.GetAllocatedBytesForCurrentThread();
        EncodeAll(feed, changes, buffer);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        allocated.Should().Be(0);
    }

    [Fact]
    public void Slots_ascend_whatever_the_order_of_the_properties_and_one_property_may_fill_several()
    {
        var manifest = SampleFeed.Manifest with
        {
            Properties = [new(["a", "x"]), new(["b"]), new(["a"]), new(["a", "x", "y"]), new(["a", "z"])],
        };
        var feed = new SampleFeed(manifest);
        var nested = SampleFeed.Map(("x", SampleFeed.Map(("y", PropertyValue.FromInteger(9)))));

        var record = feed.Encode(feed.Node(ChangeOperation.Insert, "n", ["Person"], ("b", PropertyValue.FromInteger(1)), ("a", nested)));

        var view = new ChangeView(record);
        Slots(view).Should().Equal(WireLayout.IdSlot, 0, 1, 2, 3, 4);
        view.Cell(1).Type.Should().Be(CellType.Map);
        view.Cell(3).Type.Should().Be(CellType.Map);
        view.Cell(4).Integer.Should().Be(9);
        view.Cell(5).Type.Should().Be(CellType.Null, "a map without the key replaces whatever was nested there");
    }

    [Fact]
    public void More_than_64_slots_are_all_carried_in_order()
    {
        var manifest = SampleFeed.Manifest with { Properties = [.. Enumerable.Range(0, 200).Select(i => new PropertyPath([$"p{i}"]))] };
        var feed = new SampleFeed(manifest);
        var properties = Enumerable.Range(0, 200).Reverse().Where(i => i % 7 != 0).Select(i => ($"p{i}", PropertyValue.FromInteger(i))).ToArray();
        var buffer = new byte[8192];

        var written = feed.Encoder.Write(buffer, feed.Node(ChangeOperation.Insert, "n", ["Person"], properties));

        var view = new ChangeView(buffer.AsSpan(0, written));
        Slots(view)[1..].Should().Equal(Enumerable.Range(0, 200).Where(i => i % 7 != 0).Select(i => (ushort)i));
        view.Cell(1).Integer.Should().Be(1);
        view.Cell(view.CellCount - 1).Integer.Should().Be(199);
    }

    [Fact]
    public void Property_given_twice_counts_once_and_the_later_value_wins()
    {
        var feed = new SampleFeed();

        var record = feed.Encode(
            feed.Node(ChangeOperation.Insert, "n", ["Person"], ("age", PropertyValue.FromInteger(1)), ("age", PropertyValue.FromInteger(2))));

        var view = new ChangeView(record);
        view.CellCount.Should().Be(2);
        view.Cell(1).Integer.Should().Be(2);
    }

    [Fact]
    public void Properties_that_appear_in_the_feed_later_reach_their_slots()
    {
        var feed = new SampleFeed();
        feed.Encode(feed.Node(ChangeOperation.Insert, "n", ["Person"], ("unread", PropertyValue.FromInteger(1))));

        var record = feed.Encode(feed.Node(ChangeOperation.Insert, "n", ["Person"], ("age", PropertyValue.FromInteger(8))));

        new ChangeView(record).Cell(1).Integer.Should().Be(8);
    }

    [Fact]
    public void Label_bits_follow_the_manifest_and_the_kind_of_the_element()
    {
        var manifest = SampleFeed.Manifest with
        {
            Labels = [.. Enumerable.Range(0, 62).Select(i => new ManifestLabel($"L{i}", ElementKind.Node)), new("Both", ElementKind.Relation), new("Both", ElementKind.Node)],
        };
        var feed = new SampleFeed(manifest);

        Mask(feed, feed.Node(ChangeOperation.Insert, "n", ["Both", "L0", "L61"])).Should().Be((1UL << 63) | (1UL << 61) | 1);
        Mask(feed, feed.Relation(ChangeOperation.Insert, "r", "Both", "a", "b")).Should().Be(1UL << 62);
        Mask(feed, feed.Truncate("Both")).Should().Be(3UL << 62, "a truncate of a table does not know what the table holds");
        Mask(feed, feed.Node(ChangeOperation.Insert, "n", [])).Should().Be(0);
        new ChangeView(feed.Encode(feed.Node(ChangeOperation.Insert, "n", []))).LabelsGiven.Should().BeTrue("no label is not the same as unchanged labels");
        new ChangeView(feed.Encode(feed.Node(ChangeOperation.Delete, "n", null))).LabelsGiven.Should().BeFalse();
    }

    [Theory]
    [InlineData("Person", ElementKind.Node, true)]
    [InlineData("Car", ElementKind.Node, false)]
    [InlineData("KNOWS", ElementKind.Node, false)]
    [InlineData("KNOWS", ElementKind.Relation, true)]
    [InlineData("OWNS", ElementKind.Relation, false)]
    public void Change_of_a_fixed_label_concerns_the_queries_that_name_it(string label, ElementKind kind, bool expected)
    {
        var feed = new SampleFeed();
        ElementChange Change(bool mayHaveChanged) => new()
        {
            Operation = ChangeOperation.Insert,
            Kind = kind,
            Id = "x",
            Labels = feed.Vocabulary.Labels(label),
            LabelsMayHaveChanged = mayHaveChanged,
        };

        feed.Encoder.Concerns(Change(mayHaveChanged: false)).Should().Be(expected);
        feed.Encoder.Concerns(Change(mayHaveChanged: true)).Should().BeTrue("the element may have lost a label the query reads");
    }

    [Fact]
    public void Query_without_labels_is_concerned_by_every_element_of_the_kind()
    {
        var feed = new SampleFeed(SampleFeed.Manifest with { ReadsAllNodes = true });
        ElementChange Change(ElementKind kind) => new()
        {
            Operation = ChangeOperation.Insert,
            Kind = kind,
            Id = "x",
            Labels = feed.Vocabulary.Labels("Car"),
            LabelsMayHaveChanged = false,
        };

        feed.Encoder.Concerns(Change(ElementKind.Node)).Should().BeTrue();
        feed.Encoder.Concerns(Change(ElementKind.Relation)).Should().BeFalse();
    }

    [Fact]
    public void Change_without_labels_concerns_every_query()
    {
        var feed = new SampleFeed();

        feed.Encoder.Concerns(feed.Node(ChangeOperation.Delete, "n", null)).Should().BeTrue();
    }

    private static void EncodeAll(SampleFeed feed, ElementChange[] changes, byte[] buffer)
    {
        foreach (var change in changes)
        {
            feed.Encoder.Concerns(change);
            feed.Encoder.Write(buffer, change);
        }
    }

    private static ushort[] Slots(ChangeView view)
    {
        var slots = new ushort[view.CellCount];
        for (var i = 0; i < slots.Length; i++)
        {
            slots[i] = view.Cell(i).Slot;
        }

        return slots;
    }

    private static ulong Mask(SampleFeed feed, ElementChange change) => new ChangeView(feed.Encode(change)).LabelMask;
}
