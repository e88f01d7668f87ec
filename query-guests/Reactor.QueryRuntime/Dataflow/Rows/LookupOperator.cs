using Reactor.QueryRuntime.Storage;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Dataflow.Rows;

/// <summary>Adds to each left row an answer about the right rows of its key: whether there are any, or the list of what they hold.</summary>
/// <remarks>A left row keeps its identity. It is passed on again when its answer changes.</remarks>
public sealed class LookupOperator : TwoInputOperator
{
    private readonly GroupTable<Value> _answerBefore;
    private readonly List<(UInt128 Identity, Value Value)> _found = [];
    private readonly int _leftCells;
    private readonly bool _collects;

    /// <summary>Makes an empty operator.</summary>
    /// <param name="hash">The instance's keyed hash.</param>
    /// <param name="leftCells">Values of a left row.</param>
    /// <param name="collects">Whether the answer is the list of the right rows' first values, in order of their identities.</param>
    /// <param name="sink">Takes the rows: the left row's values, then the answer.</param>
    public LookupOperator(StateHash hash, int leftCells, bool collects, RowSink sink)
        : base(hash, sink)
    {
        _answerBefore = new GroupTable<Value>(hash);
        _leftCells = leftCells;
        _collects = collects;
    }

    private protected override void LeftChanges(int sign, in UInt128 identity, in RowKey key, Value[] row) => EmitAnswered(sign, identity, row, Answer(key));

    private protected override void RightChanges(int sign, in UInt128 identity, in RowKey key, Value[] row)
    {
        if (!key.Joins || LeftRows.First(key) < 0)
        {
            return;
        }

        var known = _answerBefore.Count;
        var number = _answerBefore.FindOrAdd(key.Value);
        if (_answerBefore.Count > known)
        {
            _answerBefore[number] = Answer(key);
            Touch(key);
        }
    }

    private protected override void Settle(in RowKey key)
    {
        var number = _answerBefore.Find(key.Value);
        var before = _answerBefore[number];
        _answerBefore.Remove(number);
        var after = Answer(key);
        if (ExactForm.AreSame(before, after))
        {
            return;
        }

        for (var row = LeftRows.First(key); row >= 0; row = LeftRows.Next(row))
        {
            EmitAnswered(-1, LeftRows.Identity(row), LeftRows.Row(row), before);
            EmitAnswered(1, LeftRows.Identity(row), LeftRows.Row(row), after);
        }
    }

    private Value Answer(in RowKey key)
    {
        var number = RightRows.First(key);
        Probes++;
        if (!_collects)
        {
            return Value.FromBoolean(number >= 0);
        }

        _found.Clear();
        for (; number >= 0; number = RightRows.Next(number))
        {
            Probes++;
            _found.Add((RightRows.Identity(number), RightRows.Row(number)[0]));
        }

        _found.Sort(static (left, right) => left.Identity.CompareTo(right.Identity));
        return Value.FromList([.. _found.Select(found => found.Value)]);
    }

    private void EmitAnswered(int sign, in UInt128 identity, Value[] row, in Value answer)
    {
        var answered = new Value[_leftCells + 1];
        row.CopyTo(answered, 0);
        answered[_leftCells] = answer;
        Emit(sign, identity, answered);
    }
}
