using Reactor.Contracts.Calls;
using Reactor.Contracts.Guests;
using Reactor.Vmm.Calls;

namespace Reactor.Vmm.Tests.Calls;

public sealed class ExportTests
{
    [Fact]
    public void Arguments_and_results_of_every_type_arrive()
    {
        using var calling = new CallingGuest();
        MicroVm guest = calling.Guest;

        guest.Call<int, int>("same-i32", int.MinValue).Should().Be(int.MinValue);
        guest.Call<uint, uint>("same-u32", uint.MaxValue).Should().Be(uint.MaxValue);
        guest.Call<long, long>("same-i64", long.MinValue).Should().Be(long.MinValue);
        guest.Call<ulong, ulong>("same-u64", ulong.MaxValue).Should().Be(ulong.MaxValue);
        guest.Call<float, float>("same-f32", -0.5f).Should().Be(-0.5f);
        guest.Call<double, double>("same-f64", double.NaN).Should().Be(double.NaN);
        guest.Call<bool, bool>("same-bool", true).Should().BeTrue();
        guest.Call<byte[], byte[]>("same-bytes", [1, 2, 3]).Should().Equal(1, 2, 3);
        guest.Call<byte[], byte[]>("same-bytes", []).Should().BeEmpty();
    }

    [Fact]
    public void Nine_arguments_written_in_place_arrive_in_their_order()
    {
        using var calling = new CallingGuest();
        MicroVm guest = calling.Guest;
        var arguments = new CallWriter(guest.Inbox);
        arguments.Write(-1);
        arguments.Write(2u);
        arguments.Write(-3L);
        arguments.Write(4ul);
        arguments.Write(0.5f);
        arguments.Write(0.25);
        arguments.Write(true);
        arguments.Write("Käse");
        arguments.Write([7, 8, 9]);

        CallReader result = guest.Call(guest.Export("all"), arguments);

        result.ReadString().Should().Be("-1 2 -3 4 0.5 0.25 1 Käse 9");
    }

    [Fact]
    public void Export_without_a_result_is_run_and_keeps_its_state_in_its_clone()
    {
        using var calling = new CallingGuest();
        using MicroVm other = calling.Template.Clone();

        calling.Guest.Run("keep", 40L);
        calling.Guest.Run("keep", 2L);

        calling.Guest.Call<long>("get").Should().Be(42);
        other.Call<long>("get").Should().Be(0);
    }

    [Fact]
    public void Call_of_numbers_and_of_bytes_in_place_allocates_nothing()
    {
        using var calling = new CallingGuest();
        MicroVm guest = calling.Guest;
        GuestExport number = guest.Export("same-i64");
        GuestExport bytes = guest.Export("same-bytes");
        long sum = 0;
        int calls = 0;
        void CallBoth()
        {
            sum += guest.Call<long, long>(number, 1) + guest.Call<long, long>("same-i64", 1);
            var arguments = new CallWriter(guest.Inbox);
            arguments.Write("hello\n"u8);
            sum += guest.Call(bytes, arguments).ReadBytes().Length;
            calls++;
        }

        for (int i = 0; i < 1000; i++)
        {
            CallBoth();
        }

        long allocated = AllocatedBytes.Least(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                CallBoth();
            }
        });

        allocated.Should().Be(0);
        sum.Should().Be(8 * calls);
        guest.SystemCallCount.Should().Be(0);
    }

    [Fact]
    public void Name_or_types_that_the_guest_does_not_export_are_refused_with_those_it_does()
    {
        using var calling = new CallingGuest();
        MicroVm guest = calling.Guest;

        guest.Invoking(it => it.Call<long>("got")).Should().Throw<ArgumentException>().WithMessage("*no 'got'*get() -> i64*");
        guest.Invoking(it => it.Call<int>("get")).Should().Throw<ArgumentException>().WithMessage("*'get() -> i64'*'get() -> i32'*");
        guest.Invoking(it => it.Run("get")).Should().Throw<ArgumentException>();
        guest.Invoking(it => it.Call<long, long>("get", 1)).Should().Throw<ArgumentException>();
        guest.Invoking(it => it.Call<decimal>("get")).Should().Throw<NotSupportedException>();
        guest.Call<long>("get").Should().Be(0);
    }

    [Fact]
    public void Arguments_in_place_that_are_not_the_exports_are_refused_before_the_guest_is_entered()
    {
        using var calling = new CallingGuest();
        MicroVm guest = calling.Guest;

        guest.Invoking(it => it.Call(it.Export("same-i64"), new CallWriter(it.Inbox)).AtEnd).Should().Throw<ArgumentException>().WithMessage("*value 0 of 1 is missing*");
        guest.State.Should().Be(MicroVmState.Ready);
    }

    [Fact]
    public void Arguments_larger_than_the_inbox_are_refused()
    {
        using var calling = new CallingGuest();

        calling.Guest.Invoking(it => it.Call<byte[], byte[]>("same-bytes", new byte[it.Inbox.Length])).Should().Throw<InvalidOperationException>();
        calling.Guest.Call<byte[], byte[]>("same-bytes", new byte[1000]).Should().HaveCount(1000);
    }

    [Fact]
    public void Export_of_another_guest_is_refused()
    {
        using var first = new CallingGuest();
        using var second = new CallingGuest();

        second.Guest.Invoking(it => it.Call<long>(first.Guest.Export("get"))).Should().Throw<ArgumentException>().WithMessage("*another guest*");
    }

    [Theory]
    [InlineData("malformed", "no bool: 0x2")]
    [InlineData("nothing", "value 0 of 1 is missing")]
    [InlineData("twice", "two fills")]
    public void Result_that_is_none_poisons_the_guest(string export, string reason)
    {
        using var calling = new CallingGuest();

        GuestCallException failure = calling.Guest.Invoking(it => Call(it, export)).Should().Throw<GuestCallException>().Which;

        failure.Exit.Reason.Should().Be(GuestExitReason.ProtocolViolation);
        failure.Message.Should().Contain(reason);
        calling.Guest.State.Should().Be(MicroVmState.Poisoned);
    }

    [Fact]
    public void Deadline_of_calls_is_kept_and_their_clock_is_the_guests()
    {
        using var calling = new CallingGuest();
        calling.Guest.CallDeadline = TimeSpan.FromMilliseconds(50);
        calling.Next = () => calling.Guest.CallClock.GetUtcNow().Ticks % 2;

        calling.Guest.Invoking(it => it.Call<long, long>("call-next", long.MaxValue)).Should().Throw<GuestCallException>()
            .Which.Exit.Reason.Should().Be(GuestExitReason.DeadlineExceeded);
    }

    [Fact]
    public void Restored_guest_answers_calls_again()
    {
        using var calling = new CallingGuest();
        GuestExport keep = calling.Guest.Export("keep");
        calling.Guest.Run(keep, 5L);
        calling.Guest.Invoking(it => Call(it, "nothing")).Should().Throw<GuestCallException>();

        calling.Guest.Restore(calling.Template.Snapshot);

        calling.Guest.Run(keep, 3L);
        calling.Guest.Call<long>("get").Should().Be(3);
    }

    private static void Call(MicroVm guest, string export) => _ = guest.Call(guest.Export(export), new CallWriter(guest.Inbox));
}
