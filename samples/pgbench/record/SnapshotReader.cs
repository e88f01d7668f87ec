using System.Data;
using System.Diagnostics.CodeAnalysis;
using Npgsql;
using Npgsql.Replication.PgOutput;

namespace PgbenchRecorder;

/// <summary>Reads the rows that existed when a replication slot was created.</summary>
internal static class SnapshotReader
{
    /// <summary>Writes every row of <paramref name="tables"/> as a read event, the very last one marked so.</summary>
    /// <param name="database">Where the tables are.</param>
    /// <param name="slot">Created with an exported snapshot, and its connection idle since: the next command there ends the snapshot.</param>
    /// <param name="tables">Read in this order, in one transaction.</param>
    /// <param name="envelopes">Receives the rows.</param>
    /// <returns>Number of rows written.</returns>
    internal static async Task<long> WriteRowsAsync(
        NpgsqlDataSource database, PgOutputReplicationSlot slot, IReadOnlyList<ReplicatedTable> tables, EnvelopeWriter envelopes)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead);
        await using (var import = QueryOf($"SET TRANSACTION SNAPSHOT '{slot.SnapshotName}'", connection))
        {
            await import.ExecuteNonQueryAsync();
        }

        var (transactionId, time) = await ReadTransactionAsync(connection);
        var rows = 0L;
        ChangeEvent? pending = null;
        foreach (var table in tables)
        {
            await using var query = QueryOf(table.SnapshotQuery, connection);
            await using var reader = await query.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                if (pending is not null)
                {
                    envelopes.Write(pending);
                }

                pending = new ChangeEvent(table, 'r', RowOf(reader), "true", transactionId, slot.ConsistentPoint, time, Order: null);
                rows++;
            }
        }

        if (pending is not null)
        {
            envelopes.Write(pending with { Snapshot = "last" });
        }

        await transaction.CommitAsync();
        return rows;
    }

    private static async Task<(uint Id, DateTime Time)> ReadTransactionAsync(NpgsqlConnection connection)
    {
        await using var query = new NpgsqlCommand("SELECT pg_current_xact_id()::xid, transaction_timestamp()", connection);
        await using var reader = await query.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (await reader.GetFieldValueAsync<uint>(0), await reader.GetFieldValueAsync<DateTime>(1));
    }

    private static string?[] RowOf(NpgsqlDataReader reader)
    {
        var row = new string?[reader.FieldCount];
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = reader.IsDBNull(i) ? null : reader.GetString(i);
        }

        return row;
    }

    [SuppressMessage("Security", "CA2100", Justification = "Snapshot names and queries come from the server, identifiers quoted by it.")]
    private static NpgsqlCommand QueryOf(string text, NpgsqlConnection connection) => new(text, connection);
}
