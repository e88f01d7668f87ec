using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Reactor.Contracts.Guests;

namespace Reactor.Vmm.Tests;

/// <summary>The instruments, as somebody who collects them sees them.</summary>
/// <remarks>Alone: listening allocates on whatever thread a measurement is made, where other tests say that nothing is allocated.</remarks>
[CollectionDefinition(nameof(VmmMetricsTests), DisableParallelization = true)]
[Collection(nameof(VmmMetricsTests))]
public sealed class VmmMetricsTests : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, double> _sums = new();
    private readonly ConcurrentDictionary<string, double> _observed = new();

    public VmmMetricsTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == VmmMetrics.MeterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.Start();
    }

    [Fact]
    public void Calls_are_counted_by_invocation_and_exit()
    {
        using MicroVm guest = TestGuests.Template("echo").Clone();
        (double invocations, double exits) = (Observe("reactor.vmm.invocations"), Observe("reactor.vmm.exits{hypercall}"));

        for (int i = 0; i < 10; i++)
        {
            _ = MicroVmTests.Call(guest, 0, "hello");
        }

        Observe("reactor.vmm.invocations").Should().BeGreaterThanOrEqualTo(invocations + 10);
        Observe("reactor.vmm.exits{hypercall}").Should().BeGreaterThanOrEqualTo(exits + 10);
        Sum("reactor.vmm.invocation.duration").Should().BePositive();
    }

    [Fact]
    public void What_a_thread_counted_stays_when_it_has_ended()
    {
        using MicroVm guest = TestGuests.Template("echo").Clone();
        double before = Observe("reactor.vmm.invocations");
        var thread = new Thread(() => _ = MicroVmTests.Call(guest, 0));
        thread.Start();
        thread.Join();

        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Observe("reactor.vmm.invocations").Should().BeGreaterThan(before);
    }

    [Fact]
    public void System_calls_known_and_unknown_are_counted()
    {
        using MicroVm guest = TestGuests.Template("crash").Clone();
        double before = Observe("reactor.vmm.syscalls");

        _ = MicroVmTests.Call(guest, 5);

        Observe("reactor.vmm.syscalls").Should().BeGreaterThanOrEqualTo(before + 4);
        Observe("reactor.vmm.exits{syscall}").Should().BePositive();
        Observe("reactor.vmm.exits{exception}").Should().BePositive();
        Sum("reactor.vmm.syscalls.unknown{other}").Should().BeGreaterThanOrEqualTo(1, "call 4711 is no number of Linux");
    }

    [Fact]
    public void Poisonings_are_counted_by_reason_and_deadlines_apart()
    {
        using MicroVm trapped = TestGuests.Template("crash").Clone();
        using MicroVm late = TestGuests.Template("crash").Clone();

        _ = MicroVmTests.Call(trapped, 1);
        _ = MicroVmTests.Call(late, 10, deadline: TimeSpan.FromMilliseconds(10));

        Sum("reactor.vmm.poisonings{trapped}").Should().BeGreaterThanOrEqualTo(1);
        Sum("reactor.vmm.poisonings{deadline_exceeded}").Should().BeGreaterThanOrEqualTo(1);
        Sum("reactor.vmm.deadlines").Should().BeGreaterThanOrEqualTo(1);
    }

    [Fact]
    public void Life_of_an_instance_is_counted()
    {
        using MicroVm guest = TestGuests.Template("libc").Clone();
        using GuestSnapshot snapshot = guest.TakeSnapshot();
        _ = guest.Enter(GuestCommand.Call, 1, 0, 0, TestGuests.Deadline);
        guest.Restore(snapshot);

        Sum("reactor.vmm.clones").Should().BeGreaterThanOrEqualTo(1);
        Sum("reactor.vmm.snapshots").Should().BeGreaterThanOrEqualTo(1);
        Sum("reactor.vmm.restores").Should().BeGreaterThanOrEqualTo(1);
        Sum("reactor.vmm.memory.commits").Should().BeGreaterThanOrEqualTo(1);
        (Sum("reactor.vmm.shell.attaches{True}") + Sum("reactor.vmm.shell.attaches{False}")).Should().BeGreaterThanOrEqualTo(1);
    }

    [Fact]
    public void Hibernated_instances_are_a_state_of_their_own_and_keep_their_names()
    {
        using MicroVm guest = TestGuests.Template("crash").Clone();
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.hibernated");
        guest.Hibernate(path);
        Observe("reactor.vmm.instances{hibernated}").Should().BeGreaterThanOrEqualTo(1);

        MicroVmTests.Call(guest, 1).Detail.Should().Contain("(write_to+0x");

        Sum("reactor.vmm.hibernations").Should().BeGreaterThanOrEqualTo(1);
        Sum("reactor.vmm.wakes").Should().BeGreaterThanOrEqualTo(1);
    }

    [Fact]
    public void Instances_are_counted_by_state()
    {
        MicroVm[] ready = [.. Enumerable.Range(0, 20).Select(_ => TestGuests.Template("echo").Clone())];
        using MicroVm poisoned = TestGuests.Template("crash").Clone();
        _ = MicroVmTests.Call(poisoned, 1);

        Observe("reactor.vmm.instances{ready}").Should().BeGreaterThanOrEqualTo(20);
        Observe("reactor.vmm.instances{poisoned}").Should().BeGreaterThanOrEqualTo(1);
        Array.ForEach(ready, instance => instance.Dispose());
    }

    [Fact]
    public void Call_that_is_listened_to_allocates_nothing()
    {
        using MicroVm guest = TestGuests.Template("echo").Clone();
        _listener.DisableMeasurementEvents(Instrument("reactor.vmm.invocation.duration"));
        _ = MicroVmTests.Call(guest, 0, "warm");

        long allocated = AllocatedBytes.Least(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                _ = guest.Enter(GuestCommand.Call, 0, 6, 0, TestGuests.Deadline);
            }
        });

        allocated.Should().Be(0);
    }

    [Fact]
    public void Documentation_lists_every_instrument_with_its_unit()
    {
        string page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "debugging.md"));

        Regex.Matches(page, @"^\| `(reactor\.vmm\.[a-z._]+)` \|[^|]*\| `?([^|`]*)`? \|", RegexOptions.Multiline)
            .Select(row => (row.Groups[1].Value, row.Groups[2].Value))
            .Should().BeEquivalentTo(Instruments().Select(instrument => (instrument.Name, instrument.Unit)));
    }

    public void Dispose() => _listener.Dispose();

    private static List<Instrument> Instruments()
    {
        // The instruments exist from the first use of the meter on.
        _ = VmmMetrics.StartInvocation();
        var instruments = new List<Instrument>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == VmmMetrics.MeterName)
            {
                instruments.Add(instrument);
            }
        };
        listener.Start();
        return instruments;
    }

    private static Instrument Instrument(string name) => Instruments().Single(instrument => instrument.Name == name);

    private double Sum(string key) => _sums.GetValueOrDefault(key);

    private double Observe(string key)
    {
        _observed.Clear();
        _listener.RecordObservableInstruments();
        return _observed.GetValueOrDefault(key);
    }

    // The key is the instrument's name with the first attribute's value.
    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string key = tags.IsEmpty ? instrument.Name : $"{instrument.Name}{{{tags[0].Value}}}";
        if (instrument.IsObservable)
        {
            _observed[key] = value;
        }
        else
        {
            _ = _sums.AddOrUpdate(key, value, (_, sum) => sum + value);
        }
    }
}
