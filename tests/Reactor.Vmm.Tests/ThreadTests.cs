using System.Text;
using Reactor.Contracts.Guests;

namespace Reactor.Vmm.Tests;

/// <summary>Threads of C guests share one virtual CPU: they wait, time out, yield and end as on Linux, and cannot hang the host.</summary>
public sealed class ThreadTests : IClassFixture<ThreadTests.SmallTemplate>
{
    private const long Clock = 1_700_000_000_000_000_000;
    private readonly SmallTemplate _template;

    public ThreadTests(SmallTemplate template) => _template = template;

    [Theory]
    [InlineData(1)]     // timed waits
    [InlineData(2)]     // yielding
    [InlineData(3)]     // the limit of threads, and many one after the other
    [InlineData(4)]     // pipes between threads
    [InlineData(5)]     // futexes
    public void Program_with_threads_finds_what_linux_gives_it(uint group)
    {
        using MicroVm guest = _template.Clone();

        for (int round = 0; round < 2; round++)
        {
            GuestExit exit = guest.Enter(GuestCommand.Call, group, 0, Clock, TestGuests.Deadline);

            exit.Reason.Should().Be(GuestExitReason.Done, "{0}", exit.Detail);
            Encoding.UTF8.GetString(guest.Outbox).Should().BeEmpty();
        }
    }

    [Theory]
    [InlineData(100, "guest is deadlocked: thread 1 at futex 0x", "thread 2 'gr\uFFFDabber' at futex 0x")]
    [InlineData(101, "guest is deadlocked: thread 1 at an empty pipe", "")]
    [InlineData(102, "guest is deadlocked: thread 1 until a signal comes", "")]
    [InlineData(103, "guest is deadlocked: thread 1 at futex 0x", "thread 8 at futex 0x")]
    [InlineData(104, "#PF page fault: write at 0x123456788ff8 by rip 0x", "; no handler for SIGSEGV")]
    [InlineData(105, "#", "")]
    [InlineData(111, "guest ended its last thread", "")]
    public void Threads_that_cannot_go_on_end_the_guest(uint misdeed, string start, string part)
    {
        using MicroVm guest = _template.Clone();

        GuestExit exit = MicroVmTests.Call(guest, misdeed);

        exit.Reason.Should().Be(GuestExitReason.Trapped, "{0}", exit.Detail);
        exit.Detail.Should().StartWith(start);
        exit.Detail!.Contains(part, StringComparison.Ordinal).Should().BeTrue("{0}", exit.Detail);
    }

    [Theory]
    [InlineData(106)]   // yields for ever
    [InlineData(107)]   // sleeps for ever, which is a year of its own time
    [InlineData(108)]   // sleeps beyond the end of time
    [InlineData(109)]
    [InlineData(110)]   // starts threads for ever
    [InlineData(112)]   // sets its monotonic clock to the ends of time
    [InlineData(113)]
    public void Threads_without_end_end_at_the_deadline(uint misdeed)
    {
        using MicroVm guest = _template.Clone();

        GuestExit exit = MicroVmTests.Call(guest, misdeed, deadline: TimeSpan.FromMilliseconds(50));

        exit.Reason.Should().Be(GuestExitReason.DeadlineExceeded, "{0}", exit.Detail);
    }

    /// <summary>A template whose instances may have eight threads.</summary>
    public sealed class SmallTemplate : IDisposable
    {
        private readonly Lazy<GuestTemplate> _template =
            new(() => TestGuests.Boot("threads", new GuestLimits { MemoryBytes = 64 << 20, Threads = 8 }));

        /// <inheritdoc/>
        public void Dispose()
        {
            if (_template.IsValueCreated)
            {
                _template.Value.Dispose();
            }
        }

        internal MicroVm Clone()
        {
            TestGuests.RequireKvm();
            return _template.Value.Clone();
        }
    }
}
