using System.Text;
using Reactor.Contracts.Calls;
using Reactor.Contracts.Guests;
using Reactor.Vmm.Calls;

namespace Reactor.Vmm.Tests.Calls;

public sealed class HostFunctionTests
{
    private const ulong Half = 1 << 19;

    [Fact]
    public void Guest_calls_the_host_in_the_middle_of_a_call()
    {
        using var calling = new CallingGuest();
        long next = 0;
        calling.Next = () => ++next;

        calling.Guest.Call<long, long>("call-next", 10).Should().Be(55);
        next.Should().Be(10);
    }

    [Fact]
    public void Host_function_leaves_the_pending_inbox_as_it_was()
    {
        using var calling = new CallingGuest();
        string? seen = null;
        calling.Note = note =>
        {
            seen = Encoding.UTF8.GetString(note);
            return "host"u8.ToArray();
        };

        byte[] answer = calling.Guest.Call<byte[], byte[]>("call-note", "guest+"u8.ToArray());

        seen.Should().Be("a note");
        Encoding.UTF8.GetString(answer).Should().Be("guest+host");
    }

    [Fact]
    public void Host_function_of_numbers_allocates_nothing_and_makes_no_system_call()
    {
        using var calling = new CallingGuest();
        GuestExport callNext = calling.Guest.Export("call-next");
        _ = calling.Guest.Call<long, long>(callNext, 2000);

        long allocated = AllocatedBytes.Least(() =>
        {
            _ = calling.Guest.Call<long, long>(callNext, 200);
        });

        allocated.Should().Be(0);
        calling.Guest.SystemCallCount.Should().Be(0);
    }

    [Fact]
    public void Error_of_a_host_function_is_the_guests_to_see()
    {
        using var calling = new CallingGuest();
        calling.Note = _ => throw new CallErrorException("the note is full");

        GuestCallException failure = calling.Guest.Invoking(it => it.Call<byte[], byte[]>("call-note", [])).Should().Throw<GuestCallException>().Which;

        failure.Exit.Should().Be(new GuestExit(GuestExitReason.Error, 0, "the note is full"));
        failure.Exit.IsHealthy.Should().BeTrue();
        calling.Guest.Call<long>("get").Should().Be(0);
    }

    [Fact]
    public void Any_other_exception_in_a_host_function_tells_the_guest_nothing_of_the_host()
    {
        using var calling = new CallingGuest();
        calling.Note = _ => throw new InvalidDataException("connection string=...");

        calling.Guest.Invoking(it => it.Call<byte[], byte[]>("call-note", [])).Should().Throw<GuestCallException>()
            .Which.Exit.Detail.Should().Be("the host function 'note' failed");
    }

    [Fact]
    public void Result_that_does_not_fit_is_an_error_and_a_large_one_arrives()
    {
        using var calling = new CallingGuest();
        calling.Note = _ => new byte[Half];
        calling.Guest.Invoking(it => it.Call<byte[], byte[]>("call-note", [])).Should().Throw<GuestCallException>()
            .Which.Exit.Reason.Should().Be(GuestExitReason.Error);

        calling.Note = _ => [.. Enumerable.Repeat((byte)'x', 150)];
        calling.Guest.Call<byte[], byte[]>("call-note", []).Should().HaveCount(150).And.OnlyContain(value => value == 'x');
    }

    [Fact]
    public void Host_function_can_neither_enter_nor_restore_nor_dispose_of_the_guest_that_called_it()
    {
        using var calling = new CallingGuest();
        var refusals = new List<string>();
        calling.Next = () =>
        {
            refusals.Add(Refusal(() => calling.Guest.Call<long>("get")));
            refusals.Add(Refusal(() => calling.Guest.Restore(calling.Template.Snapshot)));
            refusals.Add(Refusal(() => calling.Guest.TakeSnapshot()));
            refusals.Add(Refusal(calling.Guest.Dispose));
            return 7;
        };

        calling.Guest.Call<long, long>("call-next", 1).Should().Be(7);

        refusals[0].Should().Contain("in the middle of that call");
        refusals.Should().HaveCount(4).And.NotContain("none");
    }

    [Fact]
    public void Host_function_may_enter_another_guest_and_both_deadlines_hold()
    {
        using var outer = new CallingGuest();
        using var inner = new CallingGuest();
        outer.Next = () => inner.Guest.Call<long, long>("call-next", 3);

        outer.Guest.Call<long, long>("call-next", 2).Should().Be(6);

        inner.Guest.CallDeadline = TimeSpan.FromMilliseconds(20);
        outer.Next = () =>
        {
            inner.Guest.Invoking(it => it.Call<long, long>("call-next", long.MaxValue)).Should().Throw<GuestCallException>();
            return 1;
        };
        outer.Guest.Call<long, long>("call-next", 1).Should().Be(1);

        outer.Guest.CallDeadline = TimeSpan.FromMilliseconds(50);
        outer.Next = () => 0;
        outer.Guest.Invoking(it => it.Call<long, long>("call-next", long.MaxValue)).Should().Throw<GuestCallException>()
            .Which.Exit.Reason.Should().Be(GuestExitReason.DeadlineExceeded);
    }

    [Fact]
    public void Time_spent_in_a_host_function_counts_against_the_deadline()
    {
        using var calling = new CallingGuest();
        calling.Guest.CallDeadline = TimeSpan.FromMilliseconds(30);
        int calls = 0;
        calling.Next = () =>
        {
            calls++;
            Thread.Sleep(60);
            return 0;
        };

        calling.Guest.Invoking(it => it.Call<long, long>("call-next", 1000)).Should().Throw<GuestCallException>()
            .Which.Exit.Reason.Should().Be(GuestExitReason.DeadlineExceeded);
        calls.Should().BeLessThan(10);
    }

    [Fact]
    public void Missing_and_different_imports_refuse_the_guest_with_the_whole_list()
    {
        GuestImportException refusal = FluentActions.Invoking(() => CallingGuest.Boot("calls", new HostFunctions().Add("next", () => 1)))
            .Should().Throw<GuestImportException>().Which;

        refusal.Unmet.Select(unmet => (unmet.Wanted.ToString(), unmet.Offered?.ToString())).Should().BeEquivalentTo(new (string, string?)[]
        {
            ("note(bytes) -> bytes", null), ("next() -> i64", "next() -> i32"),
        });
        refusal.Should().BeAssignableTo<GuestBootException>();
        refusal.Message.Should().Contain("note(bytes) -> bytes (no host function has this name)").And.Contain("(the host offers next() -> i32)");
    }

    [Theory]
    [InlineData("2", Half, 0, "unregistered host function 2")]
    [InlineData("4294967295", Half, 0, "unregistered host function 4294967295")]
    [InlineData("note", Half, 0, "value 0 of 1 is missing")]
    [InlineData("note", Half, 16, "8 bytes follow")]
    [InlineData("note", Half, 8, "no arguments that")]
    [InlineData("next", Half, 8, "8 bytes follow")]
    [InlineData("next", Half + 4, 0, "outside")]
    [InlineData("next", ulong.MaxValue, 0, "outside")]
    [InlineData("next", ulong.MaxValue - 7, 16, "outside")]
    [InlineData("next", 2 * Half, 8, "outside")]
    [InlineData("next", 2 * Half + 8, 0, "outside")]
    [InlineData("next", Half, ulong.MaxValue, "outside")]
    [InlineData("next", 8, ulong.MaxValue - 7, "outside")]
    public void Call_in_another_form_ends_the_guest(string function, ulong offset, ulong length, string reason)
    {
        using var calling = new CallingGuest();
        var arguments = new CallWriter(calling.Guest.Inbox);
        arguments.Write(NumberOf(calling.Guest, function));
        arguments.Write(offset);
        arguments.Write(length);
        arguments.Write(reason == "no arguments that" ? ulong.MaxValue : 0);
        int argumentsLength = arguments.Length;

        GuestExit exit = calling.Guest.Enter(
            GuestCommand.Call, calling.Guest.Export("raw-call").Number, argumentsLength, clockNs: 0, TestGuests.Deadline);

        exit.Reason.Should().Be(GuestExitReason.ProtocolViolation);
        exit.Detail.Should().Contain(reason == "no arguments that" ? "longer than its frame" : reason);
        calling.Guest.State.Should().Be(MicroVmState.Poisoned);
    }

    [Theory]
    [InlineData(0ul, 0ul)]              // no arguments, at the very start of the outbox
    [InlineData(2 * Half, 0ul)]         // at its very end: the result does not fit, an error for the guest
    public void Arguments_may_lie_anywhere_in_the_outbox(ulong offset, ulong length)
    {
        using var calling = new CallingGuest();
        var arguments = new CallWriter(calling.Guest.Inbox);
        arguments.Write(NumberOf(calling.Guest, "next"));
        arguments.Write(offset);
        arguments.Write(length);
        arguments.Write(0ul);

        CallReader status = calling.Guest.Call(calling.Guest.Export("raw-call"), arguments);

        status.ReadUInt32().Should().Be(offset == 0 ? 0u : 1u);
    }

    [Theory]
    [InlineData("early", "unregistered host function")]
    [InlineData("huge", "bytes are in its outbox")]
    [InlineData("beyond", "bytes are in its outbox")]
    [InlineData("what is this?", "something else than one manifest")]
    public void Guest_that_says_ready_in_another_form_does_not_boot(string manifest, string reason) =>
        FluentActions.Invoking(() => CallingGuest.Boot("manifest", new HostFunctions(), ("MANIFEST", manifest)))
            .Should().Throw<GuestBootException>().Where(failure => failure.Exit.Reason == GuestExitReason.ProtocolViolation)
            .WithMessage($"*{reason}*");

    [Fact]
    public void Guest_without_a_manifest_has_neither_exports_nor_host_functions()
    {
        using GuestTemplate template = CallingGuest.Boot("manifest", new HostFunctions().Add("next", () => 1L));
        using MicroVm guest = template.Clone();

        guest.Manifest.Exports.Should().BeEmpty();
        guest.Invoking(it => it.Export("get")).Should().Throw<ArgumentException>().WithMessage("*exports nothing*");
        guest.Enter(GuestCommand.Apply, 0, 0, 0, TestGuests.Deadline).Reason.Should().Be(GuestExitReason.ProtocolViolation, "only a call ends in an error");
    }

    [Fact]
    public void Name_is_offered_once()
    {
        var functions = new HostFunctions().Add("next", () => 1L);

        functions.Invoking(it => it.Add("next", () => 1)).Should().Throw<ArgumentException>();
        functions.Signatures.Select(signature => signature.ToString()).Should().Equal("next() -> i64");
    }

    private static uint NumberOf(MicroVm guest, string function) => uint.TryParse(function, out uint number)
        ? number
        : (uint)guest.Manifest.Imports.Select(import => import.Name).ToList().IndexOf(function);

    private static string Refusal(Action action)
    {
        try
        {
            action();
            return "none";
        }
        catch (InvalidOperationException refusal)
        {
            return refusal.Message;
        }
    }
}
