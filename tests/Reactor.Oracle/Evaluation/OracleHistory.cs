using NodaTime;
using Reactor.Cypher.Binding;
using Reactor.Oracle.Graph;
using Reactor.Oracle.Values;

namespace Reactor.Oracle.Evaluation;

/// <summary>
/// What docs/semantics.md, section 10, makes of the evaluations so far: every call site keeps the list of all evaluations of every row that is there,
/// and an answer is the equation over that list. The caller moves the clock, tells what was touched, and evaluates the whole query each time.
/// </summary>
public sealed class OracleHistory
{
    private readonly Dictionary<(int Site, string Identity), Record> _records = [];
    private readonly Dictionary<(object Grouping, string Identity), HashSet<string>> _groups = [];
    private readonly Dictionary<BoundAggregation, Dictionary<string, List<(object?[] Keys, object?[] Arguments)>>> _versions = [];
    private readonly Dictionary<BoundAggregation, Dictionary<(string Group, string Row), string>> _members = [];
    private HashSet<string> _touched = [];
    private int _evaluation;

    /// <summary>The clock, nanoseconds since the Unix epoch.</summary>
    public long NowNs { get; private set; } = long.MinValue;

    /// <summary>When the next timer is due; null when nobody waits.</summary>
    public Int128? NextDueNs => _records.Values.Min(record => record.Due > NowNs ? record.Due : null);

    /// <summary>Whether the query has calls over time or history at all.</summary>
    internal bool IsAsked { get; set; }

    /// <summary>Whether timers fire in this unit, and nothing is touched.</summary>
    internal bool IsInstant { get; private set; }

    /// <summary>A unit of changes.</summary>
    /// <param name="timeNs">The time it brings; the clock never goes back.</param>
    /// <param name="touched">Keys of the elements it changes.</param>
    public void BeginUnit(long timeNs, IEnumerable<string> touched)
    {
        NowNs = Math.Max(NowNs, timeNs);
        IsInstant = false;
        _touched = [.. touched];
        _evaluation++;
    }

    /// <summary>An instant at which timers are due.</summary>
    public void BeginInstant(long dueNs)
    {
        NowNs = dueNs;
        IsInstant = true;
        _touched = [];
        _evaluation++;
    }

    /// <summary>Rows and groups that the evaluation did not meet are gone, and their history with them.</summary>
    public void EndEvaluation()
    {
        foreach (var key in _records.Where(entry => entry.Value.Evaluation != _evaluation).Select(entry => entry.Key).ToArray())
        {
            _records.Remove(key);
        }
    }

    /// <summary>Whether an element was changed in this unit.</summary>
    internal bool IsTouched(string element) => _touched.Contains(element);

    /// <summary>Whether a row of a group came, went or was touched.</summary>
    /// <param name="grouping">The aggregation, or the projection that is DISTINCT.</param>
    /// <param name="identity">Identity of the group.</param>
    /// <param name="rows">Its rows.</param>
    internal bool IsGroupTouched(object grouping, string identity, IReadOnlyCollection<OracleRow> rows)
    {
        if (!IsAsked)
        {
            return false;
        }

        var now = rows.Select(row => row.Identity).ToHashSet(StringComparer.Ordinal);
        var known = _groups.TryGetValue((grouping, identity), out var before);
        _groups[(grouping, identity)] = now;
        return !IsInstant && (!known || !before!.SetEquals(now) || rows.Any(row => row.IsTouched));
    }

    /// <summary>Every version of every row there ever was, by group: what aggregates that take nothing back are over. Empty where there are none.</summary>
    internal IReadOnlyDictionary<string, List<(object?[] Keys, object?[] Arguments)>> Retain(
        BoundAggregation grouping, IEnumerable<(string Identity, IEnumerable<(OracleRow Row, object?[] Keys, object?[] Arguments)> Members)> groups)
    {
        if (!grouping.Aggregates.Any(call => call.Retains))
        {
            return new Dictionary<string, List<(object?[], object?[])>>();
        }

        if (!_versions.TryGetValue(grouping, out var versions))
        {
            _versions.Add(grouping, versions = new Dictionary<string, List<(object?[], object?[])>>(StringComparer.Ordinal));
        }

        var now = new Dictionary<(string, string), string>();
        foreach (var (identity, members) in groups)
        {
            foreach (var (row, keys, arguments) in members)
            {
                var values = string.Join(' ', arguments.Select(Orderability.EquivalenceKey));
                now.Add((identity, row.Identity), values);
                var isKnown = _members.GetValueOrDefault(grouping)?.GetValueOrDefault((identity, row.Identity)) == values;
                if (!isKnown || row.IsTouched)
                {
                    versions.TryAdd(identity, []);
                    versions[identity].Add((keys, arguments));
                }
            }
        }

        _members[grouping] = now;
        return versions;
    }

    /// <summary>Evaluates a call for a row.</summary>
    internal object? Answer(BoundExpression.History call, OracleRow row, object?[] arguments)
    {
        if (!_records.TryGetValue((call.Result.Id, row.Identity), out var record))
        {
            _records.Add((call.Result.Id, row.Identity), record = new Record());
        }

        record.Evaluation = _evaluation;
        record.Steps.Add(new Step(NowNs, record.Steps.Count == 0 || row.IsTouched, [.. arguments.Select(argument => argument is OracleElement element ? element.Copy() : argument)]));
        (var answer, record.Due) = Equation(call.Function.Name, record.Steps);
        return answer;
    }

    private (object? Answer, Int128? Due) Equation(string function, List<Step> steps)
    {
        var arguments = steps[^1].Arguments;
        switch (function)
        {
            case "drasi.future":
                return Instant(arguments[1]) is { } future ? (NowNs >= future ? arguments[0] : OracleAwaiting.Value, future) : (null, null);
            case "drasi.trueLater":
                var later = Condition(arguments[0]);
                return Instant(arguments[1]) is { } due ? (NowNs >= due ? later : OracleAwaiting.Value, due) : (null, null);
            case "drasi.trueNowOrLater":
                var now = Condition(arguments[0]);
                return Instant(arguments[1]) is not { } nowDue ? (null, null)
                    : now is true ? (true, null)
                    : (NowNs >= nowDue ? now : OracleAwaiting.Value, nowDue);
            case "drasi.trueUntil":
                var until = Condition(arguments[0]);
                return Instant(arguments[1]) is not { } untilDue ? (null, null)
                    : until is not true ? (until, null)
                    : (NowNs >= untilDue ? until : OracleAwaiting.Value, untilDue);
            case "drasi.trueFor":
                var held = Condition(arguments[0]);
                if (Length(arguments[1]) is not { } length)
                {
                    return (null, null);
                }

                if (held is not true)
                {
                    return (held, null);
                }

                var since = steps.AsEnumerable().Reverse().TakeWhile(step => step.Arguments[0] is true).Last().TimeNs;
                return (NowNs >= since + length ? true : OracleAwaiting.Value, since + length);
            case "within":
                return Length(arguments[0]) is { } window
                    ? (NowNs < steps.Last(step => step.IsTouched).TimeNs + window, steps.Last(step => step.IsTouched).TimeNs + window)
                    : (null, null);
            case "drasi.previousValue":
                var touches = steps.Where(step => step.IsTouched).ToArray();
                return (touches.Length > 1 ? touches[^2].Arguments[0] : arguments.ElementAtOrDefault(1), null);
            case "drasi.previousDistinctValue":
                var touched = steps.Where(step => step.IsTouched).ToArray();
                var other = Array.FindLast(touched, step => !IsSame(step, touched[^1]));
                return (other is null ? arguments.ElementAtOrDefault(1) : other.Arguments[0], null);
            case "drasi.getVersionByTimestamp":
                return (Instant(arguments[2]) is { } at ? Versions(steps).LastOrDefault(version => version.TimeNs <= at).Element : null, null);
            case "drasi.getVersionsByTimeRange":
                if (Instant(arguments[2]) is not { } from || Instant(arguments[3]) is not { } to)
                {
                    return (null, null);
                }

                var versions = Versions(steps);
                var initial = arguments.ElementAtOrDefault(4) is true && versions.Exists(version => version.TimeNs < from) ? [versions.FindLast(version => version.TimeNs < from)] : Enumerable.Empty<(Int128 TimeNs, object? Element)>();
                return (new OracleList([.. initial.Concat(versions.Where(version => version.TimeNs >= from && version.TimeNs <= to)).Select(version => version.Element)]), null);
            default:
                throw new NotSupportedException($"the oracle does not know {function}");
        }
    }

    /// <summary>The versions in the archive. Its length is what the call subtracts from drasi.changeDateTime of the same element, as all calls here do.</summary>
    private static List<(Int128 TimeNs, object? Element)> Versions(List<Step> steps)
    {
        var arguments = steps[^1].Arguments;
        var all = steps.Where(step => step.IsTouched && step.Arguments[0] is not null)
            .Select(step => (TimeNs: Instant(step.Arguments[0])!.Value, Element: step.Arguments[1])).OrderBy(version => version.TimeNs).ToList();
        if (all.Count == 0 || Instant(arguments[0]) is not { } newest || Instant(arguments[2]) is not { } from)
        {
            return all;
        }

        var horizon = all[^1].TimeNs - (newest - from);
        return [.. all.Skip(Math.Max(0, all.FindIndex(version => version.TimeNs >= horizon) - 1))];
    }

    private static bool IsSame(Step left, Step right) => Orderability.EquivalenceKey(left.Arguments[0]) == Orderability.EquivalenceKey(right.Arguments[0]);

    private static object? Condition(object? value) => value is null or bool or OracleAwaiting ? value : throw ExpressionEvaluator.Mistyped("a condition over time", value);

    private static Int128? Instant(object? value) => value switch
    {
        null => null,
        long milliseconds => (Int128)milliseconds * 1_000_000,
        LocalDate date => Nanoseconds(date.AtMidnight().WithOffset(Offset.Zero)),
        LocalDateTime both => Nanoseconds(both.WithOffset(Offset.Zero)),
        OffsetDateTime instant => Nanoseconds(instant),
        _ => throw ExpressionEvaluator.Mistyped("a timestamp", value),
    };

    private static Int128 Nanoseconds(OffsetDateTime time) => time.ToInstant().ToUnixTimeTicks() * (Int128)100 + time.NanosecondOfSecond % 100;

    private static Int128? Length(object? value)
    {
        Int128? length = value switch
        {
            null => null,
            long milliseconds => (Int128)milliseconds * 1_000_000,
            OracleDuration { Months: 0 } duration => duration.Nanoseconds + ((Int128)duration.Days * 86_400_000_000_000),
            _ => throw ExpressionEvaluator.Mistyped("a length of time", value),
        };
        return length >= 0 || length is null ? length : throw ExpressionEvaluator.Mistyped("a negative length of time", value);
    }

    private sealed class Record
    {
        internal List<Step> Steps { get; } = [];

        internal Int128? Due { get; set; }

        internal int Evaluation { get; set; }
    }

    private sealed record Step(long TimeNs, bool IsTouched, object?[] Arguments);
}
