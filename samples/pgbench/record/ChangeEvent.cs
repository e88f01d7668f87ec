using NpgsqlTypes;

namespace PgbenchRecorder;

/// <summary>One line of the feed: a row as it is after a change, and where that change stands in the log.</summary>
/// <param name="Table">Table of the row.</param>
/// <param name="Operation">Debezium's letter: r (read by the snapshot), c (insert), u (update).</param>
/// <param name="Row">PostgreSQL's text form of each column of <paramref name="Table"/>; null for SQL NULL.</param>
/// <param name="Snapshot">Debezium's mark: "true" or "last" for snapshot rows, "false" for streamed changes.</param>
/// <param name="TransactionId">xid of the changing transaction; for snapshot rows, of the reading one.</param>
/// <param name="Lsn">Commit LSN of the transaction; for snapshot rows, the LSN at which the stream begins.</param>
/// <param name="Time">UTC commit time of the transaction; for snapshot rows, the start of the reading one.</param>
/// <param name="Order">Place in the transaction; null for snapshot rows.</param>
internal sealed record ChangeEvent(
    ReplicatedTable Table,
    char Operation,
    IReadOnlyList<string?> Row,
    string Snapshot,
    uint TransactionId,
    NpgsqlLogSequenceNumber Lsn,
    DateTime Time,
    ChangeOrder? Order);

/// <summary>Place of a change in its transaction, counted from 1.</summary>
/// <param name="InTransaction">Among all changes of the transaction.</param>
/// <param name="InTable">Among those of the same table.</param>
internal readonly record struct ChangeOrder(int InTransaction, int InTable);
