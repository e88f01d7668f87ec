using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Dataflow.Time;

/// <summary>
/// <c>drasi.getVersionByTimestamp(e, ts)</c> and <c>drasi.getVersionsByTimeRange(e, from, to, initial)</c>: versions of an element by their effective times.
/// The first argument is the effective time of the newest version, in front of the written ones. Remembers the versions, in order.
/// </summary>
/// <param name="isRange">Which of the two.</param>
/// <param name="archiveNs">How far behind the newest effective time versions are kept, nanoseconds; one more is kept, which was valid then.</param>
public sealed class VersionsFunction(bool isRange, long archiveNs) : HistoryFunction
{
    private const int Stride = 2;

    internal override long? Evaluate(in HistoryArguments arguments, ref Value answer, Span<Value> state)
    {
        if (arguments.IsTouched && arguments.Instant(0) is { } changed)
        {
            state[0] = Value.FromList(With(state[0].IsNull ? [] : state[0].List, HistoryArguments.ToDue(changed), arguments[1]));
        }

        var versions = state[0].IsNull ? [] : state[0].List;
        answer = isRange ? InRange(arguments, versions) : At(arguments, versions);
        return null;
    }

    /// <summary>The version behind all that are not later, and none that is too old.</summary>
    private Value[] With(ReadOnlySpan<Value> versions, long changedNs, in Value element)
    {
        var place = versions.Length;
        while (place > 0 && versions[place - Stride].Integer > changedNs)
        {
            place -= Stride;
        }

        Value[] all = [.. versions[..place], Value.FromInteger(changedNs), element, .. versions[place..]];
        var horizon = all[^Stride].Integer - (Int128)archiveNs;
        var first = 0;
        while (first + Stride < all.Length && all[first + Stride].Integer < horizon)
        {
            first += Stride;
        }

        return first == 0 ? all : all[first..];
    }

    private static Value At(in HistoryArguments arguments, ReadOnlySpan<Value> versions)
    {
        if (arguments.Instant(2) is not { } timestamp)
        {
            return Value.Null;
        }

        for (var i = versions.Length - Stride; i >= 0; i -= Stride)
        {
            if (versions[i].Integer <= timestamp)
            {
                return versions[i + 1];
            }
        }

        return Value.Null;
    }

    private static Value InRange(in HistoryArguments arguments, ReadOnlySpan<Value> versions)
    {
        if (arguments.Instant(2) is not { } from || arguments.Instant(3) is not { } to)
        {
            return Value.Null;
        }

        var withInitial = Operators.IsTrue(arguments.Condition(4));
        var found = new List<Value>();
        for (var i = 0; i < versions.Length; i += Stride)
        {
            if (versions[i].Integer < from)
            {
                if (withInitial)
                {
                    // The last one of these is the one that was valid.
                    found.Clear();
                    found.Add(versions[i + 1]);
                }
            }
            else if (versions[i].Integer <= to)
            {
                found.Add(versions[i + 1]);
            }
        }

        return Value.FromList([.. found]);
    }
}
