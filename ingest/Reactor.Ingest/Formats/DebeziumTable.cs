using Reactor.Contracts.Changes;

namespace Reactor.Ingest.Formats;

/// <summary>What a decoder knows about one table of a Debezium feed.</summary>
/// <param name="Name">Name of the table, which is its rows' label.</param>
/// <param name="IdPrefix">What each row's id starts with.</param>
/// <param name="Labels">The table's label.</param>
/// <param name="KeyColumns">Numbers of the columns that identify a row; empty for an append-only table.</param>
internal sealed record DebeziumTable(string Name, string IdPrefix, LabelSet Labels, int[] KeyColumns)
{
    /// <summary>Whether rows are known by where their transaction committed.</summary>
    public bool IsAppendOnly => KeyColumns.Length == 0;
}
