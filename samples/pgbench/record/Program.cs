using System.Diagnostics;
using Npgsql;
using Npgsql.Replication;
using PgbenchRecorder;

if (args.Length < 4)
{
    await Console.Error.WriteLineAsync("usage: PgbenchRecorder CONNECTION-STRING PUBLICATION OUTPUT.jsonl.gz WORKLOAD [ARGUMENT...]");
    return 2;
}

var (connectionString, publication, output, workload) = (args[0], args[1], args[2], args[3..]);

await using var database = NpgsqlDataSource.Create(connectionString);
await using var replication = new LogicalReplicationConnection(connectionString);
await replication.Open();

// The slot exports the snapshot at which its stream begins: rows read from it and changes streamed after it meet without gap or overlap.
var slot = await replication.CreatePgOutputReplicationSlot(
    "recorder", temporarySlot: true, slotSnapshotInitMode: LogicalSlotSnapshotInitMode.Export);

var tables = await ReplicatedTable.ReadPublicationAsync(database, publication);
var databaseName = new NpgsqlConnectionStringBuilder(connectionString).Database
    ?? throw new ArgumentException("The connection string names no database.");
await using var envelopes = new EnvelopeWriter(output, databaseName);

var snapshotRows = await SnapshotReader.WriteRowsAsync(database, slot, tables, envelopes);
Console.WriteLine($"snapshot: {snapshotRows} rows at {slot.ConsistentPoint}");

var load = RunWorkloadAsync(workload, connectionString);
var stream = ChangeStream.WriteChangesAsync(replication, slot, publication, tables, envelopes);
await Task.WhenAll(load, stream);
var (transactions, changes, end) = await stream;
Console.WriteLine($"stream: {changes} changes in {transactions} transactions up to {end}");
return 0;

// Runs the workload to its end and then, also when it fails, marks the end in the change stream.
static async Task RunWorkloadAsync(string[] commandLine, string connectionString)
{
    try
    {
        using var process = Process.Start(commandLine[0], commandLine[1..]);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{commandLine[0]} exited with code {process.ExitCode}.");
        }
    }
    finally
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var mark = database.CreateCommand("SELECT pg_logical_emit_message(true, $1, '')");
        mark.Parameters.AddWithValue(ChangeStream.EndMarkPrefix);
        await mark.ExecuteNonQueryAsync();
    }
}
