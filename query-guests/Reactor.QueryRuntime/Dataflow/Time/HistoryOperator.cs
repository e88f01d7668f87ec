using Reactor.QueryRuntime.Dataflow.Rows;
using Reactor.QueryRuntime.Storage;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Dataflow.Time;

/// <summary>
/// Answers one call of a function of time or history for every row (docs/semantics.md, section 10): keeps rows with the answer and what the
/// function remembers, evaluates a row when it comes, when it changes and when its timer is due.
/// </summary>
/// <remarks>A row's cells: what goes on, the answer, what the function remembers. One that cannot be evaluated is a row error and remembers nothing.</remarks>
public sealed class HistoryOperator
{
    private readonly QueryClock _clock;
    private readonly RowErrors _errors;
    private readonly int _number;
    private readonly HistoryFunction _function;
    private readonly int[] _arguments;
    private readonly int[] _versions;
    private readonly int _answer;
    private readonly RowSink _sink;
    private readonly RowStore _rows;
    private readonly RowDeltas _deltas;
    private readonly List<UInt128> _due = [];

    /// <summary>Makes an empty operator.</summary>
    /// <param name="hash">The instance's keyed hash.</param>
    /// <param name="clock">The query's clock.</param>
    /// <param name="errors">Gets the rows that cannot be evaluated.</param>
    /// <param name="number">Number of the operator in the plan.</param>
    /// <param name="function">The function called.</param>
    /// <param name="arguments">Cells of its arguments.</param>
    /// <param name="versions">Cells of the numbers that change when an element of the row does.</param>
    /// <param name="answer">Cell of the answer; behind it lies what the function remembers.</param>
    /// <param name="sink">Takes the rows.</param>
    public HistoryOperator(
        StateHash hash, QueryClock clock, RowErrors errors, int number, HistoryFunction function, int[] arguments, int[] versions, int answer, RowSink sink)
    {
        _clock = clock;
        _errors = errors;
        _number = number;
        _function = function;
        _arguments = arguments;
        _versions = versions;
        _answer = answer;
        _sink = sink;
        _rows = new RowStore(hash);
        _deltas = new RowDeltas(hash);
    }

    /// <summary>Stored rows looked at.</summary>
    public long Probes { get; private set; }

    // Segments count up from 0, so an operator's own errors count down.
    private int Stage => -1 - _number;

    /// <summary>Takes a delta; the values of a row that goes do not matter.</summary>
    public void Left(int sign, in UInt128 identity, in RowKey key, Value[] row) => _deltas.Add(sign, identity, key, row);

    /// <summary>Says that the timer of a row has fired.</summary>
    public void Due(in UInt128 identity) => _due.Add(identity);

    /// <summary>At the end of a unit: passes on the rows that went and came, and those whose answer changed.</summary>
    public void Flush()
    {
        for (var i = 0; i < _deltas.Count; i++)
        {
            ref readonly var delta = ref _deltas[i];
            Probes++;
            var isKnown = _rows.TryFind(delta.Identity, out _, out var before);
            if (!isKnown)
            {
                _errors.Add(-1, Stage, delta.Identity, null);
            }

            Replace(delta.Identity, isKnown ? before : null, delta.Row, isKnown && delta.Row is not null && IsTouched(before, delta.Row));
        }

        _deltas.Clear();
        foreach (var identity in _due)
        {
            Probes++;
            if (_rows.TryFind(identity, out _, out var before))
            {
                Replace(identity, before, (Value[])before.Clone(), isTouched: false);
            }
        }

        _due.Clear();
    }

    private bool IsTouched(Value[] before, Value[] row)
    {
        foreach (var version in _versions)
        {
            if (!ExactForm.AreSame(before[version], row[version]))
            {
                return true;
            }
        }

        return false;
    }

    private void Replace(in UInt128 identity, Value[]? before, Value[]? row, bool isTouched)
    {
        var timer = new TimerKey(_number, identity);
        if (row is not null)
        {
            try
            {
                var due = Evaluate(before, row, isTouched || before is null);
                if (due is { } ns && ns > _clock.NowNs)
                {
                    _clock.Timers.Set(timer, ns);
                }
                else
                {
                    _clock.Timers.Cancel(timer);
                }
            }
            catch (EvaluationException exception)
            {
                _errors.Add(1, Stage, identity, exception.RowError);
                row = null;
            }
        }

        if (before is not null)
        {
            _rows.Remove(identity);
            _sink(-1, identity, before);
        }

        if (row is not null)
        {
            _rows.Add(identity, RowKey.Never, row);
            _sink(1, identity, row);
        }
        else
        {
            _clock.Timers.Cancel(timer);
        }
    }

    private long? Evaluate(Value[]? before, Value[] row, bool isTouched)
    {
        before?.AsSpan(_answer).CopyTo(row.AsSpan(_answer));
        var arguments = new HistoryArguments(row, _arguments, _clock, isTouched, before is null);
        return _function.Evaluate(arguments, ref row[_answer], row.AsSpan(_answer + 1));
    }
}
