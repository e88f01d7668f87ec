using System.Buffers.Binary;
using Reactor.Vmm.Debugging;

namespace Reactor.Vmm.Tests;

public sealed class SymbolReaderTests
{
    [Fact]
    public void Address_inside_a_function_has_its_name_and_the_offset()
    {
        byte[] file = File.ReadAllBytes(TestGuests.Path("crash"));
        ulong start = AddressOf(file, "outer");

        SymbolReader.Find(file, start).Should().Be(new Symbol("outer", 0));
        SymbolReader.Find(file, start + 3).Should().Be(new Symbol("outer", 3));
        SymbolReader.Find(file, start - 1)?.Name.Should().NotBe("outer");
        SymbolReader.Find(file, start + 1).ToString().Should().Be("outer+0x1");
    }

    [Fact]
    public void Object_has_a_name_too()
    {
        byte[] file = File.ReadAllBytes(TestGuests.Path("crash"));

        SymbolReader.Find(file, AddressOf(file, "remembered") + 5).Should().Be(new Symbol("remembered", 5));
    }

    [Theory]
    [InlineData(0ul)]
    [InlineData(8ul)]
    [InlineData(0x7F00_0000_0000ul)]
    [InlineData(ulong.MaxValue)]
    public void Address_outside_the_image_has_no_name(ulong address) =>
        SymbolReader.Find(File.ReadAllBytes(TestGuests.Path("crash")), address).Should().BeNull();

    [Fact]
    public void Damaged_file_has_no_names_or_wrong_ones_and_does_no_harm()
    {
        byte[] file = File.ReadAllBytes(TestGuests.Path("crash"));
        ulong address = AddressOf(file, "outer");
        ulong sections = BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(40));
        var random = new Random(1);
        for (int i = 0; i < 300; i++)
        {
            byte[] mutant = [.. file];
            int place = i % 3 == 0 ? random.Next(64) : (int)sections + random.Next(file.Length - (int)sections);
            mutant[place] = (byte)random.Next(256);
            mutant[random.Next(40, 64)] = (byte)random.Next(256);

            FluentActions.Invoking(() => SymbolReader.Find(mutant, address)).Should().NotThrow();
        }

        SymbolReader.Find(file.AsSpan(0, 100), address).Should().BeNull();
        SymbolReader.Find([], address).Should().BeNull();
    }

    // Without a second reader: asks for one address after the other.
    private static ulong AddressOf(byte[] file, string name)
    {
        foreach (var segment in GuestImage.Load(file).Segments)
        {
            for (ulong address = segment.Address; address < segment.End; address += 16)
            {
                if (SymbolReader.Find(file, address) is { } symbol && symbol.Name == name)
                {
                    return address - symbol.Offset;
                }
            }
        }

        throw new InvalidOperationException($"{name} has no symbol.");
    }
}
