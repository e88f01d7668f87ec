using Reactor.QueryRuntime.Dataflow.Time;
using Reactor.QueryRuntime.Storage;

namespace Reactor.QueryRuntime.Tests;

/// <summary>Timers fire in due order, each at its own time.</summary>
public sealed class TimerQueueTests
{
    private readonly TimerQueue _timers = new(new StateHash(7));

    [Fact]
    public void Timer_due_later_stays_when_an_earlier_one_fires()
    {
        _timers.Set(new TimerKey(0, 1), 100);
        _timers.Set(new TimerKey(0, 2), 200);

        _timers.TryTake(99, out _).Should().BeFalse("no timer fires early");
        Take(100).Should().Equal(new TimerKey(0, 1));
        _timers.NextDueNs.Should().Be(200);
        Take(200).Should().Equal(new TimerKey(0, 2));
        _timers.NextDueNs.Should().BeNull();
    }

    [Fact]
    public void Timers_of_one_instant_fire_by_call_site_then_identity_in_whatever_order_they_were_set()
    {
        TimerKey[] expected = [new(0, 1), new(0, UInt128.MaxValue), new(1, 0), new(2, 3)];
        foreach (var key in expected.Reverse())
        {
            _timers.Set(key, -5);
        }

        Take(-5).Should().Equal(expected);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(300)]
    public void Timer_set_again_is_due_once_at_its_newest_time(long dueNs)
    {
        _timers.Set(new TimerKey(0, 1), 100);
        _timers.Set(new TimerKey(0, 2), 200);
        _timers.Set(new TimerKey(0, 1), dueNs);

        _timers.Count.Should().Be(2);
        _timers.NextDueNs.Should().Be(Math.Min(dueNs, 200));
        _timers.Cancel(new TimerKey(0, 2));
        _timers.Cancel(new TimerKey(9, 9));
        Take(long.MaxValue).Should().Equal(new TimerKey(0, 1));
    }

    [Fact]
    public void Random_sets_and_cancels_leave_what_a_sorted_set_holds()
    {
        var random = new Random(23);
        var expected = new Dictionary<TimerKey, long>();
        for (var step = 0; step < 20_000; step++)
        {
            var key = new TimerKey(random.Next(3), (UInt128)random.Next(200) << 64);
            switch (random.Next(8))
            {
                case 0:
                    var now = expected.Count == 0 ? 0 : expected.Values.Min();
                    var due = expected.Where(timer => timer.Value <= now).Select(timer => timer.Key).OrderBy(timer => timer.Site).ThenBy(timer => timer.Identity).ToArray();
                    Take(now).Should().Equal(due);
                    Array.ForEach(due, fired => expected.Remove(fired));
                    break;
                case 1 or 2:
                    _timers.Cancel(key);
                    expected.Remove(key);
                    break;
                default:
                    expected[key] = random.Next(1, 50);
                    _timers.Set(key, expected[key]);
                    break;
            }

            _timers.Count.Should().Be(expected.Count);
            _timers.NextDueNs.Should().Be(expected.Count == 0 ? null : expected.Values.Min());
        }
    }

    private List<TimerKey> Take(long dueNs)
    {
        var taken = new List<TimerKey>();
        while (_timers.TryTake(dueNs, out var key))
        {
            taken.Add(key);
        }

        return taken;
    }
}
