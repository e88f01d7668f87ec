using System.Buffers.Binary;
using Reactor.Contracts.Guests;
using Reactor.Vmm.Syscalls;

namespace Reactor.Vmm.Tests.Hostile;

/// <summary>Scripts of random system calls and hypercalls, with what hurts for arguments, on instances that are restored or cloned in between.</summary>
public sealed class RandomCallTests(ITestOutputHelper output)
{
    private const int CallsPerScript = 50;
    private const int StepBytes = 64;
    private const ulong Hypercall = 1ul << 63;

    private static readonly ulong[] Edges =
    [
        0, 1, 2, 3, 4, 0x10, 0x22, 0x32, 0x4022, 0x100F00, 4095, 4096, 0x1F_FFFF, 0x20_0000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0x1_0000_0000,
        0x0FFF_FFFF_F000, 0x1000_0000_0000, 0x1000_0020_0000, 0x17FF_FFFF_F000, 0x1800_0000_0000, 0x7F00_0000_0000, 0x7F00_0000_1000,
        0x7F00_0020_0000, 0x7F00_3F80_0000, 0x7FFF_FFFF_F000, 0x8000_0000_0000, 0xFFFF_FF80_0000_4000, long.MaxValue, 1ul << 63, ulong.MaxValue - 4095,
        ulong.MaxValue,
    ];

    // All but those that end the guest by their number alone: exit, kill and its kin.
    private static readonly ulong[] Answered =
    [
        .. SyscallTable.Entries.Where(entry => entry.Handler is not null && entry.Number is not (60 or 62 or 200 or 231 or 234)).Select(entry => (ulong)entry.Number),
    ];

    // Memory, threads and signals more often: there the host keeps state.
    private static readonly ulong[] Stateful = [9, 10, 11, 12, 13, 14, 24, 28, 32, 35, 131, 202, 230, 293];

    [Fact]
    public void Random_calls_end_in_the_guest_that_makes_them()
    {
        GuestTemplate template = TestGuests.Template("script");
        using var witness = new Witness();
        long before = ResidentBytes();
        MicroVm guest = template.Clone();
        using GuestSnapshot clean = guest.TakeSnapshot();
        var reasons = new SortedDictionary<GuestExitReason, int>();
        (long answered, int scripts) = (0, 0);
        try
        {
            for (; answered < Effort.Count; scripts++)
            {
                int seed = unchecked(Effort.Seed * 1_000_003 + scripts);
                long callsBefore = guest.SystemCallCount;
                GuestExit exit = Run(guest, new Random(seed));
                answered += guest.SystemCallCount - callsBefore;

                reasons[exit.Reason] = reasons.GetValueOrDefault(exit.Reason) + 1;
                (exit.Detail ?? "").Should().NotContain("\u001b", "seed {0}", seed);
                PageTableAudit.Check(guest);
                if (scripts % 10 == 0)
                {
                    witness.RemembersEverything();
                    guest.Dispose();
                    guest = template.Clone();
                }
                else
                {
                    guest.Restore(clean);
                }

                PageTableAudit.Check(guest);
            }
        }
        finally
        {
            guest.Dispose();
        }

        output.WriteLine($"seed {Effort.Seed}: {answered} calls answered in {scripts} scripts: {string.Join(", ", reasons)}");
        reasons.Keys.Should().Contain(GuestExitReason.Trapped);
        (ResidentBytes() - before).Should().BeLessThan(512 << 20);
        witness.RemembersEverything();
    }

    private static GuestExit Run(MicroVm guest, Random random)
    {
        Span<byte> script = guest.Inbox[..(CallsPerScript * StepBytes)];
        for (int step = 0; step < CallsPerScript; step++)
        {
            Span<byte> words = script.Slice(step * StepBytes, StepBytes);
            ulong number = random.Next(200) switch
            {
                0 => (ulong)random.NextInt64(),
                1 => (ulong)random.Next(480),
                2 => Hypercall + (ulong)random.Next(9),
                < 100 => Answered[random.Next(Answered.Length)],
                _ => Stateful[random.Next(Stateful.Length)],
            };
            BinaryPrimitives.WriteUInt64LittleEndian(words, number);
            for (int argument = 1; argument < 7; argument++)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(words[(argument * 8)..], Argument(random));
            }

            BinaryPrimitives.WriteUInt64LittleEndian(words[56..], (ulong)random.Next(128));
        }

        return guest.Enter(GuestCommand.Call, 0, script.Length, clockNs: random.NextInt64(), TimeSpan.FromMilliseconds(500));
    }

    private static ulong Argument(Random random) => random.Next(4) switch
    {
        0 => Edges[random.Next(Edges.Length)],
        1 => 0x1000_0000_0000 + (ulong)random.Next(1 << 14) * 4096,
        2 => (ulong)random.Next(64),
        _ => (ulong)random.NextInt64() >> random.Next(64),
    };

    private static long ResidentBytes()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
