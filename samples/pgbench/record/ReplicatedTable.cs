using Npgsql;

namespace PgbenchRecorder;

/// <summary>A column of a published table.</summary>
/// <param name="Name">As in the catalogue, unquoted.</param>
/// <param name="TypeId">PostgreSQL type OID.</param>
internal sealed record ReplicatedColumn(string Name, uint TypeId);

/// <summary>A table of a publication, reduced to the columns that the publication lists.</summary>
/// <param name="Schema">Schema name, unquoted.</param>
/// <param name="Name">Table name, unquoted.</param>
/// <param name="Columns">In attribute order, which is also their order in pgoutput tuples.</param>
/// <param name="SnapshotQuery">Reads all rows, every column as text, in physical order.</param>
internal sealed record ReplicatedTable(string Schema, string Name, IReadOnlyList<ReplicatedColumn> Columns, string SnapshotQuery)
{
    // The server quotes the identifiers, so SnapshotQuery is safe to execute as it stands.
    private const string PublicationQuery =
        """
        SELECT p.schemaname::text, p.tablename::text,
               array_agg(a.attname::text ORDER BY a.attnum),
               array_agg(a.atttypid ORDER BY a.attnum),
               format('SELECT %s FROM %I.%I ORDER BY ctid',
                      string_agg(format('%I::text', a.attname), ', ' ORDER BY a.attnum), p.schemaname, p.tablename)
        FROM pg_publication_tables p
        JOIN pg_attribute a ON a.attrelid = format('%I.%I', p.schemaname, p.tablename)::regclass AND a.attname = ANY (p.attnames)
        WHERE p.pubname = $1
        GROUP BY p.schemaname, p.tablename
        ORDER BY p.schemaname, p.tablename
        """;

    /// <summary>Reads what a publication publishes. Needs PostgreSQL 15, the first with column lists.</summary>
    /// <returns>The tables in name order; empty when there is no such publication.</returns>
    internal static async Task<IReadOnlyList<ReplicatedTable>> ReadPublicationAsync(NpgsqlDataSource database, string publication)
    {
        await using var command = database.CreateCommand(PublicationQuery);
        command.Parameters.AddWithValue(publication);
        await using var reader = await command.ExecuteReaderAsync();

        var tables = new List<ReplicatedTable>();
        while (await reader.ReadAsync())
        {
            var names = await reader.GetFieldValueAsync<string[]>(2);
            var typeIds = await reader.GetFieldValueAsync<uint[]>(3);
            var columns = names.Zip(typeIds, (name, typeId) => new ReplicatedColumn(name, typeId)).ToArray();
            tables.Add(new ReplicatedTable(reader.GetString(0), reader.GetString(1), columns, reader.GetString(4)));
        }

        return tables;
    }
}
