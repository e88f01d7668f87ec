using Reactor.Contracts.Changes;
using Reactor.Contracts.Wire;

namespace Reactor.Contracts.Tests.Wire;

/// <summary>Records into the guest, byte by byte. The expected bytes were worked out by hand from docs/abi.md, sections 3 and 4.</summary>
public sealed class GoldenChangeRecordTests
{
    [Fact]
    public void Unit_begin()
    {
        var record = new byte[24];

        ChangeEncoder.WriteUnitBegin(record, UnitKind.Transaction, 0x0102030405060708, -2).Should().Be(24);

        Pinned.Bytes(
            record,
            """
            18000000 01 03 0000     # 24 bytes, unit begin, transaction
            0807060504030201        # unit number
            FEFFFFFFFFFFFFFF        # clock
            """);
    }

    [Fact]
    public void Unit_end()
    {
        var record = new byte[8];

        ChangeEncoder.WriteUnitEnd(record).Should().Be(8);

        Pinned.Bytes(record, "08000000 03 00 0000");
    }

    [Fact]
    public void Insert_of_a_node_with_nested_path_list_map_and_null()
    {
        var feed = new SampleFeed();
        var change = feed.Node(
            ChangeOperation.Insert,
            "n1",
            ["Person", "City"],
            ("age", PropertyValue.Null),
            ("ignored", PropertyValue.FromInteger(1)),
            ("name", SampleFeed.Text("Zoë")),
            ("address", SampleFeed.Map(("zip", PropertyValue.FromInteger(89073)), ("city", SampleFeed.Text("Ulm")))),
            ("tags", PropertyValue.FromList(
                [PropertyValue.FromBoolean(true), SampleFeed.Map(("b", PropertyValue.Null), ("a", PropertyValue.FromFloat(1.5)))])));

        Pinned.Bytes(
            feed.Encode(change),
            """
            F8000000 02 01 01 01                    # 248 bytes, change, insert, node, labels given
            0500000000000000                        # effective time
            0500000000000000                        # labels 0 and 2
            0700 0500 00000000                      # source 7, 5 cells
            04 00 FFFF 02000000 5000000000000000    # id: 2 bytes at 80
            04 00 0000 04000000 5800000000000000    # name: 4 bytes at 88
            04 00 0100 03000000 6000000000000000    # address.city: 3 bytes at 96
            05 00 0200 02000000 6800000000000000    # tags: 2 elements at 104
            00 00 0300 00000000 0000000000000000    # age: null
            6E31000000000000                        # 80 "n1"
            5A6FC3AB00000000                        # 88 "Zoë"
            556C6D0000000000                        # 96 "Ulm"
            01 00 0000 00000000 0100000000000000    # 104 true
            06 00 0000 02000000 8800000000000000    # 120 2 entries at 136
            04 00 0000 01000000 C800000000000000    # 136 key, 1 byte at 200
            03 00 0000 00000000 000000000000F83F    # 152 1.5
            04 00 0000 01000000 D000000000000000    # 168 key, 1 byte at 208
            00 00 0000 00000000 0000000000000000    # 184 null
            6100000000000000                        # 200 "a"
            6200000000000000                        # 208 "b"
            """);
    }

    [Fact]
    public void Insert_of_a_relation_carries_type_and_both_ends()
    {
        var feed = new SampleFeed();

        Pinned.Bytes(
            feed.Encode(feed.Relation(ChangeOperation.Insert, "r", "KNOWS", "n1", "n2")),
            """
            68000000 02 01 02 01                    # 104 bytes, change, insert, relation, labels given
            0500000000000000
            0200000000000000                        # type 1
            0700 0300 00000000
            04 00 FFFF 01000000 3000000000000000    # id
            04 00 FEFF 02000000 3800000000000000    # start
            04 00 FDFF 02000000 4000000000000000    # end
            7200000000000000
            6E31000000000000
            6E32000000000000
            """);
    }

    [Fact]
    public void Merge_without_labels_leaves_absent_slots_out()
    {
        var feed = new SampleFeed();

        Pinned.Bytes(
            feed.Encode(feed.Node(ChangeOperation.UpdateMerge, "n1", null, ("age", PropertyValue.FromInteger(-42)))),
            """
            48000000 02 03 01 00                    # 72 bytes, change, update-merge, node, labels unchanged
            0500000000000000
            0000000000000000
            0700 0200 00000000
            04 00 FFFF 02000000 2000000000000000
            02 00 0300 00000000 D6FFFFFFFFFFFFFF    # age
            6E31000000000000
            """);
    }

    [Fact]
    public void Update_replace_with_the_rest_slot_carries_every_property_by_name()
    {
        var feed = new SampleFeed(SampleFeed.Manifest with { NeedsRestSlot = true });
        var change = feed.Node(
            ChangeOperation.UpdateReplace, "n1", ["City"], ("zip", PropertyValue.FromInteger(7)), ("name", SampleFeed.Text("A")));

        Pinned.Bytes(
            feed.Encode(change),
            """
            B8000000 02 02 01 01                    # 184 bytes, change, update-replace, node, labels given
            0500000000000000
            0400000000000000                        # label 2
            0700 0300 00000000
            04 00 FFFF 02000000 3000000000000000    # id
            04 00 0000 01000000 3800000000000000    # name
            06 00 F0FF 02000000 4000000000000000    # rest: 2 entries at 64
            6E31000000000000                        # 48 "n1"
            4100000000000000                        # 56 "A"
            04 00 0000 04000000 8000000000000000    # 64 key at 128
            04 00 0000 01000000 8800000000000000    # 80 value at 136
            04 00 0000 03000000 9000000000000000    # 96 key at 144
            02 00 0000 00000000 0700000000000000    # 112 value
            6E616D6500000000                        # 128 "name"
            4100000000000000                        # 136 "A"
            7A69700000000000                        # 144 "zip"
            """);
    }

    [Fact]
    public void Update_merge_with_labels_as_texts_carries_them_behind_the_keys()
    {
        var feed = new SampleFeed(SampleFeed.Manifest with { NeedsLabels = true });

        Pinned.Bytes(
            feed.Encode(feed.Node(ChangeOperation.UpdateMerge, "n1", ["City", "Old"], ("age", PropertyValue.FromInteger(7)))),
            """
            88000000 02 03 01 01                    # 136 bytes, change, update-merge, node, labels given
            0500000000000000
            0400000000000000                        # label 2
            0700 0300 00000000
            04 00 FFFF 02000000 3000000000000000    # id
            05 00 FCFF 02000000 3800000000000000    # 2 labels at 56
            02 00 0300 00000000 0700000000000000    # age
            6E31000000000000                        # 48 "n1"
            04 00 0000 04000000 5800000000000000    # 56 label at 88
            04 00 0000 03000000 6000000000000000    # 72 label at 96
            4369747900000000                        # 88 "City"
            4F6C640000000000                        # 96 "Old"
            """);
    }

    [Fact]
    public void Delete_of_a_relation_needs_its_id_only()
    {
        var feed = new SampleFeed();

        Pinned.Bytes(
            feed.Encode(feed.Relation(ChangeOperation.Delete, "r", null, null, null)),
            """
            38000000 02 04 02 00                    # 56 bytes, change, delete, relation, labels unchanged
            0500000000000000
            0000000000000000
            0700 0100 00000000
            04 00 FFFF 01000000 1000000000000000
            7200000000000000
            """);
    }

    [Fact]
    public void Labels_the_query_does_not_name_travel_as_names()
    {
        var feed = new SampleFeed();

        Pinned.Bytes(
            feed.Encode(feed.Node(ChangeOperation.Insert, "n", ["Person", "Un"])),
            """
            78000000 02 01 01 01                    # 120 bytes, change, insert, node, labels given
            0500000000000000
            0100000000000000                        # label 0
            0700 0200 00000000                      # source 7, 2 cells
            04 00 FFFF 01000000 2000000000000000    # id: 1 byte at 32
            05 00 FCFF 02000000 2800000000000000    # labels: 2 elements at 40
            6E00000000000000
            04 00 0000 06000000 4800000000000000    # 6 bytes at 72
            04 00 0000 02000000 5000000000000000    # 2 bytes at 80
            506572736F6E0000
            556E000000000000
            """);
    }

    [Theory]
    [InlineData("Person", "01")]
    [InlineData("KNOWS", "02")]
    [InlineData("Nobody", "00")]
    public void Truncate_names_its_label_by_its_bit_and_its_name(string label, string mask)
    {
        var feed = new SampleFeed();
        var name = Convert.ToHexString(System.Text.Encoding.ASCII.GetBytes(label.PadRight(8, '\0')));

        Pinned.Bytes(
            feed.Encode(feed.Truncate(label)),
            $"""
            48000000 02 05 00 01                    # 72 bytes, change, truncate, no kind, labels given
            0500000000000000
            {mask}00000000000000
            0700 0100 00000000                      # 1 cell
            05 00 FCFF 01000000 1000000000000000    # labels: 1 element at 16
            04 00 0000 0{label.Length}000000 2000000000000000
            {name}
            """);
    }
}
