using Npgsql.Replication;
using Npgsql.Replication.PgOutput;
using Npgsql.Replication.PgOutput.Messages;
using NpgsqlTypes;

namespace PgbenchRecorder;

/// <summary>Follows a pgoutput stream, which carries whole transactions in commit order.</summary>
internal static class ChangeStream
{
    /// <summary>Prefix of the logical decoding message that ends the recording.</summary>
    internal const string EndMarkPrefix = "end-of-recording";

    /// <summary>Writes every streamed change until the end mark comes.</summary>
    /// <returns>How many transactions changed a row, how many rows they changed, and the commit LSN of the end mark.</returns>
    /// <exception cref="NotSupportedException">The stream holds something a pgbench run never does, such as a truncate.</exception>
    internal static async Task<(long Transactions, long Changes, NpgsqlLogSequenceNumber End)> WriteChangesAsync(
        LogicalReplicationConnection replication,
        PgOutputReplicationSlot slot,
        string publication,
        IReadOnlyList<ReplicatedTable> tables,
        EnvelopeWriter envelopes)
    {
        var options = new PgOutputReplicationOptions(publication, PgOutputProtocolVersion.V1, messages: true);
        var tableByName = tables.ToDictionary(table => (table.Schema, table.Name));
        var orderInTable = new Dictionary<ReplicatedTable, int>();
        var (transactions, changes, orderInTransaction) = (0L, 0L, 0);
        uint transactionId = 0;
        NpgsqlLogSequenceNumber commitLsn = default;
        DateTime commitTime = default;

        // The stream reuses its message objects, so each is consumed completely before the next is asked for.
        await foreach (var message in replication.StartReplication(slot, options, CancellationToken.None))
        {
            switch (message)
            {
                case BeginMessage begin:
                    transactionId = begin.TransactionXid;
                    commitLsn = begin.TransactionFinalLsn;
                    commitTime = begin.TransactionCommitTimestamp;
                    orderInTransaction = 0;
                    orderInTable.Clear();
                    break;
                case InsertMessage insert:
                    await WriteAsync('c', insert.Relation, insert.NewRow);
                    break;
                case DefaultUpdateMessage update:
                    await WriteAsync('u', update.Relation, update.NewRow);
                    break;
                case LogicalDecodingMessage { Prefix: EndMarkPrefix }:
                    return (transactions, changes, commitLsn);
                case CommitMessage:
                    transactions += orderInTransaction > 0 ? 1 : 0;
                    break;
                case RelationMessage:
                    break;
                default:
                    throw new NotSupportedException($"Unexpected {message.GetType().Name} at {message.WalStart}.");
            }
        }

        throw new EndOfStreamException("The server ended the stream before the end mark.");

        async Task WriteAsync(char operation, RelationMessage relation, ReplicationTuple tuple)
        {
            var table = tableByName[(relation.Namespace, relation.RelationName)];
            var order = new ChangeOrder(++orderInTransaction, orderInTable[table] = orderInTable.GetValueOrDefault(table) + 1);
            var row = await ReadRowAsync(tuple);
            envelopes.Write(new ChangeEvent(table, operation, row, "false", transactionId, commitLsn, commitTime, order));
            changes++;
        }
    }

    private static async Task<IReadOnlyList<string?>> ReadRowAsync(ReplicationTuple tuple)
    {
        var row = new List<string?>(tuple.NumColumns);
        await foreach (var value in tuple)
        {
            if (value.IsUnchangedToastedValue)
            {
                throw new NotSupportedException("A column was left out as unchanged; the published columns are all too short for that.");
            }

            row.Add(value.IsDBNull ? null : await value.Get<string>());
        }

        return row;
    }
}
