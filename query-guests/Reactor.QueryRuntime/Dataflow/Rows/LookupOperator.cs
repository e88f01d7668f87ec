using Reactor.QueryRuntime.Storage;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Dataflow.Rows;

/// <summary>Adds to each left row an answer about the right rows of its key: whether there are any, or the list of what they hold.</summary>
/// <remarks>A left row keeps its identity. It is passed on again when its answer changes.</remarks>
public sealed class LookupOperator
{
    private readonly RowStore _left;
    private readonly RowStore _right;
    private readonly RowDeltas _leftDeltas;
    private readonly RowDeltas _rightDeltas;
    private readonly GroupTable<Value> _answerBefore;
    private readonly List<RowKey> _touched = [];
    private readonly List<(UInt128 Identity, Value Value)> _found = [];
    private readonly int _leftCells;
    private readonly bool _collects;
    private readonly RowSink _sink;

    /// <summary>Makes an empty operator.</summary>
    /// <param name="hash">The instance's keyed hash.</param>
    /// <param name="leftCells">Values of a left row.</param>
    /// <param name="collects">Whether the answer is the list of the right rows' first values, in order of their identities.</param>
    /// <param name="sink">Takes the rows: the left row's values, then the answer.</param>
    public LookupOperator(StateHash hash, int leftCells, bool collects, RowSink sink)
    {
        _left = new RowStore(hash);
        _right = new RowStore(hash);
        _leftDeltas = new RowDeltas(hash);
        _rightDeltas = new RowDeltas(hash);
        _answerBefore = new GroupTable<Value>(hash);
        _leftCells = leftCells;
        _collects = collects;
        _sink = sink;
    }

    /// <summary>Stored rows looked at.</summary>
    public long Probes { get; private set; }

    /// <summary>Takes a delta of the left input.</summary>
    public void Left(int sign, in UInt128 identity, in RowKey key, Value[] row) => _leftDeltas.Add(sign, identity, key, row);

    /// <summary>Takes a delta of the right input.</summary>
    public void Right(int sign, in UInt128 identity, in RowKey key, Value[] row) => _rightDeltas.Add(sign, identity, key, row);

    /// <summary>At the end of a unit: passes on what its deltas change.</summary>
    public void Flush()
    {
        for (var i = 0; i < _leftDeltas.Count; i++)
        {
            ApplyLeft(_leftDeltas[i]);
        }

        for (var i = 0; i < _rightDeltas.Count; i++)
        {
            ApplyRight(_rightDeltas[i]);
        }

        foreach (var key in _touched)
        {
            Settle(key);
        }

        _leftDeltas.Clear();
        _rightDeltas.Clear();
        _touched.Clear();
    }

    private void ApplyLeft(in RowDeltas.Delta delta)
    {
        if (_left.TryFind(delta.Identity, out var key, out var row))
        {
            if (delta.Row is not null && key == delta.Key && RowCells.AreSame(row, delta.Row))
            {
                return;
            }

            Emit(-1, delta.Identity, row, Answer(key));
            _left.Remove(delta.Identity);
        }

        if (delta.Row is not null)
        {
            Emit(1, delta.Identity, delta.Row, Answer(delta.Key));
            _left.Add(delta.Identity, delta.Key, delta.Row);
        }
    }

    private void ApplyRight(in RowDeltas.Delta delta)
    {
        if (_right.TryFind(delta.Identity, out var key, out _))
        {
            Touch(key);
            _right.Remove(delta.Identity);
        }

        if (delta.Row is not null)
        {
            Touch(delta.Key);
            _right.Add(delta.Identity, delta.Key, delta.Row);
        }
    }

    private void Touch(in RowKey key)
    {
        if (!key.Joins || _left.First(key) < 0)
        {
            return;
        }

        var known = _answerBefore.Count;
        var number = _answerBefore.FindOrAdd(key.Value);
        if (_answerBefore.Count > known)
        {
            _answerBefore[number] = Answer(key);
            _touched.Add(key);
        }
    }

    private void Settle(in RowKey key)
    {
        var number = _answerBefore.Find(key.Value);
        var before = _answerBefore[number];
        _answerBefore.Remove(number);
        var after = Answer(key);
        if (ExactForm.AreSame(before, after))
        {
            return;
        }

        for (var row = _left.First(key); row >= 0; row = _left.Next(row))
        {
            Emit(-1, _left.Identity(row), _left.Row(row), before);
            Emit(1, _left.Identity(row), _left.Row(row), after);
        }
    }

    private Value Answer(in RowKey key)
    {
        var number = _right.First(key);
        Probes++;
        if (!_collects)
        {
            return Value.FromBoolean(number >= 0);
        }

        _found.Clear();
        for (; number >= 0; number = _right.Next(number))
        {
            Probes++;
            _found.Add((_right.Identity(number), _right.Row(number)[0]));
        }

        _found.Sort(static (left, right) => left.Identity.CompareTo(right.Identity));
        return Value.FromList([.. _found.Select(found => found.Value)]);
    }

    private void Emit(int sign, in UInt128 identity, Value[] row, in Value answer)
    {
        Probes++;
        var answered = new Value[_leftCells + 1];
        row.CopyTo(answered, 0);
        answered[_leftCells] = answer;
        _sink(sign, identity, answered);
    }
}
