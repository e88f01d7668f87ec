using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Dataflow.Rows;

/// <summary>Takes the delta of an operator, row by row: of one identity retractions and insertions alternate.</summary>
/// <param name="sign">-1 for a row that goes, 1 for one that comes.</param>
/// <param name="identity">Its identity.</param>
/// <param name="row">Its values; nobody writes to them.</param>
public delegate void RowSink(int sign, in UInt128 identity, Value[] row);
