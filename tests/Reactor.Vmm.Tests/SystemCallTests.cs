using System.Text;
using System.Text.RegularExpressions;
using Reactor.Contracts.Guests;
using Reactor.Vmm.Syscalls;

namespace Reactor.Vmm.Tests;

public sealed class SystemCallTests
{
    private const long Clock = 1_700_000_000_000_000_000;

    [Theory]
    [InlineData(1, InstanceMemory.CopyOnWrite)]     // memory
    [InlineData(1, InstanceMemory.HugePages)]
    [InlineData(2, InstanceMemory.CopyOnWrite)]     // wild pointers
    [InlineData(3, InstanceMemory.CopyOnWrite)]     // files
    [InlineData(4, InstanceMemory.CopyOnWrite)]     // clocks
    [InlineData(5, InstanceMemory.CopyOnWrite)]     // threads
    [InlineData(6, InstanceMemory.CopyOnWrite)]     // a thread parked in the template
    public void Libc_finds_what_it_relies_on(uint group, InstanceMemory memory)
    {
        using MicroVm guest = TestGuests.Template("libc").Clone(memory);

        GuestExit exit = Enter(guest, group);

        exit.Reason.Should().Be(GuestExitReason.Done, "{0}", exit.Detail);
        Encoding.UTF8.GetString(guest.Outbox).Should().BeEmpty();
    }

    [Fact]
    public void Parked_thread_goes_on_in_every_clone_on_its_own()
    {
        GuestTemplate template = TestGuests.Template("libc");
        using MicroVm first = template.Clone();
        using MicroVm second = template.Clone();

        Enter(first, 6).Should().Be(new GuestExit(GuestExitReason.Done, 0));
        Enter(second, 6).Should().Be(new GuestExit(GuestExitReason.Done, 0));
    }

    [Fact]
    public void Getrandom_depends_on_the_seed_alone()
    {
        GuestTemplate template = TestGuests.Template("libc");
        using MicroVm first = template.Clone();
        using MicroVm second = template.Clone();
        using MicroVm replayed = template.Clone(InstanceMemory.CopyOnWrite, first.Seed);

        byte[] random = RandomOf(first);
        RandomOf(second).Should().NotEqual(random);
        RandomOf(replayed).Should().Equal(random);
    }

    [Fact]
    public void What_a_guest_writes_is_its_log()
    {
        using MicroVm guest = TestGuests.Template("libc").Clone();

        _ = Enter(guest, 3);

        guest.Log.Should().Be("one two three");
    }

    [Fact]
    public void Unknown_calls_are_counted()
    {
        using MicroVm guest = TestGuests.Template("libc").Clone();

        _ = Enter(guest, 2);

        guest.UnknownSystemCalls.Should().Contain(4711, 1).And.Contain(-1, 1);
    }

    [Fact]
    public void Touching_more_than_the_limit_exhausts_the_memory()
    {
        using MicroVm guest = TestGuests.Template("libc").Clone();

        GuestExit exit = Enter(guest, 8);

        exit.Reason.Should().Be(GuestExitReason.MemoryExhausted);
        exit.Detail.Should().StartWith("guest needs more memory than its limit of 32 MiB");
        guest.CommittedBytes.Should().BeLessThanOrEqualTo((32 + 4) << 20);
    }

    [Fact]
    public void Table_names_each_call_once()
    {
        SyscallTable.Entries.Select(entry => entry.Name).Should().OnlyHaveUniqueItems();
        SyscallTable.Entries.Should().HaveCountGreaterThan(45);
    }

    [Fact]
    public void Readme_lists_what_the_table_holds()
    {
        string[] sections = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md")).Split("\nAnswered:\n")[1].Split("Ends the guest");

        NamesIn(sections[0]).Should().Equal(Names(entry => entry.Handler is not null));
        NamesIn(sections[1].Split('\n', 2)[1].Split("\n\n")[0]).Should().Equal(Names(entry => entry.Handler is null));
    }

    private static IEnumerable<string> NamesIn(string text) => Regex.Matches(text, "`([a-z0-9_]+)`").Select(match => match.Groups[1].Value);

    private static IEnumerable<string> Names(Func<SyscallEntry, bool> condition) =>
        SyscallTable.Entries.Where(condition).Select(entry => entry.Name).Order(StringComparer.Ordinal);

    private static GuestExit Enter(MicroVm guest, uint group) =>
        guest.Enter(GuestCommand.Call, group, 0, Clock, TestGuests.Deadline);

    private static byte[] RandomOf(MicroVm guest)
    {
        _ = Enter(guest, 7);
        return guest.Outbox.ToArray();
    }
}
