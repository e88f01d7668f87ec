using System.Buffers.Binary;

namespace Reactor.Vmm.Tests.Hostile;

/// <summary>Images with wrong fields: each is refused with a reason, or runs into its own end.</summary>
public sealed class ElfMutationTests(ITestOutputHelper output)
{
    private const int HeaderBytes = 64;
    private const int ProgramHeaderBytes = 56;

    // One in so many of the accepted mutants is started: starting takes milliseconds, reading microseconds.
    private const int StartOneIn = 50;

    private static readonly ulong[] Edges =
    [
        0, 1, 2, 3, 7, 0x1F, 0x38, 0x40, 0xFFF, 0x1000, 0x1F_FFFF, 0x20_0000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0x1_0000_0000, 0xFF_FFFF_FFFF,
        0x100_0000_0000, 0x1000_0000_0000, 0x7F00_0000_0000, 0x7FFF_FFFF_FFFF, 0x8000_0000_0000, 0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000,
        0xFFFF_FF80_0000_0000, ulong.MaxValue - 0xFFF, ulong.MaxValue,
    ];

    [Fact]
    public void Mutated_image_is_refused_or_ends_on_its_own()
    {
        byte[] original = File.ReadAllBytes(TestGuests.Path("echo"));
        using var witness = new Witness();
        (int refused, int accepted, int started, int alive) = (0, 0, 0, 0);
        for (int i = 0; i < Effort.Count; i++)
        {
            int seed = unchecked(Effort.Seed * 1_000_003 + i);
            byte[] mutant = Mutate(original, new Random(seed));
            if (Load(mutant, seed) is not { } image)
            {
                refused++;
                continue;
            }

            if (accepted++ % StartOneIn == 0)
            {
                started++;
                alive += Starts(image, seed) ? 1 : 0;
                witness.RemembersEverything();
            }
        }

        output.WriteLine($"seed {Effort.Seed}: {Effort.Count} mutants, {refused} refused, {accepted} accepted, {started} started, {alive} of them came to ready");
        refused.Should().BeGreaterThan(Effort.Count / 4);
        accepted.Should().BeGreaterThan(0);
    }

    private static GuestImage? Load(byte[] mutant, int seed)
    {
        try
        {
            return GuestImage.Load(mutant);
        }
        catch (GuestImageException refusal)
        {
            refusal.Message.Should().NotBeEmpty("seed {0}", seed);
            return null;
        }
    }

    private static bool Starts(GuestImage image, int seed)
    {
        try
        {
            using GuestTemplate template = GuestTemplate.Boot(
                image, new GuestLimits { MemoryBytes = 16 << 20 }, TestGuests.NoEnvironment, TimeSpan.FromMilliseconds(100));
            using MicroVm guest = template.Clone();
            PageTableAudit.Check(guest);
            return true;
        }
        catch (Exception failure) when (failure is GuestBootException or GuestImageException)
        {
            failure.Message.Should().NotBeEmpty("seed {0}", seed);
            return false;
        }
    }

    // One to four fields of the headers at an edge, random, or off by a little; sometimes bytes anywhere, sometimes a shorter file.
    private static byte[] Mutate(byte[] original, Random random)
    {
        byte[] mutant = random.Next(16) == 0 ? original[..random.Next(original.Length)] : [.. original];
        int headers = HeaderBytes + ProgramHeaderBytes * BinaryPrimitives.ReadUInt16LittleEndian(original.AsSpan(56));
        for (int left = random.Next(1, 5); left > 0; left--)
        {
            int width = 1 << random.Next(4);
            int offset = random.Next(8) == 0 ? random.Next(original.Length) : random.Next(headers) & -width;
            if (offset + sizeof(ulong) > mutant.Length)
            {
                continue;
            }

            Span<byte> field = mutant.AsSpan(offset, sizeof(ulong));
            ulong old = BinaryPrimitives.ReadUInt64LittleEndian(field);
            ulong changed = random.Next(3) switch
            {
                0 => Edges[random.Next(Edges.Length)],
                1 => (ulong)random.NextInt64(),
                _ => unchecked(old + (ulong)random.Next(-3, 4)),
            };
            ulong mask = width == 8 ? ulong.MaxValue : (1ul << (width * 8)) - 1;
            BinaryPrimitives.WriteUInt64LittleEndian(field, (old & ~mask) | (changed & mask));
        }

        return mutant;
    }
}
