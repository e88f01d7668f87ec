using Reactor.Vmm.Memory;

namespace Reactor.Vmm.Tests;

public sealed class GuestImageTests
{
    private const int Offset = 8;
    private const int Address = 16;
    private const int FileBytes = 32;
    private const int MemoryBytes = 40;

    [Fact]
    public void Load_reads_segments_entry_and_where_the_headers_lie()
    {
        GuestImage image = GuestImage.Load(ElfBuilder.Valid().Build());

        image.Segments.Select(segment => segment.Access).Should().Equal(PageAccess.Execute, PageAccess.Read, PageAccess.ReadWrite);
        image.Entry.Address.Value.Should().Be(0x400100);
        image.Entry.HeadersAddress.Value.Should().Be(0x400040);
        image.End.Should().Be(0x804000);
    }

    public static TheoryData<string, Func<byte[]>> Refusals => new()
    {
        { "it is not an ELF file", () => [] },
        { "it is not an ELF file", () => "#!/bin/sh"u8.ToArray() },
        { "it is not a 64-bit little-endian ELF file", () => ElfBuilder.Valid().Write16(4, 0x0101).Build() },
        { "its ELF version is not 1", () => ElfBuilder.Valid().Write32(20, 2).Build() },
        { "it is for machine 183, not for x86-64 (62)", () => ElfBuilder.Valid().Write16(18, 183).Build() },
        { "it is position-independent or shared; link it with", () => ElfBuilder.Valid().Write16(16, 3).Build() },
        { "its type is 1, not an executable", () => ElfBuilder.Valid().Write16(16, 1).Build() },
        { "its program headers are 32 bytes long", () => ElfBuilder.Valid().Write16(54, 32).Build() },
        { "it has 0 program headers", () => ElfBuilder.Valid().Write16(56, 0).Build() },
        { "it has 65535 program headers", () => ElfBuilder.Valid().Write16(56, 65535).Build() },
        { "its program headers lie outside the file", () => ElfBuilder.Valid().Write64(32, ulong.MaxValue - 8).Build() },
        { "its program headers lie outside the file", () => ElfBuilder.Valid().Write64(32, 0x1FF0).Build() },
        { "it needs a dynamic loader; link it with", () => ElfBuilder.Valid().Segment(3, 4, 0, 0, 0, 0).Build() },
        { "segment 1 reaches beyond the end of the file", () => ElfBuilder.Valid().WriteHeader(1, Offset, ulong.MaxValue - 4).Build() },
        { "segment 1 reaches beyond the end of the file", () => ElfBuilder.Valid().WriteHeader(1, FileBytes, 0x1001).Build() },
        { "segment 2 has more content than memory", () => ElfBuilder.Valid().WriteHeader(2, MemoryBytes, 0x10).Build() },
        { "segment 0 lies below 0x200000", () => ElfBuilder.Valid().WriteHeader(0, Address, 0x1000).Build() },
        { "segment 2 reaches beyond 0x10000000000", () => ElfBuilder.Valid().WriteHeader(2, Address, 0x8000_0000_0000_0000).Build() },
        { "segment 2 reaches beyond 0x10000000000", () => ElfBuilder.Valid().WriteHeader(2, MemoryBytes, ulong.MaxValue).Build() },
        { "segment 3 is both writable and executable", () => ElfBuilder.Valid().Segment(1, 7, 0, 0xC00000, 8, 8).Build() },
        { "its segments overlap or do not ascend", () => ElfBuilder.Valid().WriteHeader(1, Address, 0x400800).Build() },
        { "its segments overlap or do not ascend", () => ElfBuilder.Valid().WriteHeader(2, Address, 0x300000).Build() },
        { "segments of different permissions share the 2 MiB page at 0x600000; link it with", () => ElfBuilder.Valid().WriteHeader(2, Address, 0x700000).Build() },
        { "its entry point 0x600100 lies outside its code", () => ElfBuilder.Valid().Write64(24, 0x600100).Build() },
        { "it has nothing to load", () => new ElfBuilder().Segment(4, 4, 0, 0, 0, 0).Build() },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Load_refuses_and_says_why(string reason, Func<byte[]> file)
    {
        Action load = () => GuestImage.Load(file());

        load.Should().Throw<GuestImageException>().Which.Reason.Should().StartWith(reason);
    }

    [Fact]
    public void Load_of_mutated_files_throws_nothing_else()
    {
        byte[] valid = ElfBuilder.Valid().Build();
        const int Headers = ElfBuilder.HeaderBytes + 3 * ElfBuilder.ProgramHeaderBytes;
        var random = new Random(4711);
        byte[] interesting = [0, 1, 0x7F, 0x80, 0xFF];
        for (int i = 0; i < 20_000; i++)
        {
            byte[] file = [.. valid];
            for (int n = random.Next(1, 6); n > 0; n--)
            {
                file[random.Next(Headers)] = random.Next(2) == 0 ? (byte)random.Next(256) : interesting[random.Next(interesting.Length)];
            }

            try
            {
                GuestImage image = GuestImage.Load(file.AsMemory(0, random.Next(4) == 0 ? random.Next(file.Length) : file.Length));
                foreach (var segment in image.Segments)
                {
                    image.Content.Start.Slice(segment.FileOffset, segment.FileBytes).Length.Should().Be(segment.FileBytes);
                }
            }
            catch (GuestImageException)
            {
            }
        }
    }

    [Theory]
    [InlineData(ElfBuilder.HeaderBytes)]
    [InlineData(1 << 20)]
    public void Boot_of_a_file_that_was_written_to_meanwhile_says_so(int length)
    {
        TestGuests.RequireKvm();
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, ElfBuilder.Valid().Build());
            GuestImage image = GuestImage.Load(path);
            using (FileStream file = File.OpenWrite(path))
            {
                file.SetLength(length);
            }

            Action boot = () => GuestTemplate.Boot(image, new GuestLimits { MemoryBytes = 32 << 20 }, TestGuests.NoEnvironment, TestGuests.Deadline);

            boot.Should().Throw<IOException>().WithMessage("*load it again*");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Boot_refuses_an_image_larger_than_its_memory()
    {
        TestGuests.RequireKvm();
        GuestImage image = GuestImage.Load(ElfBuilder.Valid().WriteHeader(2, MemoryBytes, 64 << 20).Build());

        Action boot = () => GuestTemplate.Boot(image, new GuestLimits { MemoryBytes = 32 << 20 }, TestGuests.NoEnvironment, TestGuests.Deadline);

        boot.Should().Throw<GuestImageException>().WithMessage("*more memory than the limit*");
    }

    [Fact]
    public void Boot_reports_a_guest_that_ends_before_it_is_ready()
    {
        TestGuests.RequireKvm();

        // The text segment is the ELF header: its first bytes at the entry point are zeroes, add %al,(%rax) with rax = 0.
        Action boot = () => GuestTemplate.Boot(
            GuestImage.Load(ElfBuilder.Valid().Build()), new GuestLimits { MemoryBytes = 32 << 20 }, TestGuests.NoEnvironment, TestGuests.Deadline);

        boot.Should().Throw<GuestBootException>().WithMessage("The guest did not become ready: Trapped: #PF page fault: *");
    }
}
