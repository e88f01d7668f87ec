using Reactor.QueryRuntime.Storage;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Dataflow.Rows;

/// <summary>
/// Keeps rows as they came: a row that goes is retracted as it was, whatever evaluating it again would give. What volatile expressions gave is
/// thus evaluated once per version of the row (docs/semantics.md, section 5).
/// </summary>
/// <param name="hash">The instance's keyed hash.</param>
/// <param name="sink">Takes the rows.</param>
public sealed class KeepOperator(StateHash hash, RowSink sink)
{
    private readonly RowStore _rows = new(hash);
    private readonly RowDeltas _deltas = new(hash);

    /// <summary>Stored rows looked at.</summary>
    public long Probes { get; private set; }

    /// <summary>Takes a delta; the values of a row that goes do not matter.</summary>
    public void Left(int sign, in UInt128 identity, in RowKey key, Value[] row) => _deltas.Add(sign, identity, key, row);

    /// <summary>At the end of a unit: passes on the rows that went and came.</summary>
    public void Flush()
    {
        for (var i = 0; i < _deltas.Count; i++)
        {
            ref readonly var delta = ref _deltas[i];
            Probes++;
            if (_rows.TryFind(delta.Identity, out _, out var before))
            {
                _rows.Remove(delta.Identity);
                sink(-1, delta.Identity, before);
            }

            if (delta.Row is not null)
            {
                _rows.Add(delta.Identity, RowKey.Never, delta.Row);
                sink(1, delta.Identity, delta.Row);
            }
        }

        _deltas.Clear();
    }
}
