using Reactor.QueryRuntime.Storage;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Dataflow.Rows;

/// <summary>Joins two inputs by key.</summary>
/// <remarks>An outer join gives a left row that joins nothing once, with nulls for the right one.</remarks>
public sealed class JoinOperator : TwoInputOperator
{
    private readonly GroupTable<int> _countBefore;
    private readonly int _leftCells;
    private readonly int _cells;
    private readonly OuterRows? _outer;

    /// <summary>Makes an empty join.</summary>
    /// <param name="hash">The instance's keyed hash.</param>
    /// <param name="leftCells">Values of a left row.</param>
    /// <param name="rightCells">Values of a right row.</param>
    /// <param name="isOuter">Whether left rows without a match go on.</param>
    /// <param name="sink">Takes the joined rows: the left row's values, then the right one's.</param>
    public JoinOperator(StateHash hash, int leftCells, int rightCells, bool isOuter, RowSink sink)
        : base(hash, sink)
    {
        _countBefore = new GroupTable<int>(hash);
        _leftCells = leftCells;
        _cells = leftCells + rightCells;
        _outer = isOuter ? new OuterRows(hash, sink) : null;
    }

    private protected override void LeftChanges(int sign, in UInt128 identity, in RowKey key, Value[] row)
    {
        var number = RightRows.First(key);
        if (number < 0 && _outer is not null)
        {
            EmitMiss(sign, identity, row);
        }

        for (; number >= 0; number = RightRows.Next(number))
        {
            EmitPair(sign, identity, row, RightRows.Identity(number), RightRows.Row(number));
        }
    }

    private protected override void RightChanges(int sign, in UInt128 identity, in RowKey key, Value[] row)
    {
        if (_outer is not null && key.Joins)
        {
            ref var before = ref _countBefore[_countBefore.FindOrAdd(key.Value)];
            if (before == 0)
            {
                // One more than there were, so that none is not what a new entry holds.
                before = RightRows.CountOf(key) + 1;
                Touch(key);
            }
        }

        for (var number = LeftRows.First(key); number >= 0; number = LeftRows.Next(number))
        {
            EmitPair(sign, LeftRows.Identity(number), LeftRows.Row(number), identity, row);
        }
    }

    private protected override void Settle(in RowKey key)
    {
        var number = _countBefore.Find(key.Value);
        var hadMatches = _countBefore[number] > 1;
        _countBefore.Remove(number);
        var hasMatches = RightRows.CountOf(key) > 0;
        if (hadMatches == hasMatches)
        {
            return;
        }

        for (var row = LeftRows.First(key); row >= 0; row = LeftRows.Next(row))
        {
            EmitMiss(hasMatches ? -1 : 1, LeftRows.Identity(row), LeftRows.Row(row));
        }
    }

    private protected override void Complete() => _outer?.Flush();

    private void EmitMiss(int sign, in UInt128 identity, Value[] row)
    {
        var joined = new Value[_cells];
        row.CopyTo(joined, 0);
        Probes++;
        _outer!.Add(sign, identity, RowIdentity.OfMiss(identity), isMiss: true, joined);
    }

    private void EmitPair(int sign, in UInt128 leftIdentity, Value[] left, in UInt128 rightIdentity, Value[] right)
    {
        var joined = new Value[_cells];
        left.CopyTo(joined, 0);
        right.CopyTo(joined, _leftCells);
        var pair = RowIdentity.OfJoin(leftIdentity, rightIdentity);
        if (_outer is null)
        {
            Emit(sign, pair, joined);
            return;
        }

        Probes++;
        _outer.Add(sign, leftIdentity, pair, isMiss: false, joined);
    }
}
