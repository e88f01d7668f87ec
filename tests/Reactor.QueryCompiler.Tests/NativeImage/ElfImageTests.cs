using System.Buffers.Binary;

namespace Reactor.QueryCompiler.Tests.NativeImage;

/// <summary>The file has the shape that docs/abi.md, section 1, promises the loader.</summary>
public sealed class ElfImageTests(ProbeGuest guest) : IClassFixture<ProbeGuest>
{
    private const ushort EtExec = 2;
    private const uint PtLoad = 1;
    private const uint PtDynamic = 2;
    private const uint PtInterp = 3;
    private const uint Execute = 1;
    private const uint Write = 2;

    [Fact]
    public async Task Image_is_a_static_executable_at_fixed_addresses()
    {
        byte[] file = await ReadAsync();

        file.AsSpan(0, 4).SequenceEqual("\u007fELF"u8).Should().BeTrue();
        BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(16)).Should().Be(EtExec);
        Segments(file).Select(segment => segment.Type).Should().NotContain([PtInterp, PtDynamic]);
    }

    [Fact]
    public async Task Image_leaves_the_first_two_mebibytes_free()
    {
        byte[] file = await ReadAsync();

        Loaded(file).Min(segment => segment.Address).Should().BeGreaterThanOrEqualTo(2 << 20);
    }

    [Fact]
    public async Task Image_never_has_two_permissions_in_one_large_page()
    {
        byte[] file = await ReadAsync();

        var pages = Loaded(file)
            .SelectMany(segment => Pages(segment).Select(page => (page, segment.Flags)))
            .GroupBy(entry => entry.page);
        pages.Should().OnlyContain(page => page.Select(entry => entry.Flags).Distinct().Count() == 1);
    }

    [Fact]
    public async Task Image_has_no_memory_both_writable_and_executable()
    {
        byte[] file = await ReadAsync();

        Loaded(file).Should().OnlyContain(segment => (segment.Flags & (Write | Execute)) != (Write | Execute));
        Loaded(file).Should().Contain(segment => (segment.Flags & Execute) != 0);
    }

    private static IEnumerable<ulong> Pages(Segment segment)
    {
        for (ulong page = segment.Address >> 21; page <= (segment.Address + segment.Size - 1) >> 21; page++)
        {
            yield return page;
        }
    }

    private static IEnumerable<Segment> Loaded(byte[] file) => Segments(file).Where(segment => segment.Type == PtLoad);

    private static IEnumerable<Segment> Segments(byte[] file)
    {
        int offset = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(32));
        int count = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(56));
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> header = file.AsSpan(offset + i * 56, 56);
            yield return new Segment(
                BinaryPrimitives.ReadUInt32LittleEndian(header),
                BinaryPrimitives.ReadUInt32LittleEndian(header[4..]),
                BinaryPrimitives.ReadUInt64LittleEndian(header[16..]),
                BinaryPrimitives.ReadUInt64LittleEndian(header[40..]));
        }
    }

    private async Task<byte[]> ReadAsync() => await File.ReadAllBytesAsync((await guest.BuildAsync()).Path);

    private sealed record Segment(uint Type, uint Flags, ulong Address, ulong Size);
}
