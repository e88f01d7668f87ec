using Reactor.Contracts.Guests;

namespace Reactor.Vmm.Tests;

public sealed class VmPoolTests
{
    [Fact]
    public void Rent_hands_out_different_instances_and_the_pool_refills()
    {
        using var pool = new VmPool(TestGuests.Template("echo"), warmCount: 2);
        WaitForWarm(pool, 2);

        using MicroVm first = pool.Rent();
        using MicroVm second = pool.Rent();
        using MicroVm third = pool.Rent();

        new[] { first, second, third }.Should().OnlyHaveUniqueItems();
        MicroVmTests.Call(third, 0, "hello").Should().Be(new GuestExit(GuestExitReason.Done, 5));
        WaitForWarm(pool, 2);
    }

    [Fact]
    public void Rented_instance_outlives_the_pool()
    {
        var pool = new VmPool(TestGuests.Template("echo"), warmCount: 1, InstanceMemory.HugePages);
        MicroVm guest = pool.Rent();

        pool.Dispose();

        MicroVmTests.Call(guest, 0, "hello").Should().Be(new GuestExit(GuestExitReason.Done, 5));
        guest.Dispose();
        guest.State.Should().Be(MicroVmState.Discarded);
        pool.Invoking(it => it.Rent()).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void Disposed_instances_are_destroyed_in_the_background()
    {
        using var pool = new VmPool(TestGuests.Template("echo"), warmCount: 0);

        for (int i = 0; i < 50; i++)
        {
            using MicroVm guest = pool.Rent();
            MicroVmTests.Call(guest, 0, "hello").IsHealthy.Should().BeTrue();
        }

        SpinWait.SpinUntil(() => OpenMachines() < 50, TestGuests.Deadline).Should().BeTrue("instances take turns in the shells of all tests");
    }

    private static void WaitForWarm(VmPool pool, int count) =>
        SpinWait.SpinUntil(() => pool.WarmCount == count, TestGuests.Deadline).Should().BeTrue();

    private static int OpenMachines() => Directory.EnumerateFiles("/proc/self/fd")
        .Count(path => new FileInfo(path).LinkTarget?.Contains("kvm-vm", StringComparison.Ordinal) ?? false);
}
