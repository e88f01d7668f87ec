using System.Buffers.Binary;
using Reactor.Contracts.Calls;
using Reactor.Contracts.Tests.Wire;

namespace Reactor.Contracts.Tests.Calls;

public sealed class GuestManifestTests
{
    private static readonly GuestManifest Sample = new(
        [FunctionSignature.Parse("log(string) -> void")],
        [FunctionSignature.Parse("echo(bytes) -> bytes"), FunctionSignature.Parse("now() -> i64")]);

    [Fact]
    public void Record_has_its_published_bytes()
    {
        Pinned.Bytes(
            Write(Sample),
            """
            50000000 18 01 0000     # 80 bytes, manifest, version 1
            01000000 02000000       # one import, two exports
            13000000 6C6F6728       # 19 bytes: log(
            737472696E672920        # string)_
            2D3E20766F696400        # -> void, padding
            14000000 6563686F       # 20 bytes: echo
            2862797465732920        # (bytes)_
            2D3E206279746573        # -> bytes
            0C000000 6E6F7728       # 12 bytes: now(
            29202D3E20693634        # )_-> i64
            """);
    }

    [Fact]
    public void Read_gives_back_what_was_written()
    {
        var read = GuestManifest.Read(Write(Sample));

        read.Imports.Should().Equal(Sample.Imports);
        read.Exports.Should().Equal(Sample.Exports);
    }

    [Fact]
    public void Nothing_declared_is_nothing_written()
    {
        Write(GuestManifest.Empty).Should().BeEmpty();
        GuestManifest.Read([]).Exports.Should().BeEmpty();
    }

    [Fact]
    public void Largest_manifest_is_read_and_one_entry_more_is_refused()
    {
        var most = Enumerable.Range(0, 256).Select(i => new FunctionSignature($"f{i}", [], CallType.Void)).ToArray();

        GuestManifest.Read(Write(new GuestManifest(most, most))).Imports.Should().HaveCount(256);
        FluentActions.Invoking(() => Write(new GuestManifest([.. most, new FunctionSignature("g", [], CallType.Void)], [])))
            .Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void Write_refuses_a_repeated_name_and_an_outbox_that_is_too_small()
    {
        FluentActions.Invoking(() => Write(new GuestManifest([], [Sample.Exports[0], Sample.Exports[0]]))).Should().Throw<InvalidOperationException>();
        FluentActions.Invoking(() => Sample.Write(new byte[72])).Should().Throw<InvalidOperationException>();
    }

    [Theory]
    [InlineData(0, 96, "something else")]           // length beyond the outbox
    [InlineData(0, 72, "something else")]           // shorter than the outbox
    [InlineData(4, 17, "something else")]           // a row
    [InlineData(5, 2, "version 2")]
    [InlineData(6, 1, "something else")]
    [InlineData(8, 2, "entry 1")]                   // two imports and two exports: the entries run out
    [InlineData(12, 1, "longer than its entries")]
    [InlineData(12, 3, "entry 2")]
    [InlineData(11, 255, "at most 256")]
    [InlineData(15, 255, "at most 256")]
    [InlineData(19, 255, "entry 0")]                // length of the first entry
    [InlineData(16, 18, "no signature")]
    [InlineData(20, 0xFF, "no signature")]          // not ASCII
    [InlineData(20, (byte)'\n', "no signature")]
    public void Read_says_what_is_wrong(int offset, byte value, string reason)
    {
        var record = Write(Sample);
        record[offset] = value;

        FluentActions.Invoking(() => GuestManifest.Read(record)).Should().Throw<FormatException>().WithMessage($"*{reason}*");
    }

    [Fact]
    public void Read_refuses_a_name_declared_twice()
    {
        var record = Write(new GuestManifest([], [FunctionSignature.Parse("a() -> i64"), FunctionSignature.Parse("b() -> i64")]));
        record.AsSpan().LastIndexOf((byte)'b').Should().BePositive();
        record[record.AsSpan().LastIndexOf((byte)'b')] = (byte)'a';

        FluentActions.Invoking(() => GuestManifest.Read(record)).Should().Throw<FormatException>().WithMessage("*'a' twice*");
    }

    [Fact]
    public void Read_of_any_bytes_gives_a_manifest_or_a_reason()
    {
        var random = new Random(5);
        for (int round = 0; round < 20_000; round++)
        {
            var record = Write(Sample);
            for (int i = random.Next(1, 4); i > 0; i--)
            {
                record[random.Next(record.Length)] = (byte)random.Next(256);
            }

            record = record[..random.Next(0, record.Length + 1)];
            if (random.Next(2) == 0 && record.Length >= 4)
            {
                BinaryPrimitives.WriteInt32LittleEndian(record, record.Length);
            }

            try
            {
                var manifest = GuestManifest.Read(record);
                manifest.Imports.Concat(manifest.Exports).All(entry => entry.Parameters.Length <= FunctionSignature.MaxParameters).Should().BeTrue();
            }
            catch (FormatException)
            {
                continue;
            }
        }
    }

    private static byte[] Write(GuestManifest manifest)
    {
        var outbox = new byte[64 << 10];
        outbox.AsSpan().Fill(0xCC);
        return outbox[..manifest.Write(outbox)];
    }
}
