using System.Diagnostics;
using Reactor.Contracts.Guests;

namespace Reactor.Vmm.Tests.Hostile;

/// <summary>Stopping a guest from outside always works, and stops that guest alone.</summary>
public sealed class KillTests
{
    private const uint Nothing = 0;
    private const uint ComputeForEver = 4;
    private const uint FloodTheLog = 28;
    private const uint CallForEver = 29;

    [Theory]
    [InlineData(ComputeForEver)]
    [InlineData(FloodTheLog)]
    [InlineData(CallForEver)]
    public void Kill_ends_a_guest_that_does_not_come_back(uint misdeed)
    {
        using var witness = new Witness();
        using MicroVm guest = TestGuests.Template("hostile").Clone();
        using var killer = new Killer(guest, TimeSpan.FromMilliseconds(20));

        GuestExit exit = MicroVmTests.Call(guest, misdeed);

        exit.Reason.Should().Be(GuestExitReason.Killed, "{0}", exit.Detail);
        exit.Detail.Should().StartWith("the instance was killed");
        guest.State.Should().Be(MicroVmState.Poisoned);
        witness.RemembersEverything();
    }

    [Fact]
    public void Kill_of_an_instance_that_is_not_entered_ends_its_next_entry()
    {
        using MicroVm guest = TestGuests.Template("hostile").Clone();

        guest.Kill();
        guest.Kill();

        MicroVmTests.Call(guest, Nothing).Reason.Should().Be(GuestExitReason.Killed);
        guest.Invoking(it => MicroVmTests.Call(it, Nothing)).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void Restore_brings_a_killed_instance_back()
    {
        using MicroVm guest = TestGuests.Template("hostile").Clone();
        using GuestSnapshot before = guest.TakeSnapshot();
        guest.Kill();
        _ = MicroVmTests.Call(guest, Nothing);

        guest.Restore(before);

        MicroVmTests.Call(guest, Nothing).Reason.Should().Be(GuestExitReason.Done);
    }

    [Fact]
    public void Kill_after_disposal_does_nothing()
    {
        MicroVm guest = TestGuests.Template("hostile").Clone();
        guest.Dispose();

        guest.Invoking(it => it.Kill()).Should().NotThrow();
    }

    [Fact]
    public void Kill_that_races_with_the_end_of_an_entry_never_hits_another_instance()
    {
        GuestTemplate template = TestGuests.Template("hostile");
        using MicroVm bystander = template.Clone();
        int killed = 0;
        for (int round = 0; round < 200; round++)
        {
            using MicroVm victim = template.Clone();
            using var killer = new Killer(victim, TimeSpan.FromMicroseconds(round * 2));
            bool isAlive = true;
            for (int call = 0; call < 20; call++)
            {
                if (isAlive)
                {
                    GuestExit exit = MicroVmTests.Call(victim, Nothing);
                    exit.Reason.Should().BeOneOf(GuestExitReason.Done, GuestExitReason.Killed);
                    isAlive = exit.IsHealthy;
                    killed += isAlive ? 0 : 1;
                }

                MicroVmTests.Call(bystander, Nothing).Reason.Should().Be(GuestExitReason.Done);
            }
        }

        killed.Should().BeGreaterThan(0);
    }

    private sealed class Killer : IDisposable
    {
        private readonly Thread _thread;

        internal Killer(MicroVm victim, TimeSpan delay)
        {
            long start = Stopwatch.GetTimestamp();
            _thread = new Thread(() =>
            {
                if (delay >= TimeSpan.FromMilliseconds(1))
                {
                    Thread.Sleep(delay);
                }

                SpinWait.SpinUntil(() => Stopwatch.GetElapsedTime(start) >= delay);
                victim.Kill();
            });
            _thread.Start();
        }

        public void Dispose() => _thread.Join();
    }
}
