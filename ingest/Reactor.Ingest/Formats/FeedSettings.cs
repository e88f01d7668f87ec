using Reactor.Contracts.Resources;

namespace Reactor.Ingest.Formats;

/// <summary>The settings that every feed has, whatever carries it.</summary>
public sealed record FeedSettings
{
    /// <summary>How values are written.</summary>
    public FeedFormat Format { get; init; } = FeedFormat.Auto;

    /// <summary>Debezium: the columns that identify a row, by table name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Keys { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Debezium: tables without a key, whose rows are known by where their transaction committed.</summary>
    public IReadOnlySet<string> AppendOnly { get; init; } = new HashSet<string>();

    /// <summary>Drasi and plain: an element keeps the labels it was inserted with, so a change needs to reach only queries of these labels.</summary>
    public bool StableLabels { get; init; }

    /// <summary>What happens to malformed values.</summary>
    public ErrorPolicy OnError { get; init; } = ErrorPolicy.Skip;

    /// <summary>Most changes in a batch, 1 to 65,536; default 1,024.</summary>
    public int BatchChanges { get; init; } = 1024;

    /// <summary>A transaction is over when the feed was silent for this long behind its last change; default 200 ms.</summary>
    public TimeSpan TransactionIdle { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Reads them from a source's properties.</summary>
    public static FeedSettings Read(SettingsReader settings)
    {
        var read = new FeedSettings
        {
            Format = settings.Choice("format", FeedFormat.Auto),
            Keys = settings.TextListMap("keys"),
            AppendOnly = settings.TextList("appendOnly").ToHashSet(StringComparer.Ordinal),
            StableLabels = settings.Boolean("stableLabels", false),
            OnError = settings.Choice("onError", ErrorPolicy.Skip),
            BatchChanges = (int)settings.Integer("batchChanges", 1024, 1, 65_536),
            TransactionIdle = TimeSpan.FromMilliseconds(settings.Integer("transactionIdleMs", 200, 1, 60_000)),
        };
        foreach (var (table, columns) in read.Keys)
        {
            if (columns.Count == 0)
            {
                settings.Problem("keys", $"\"keys\" names no column for table {table}", "list a keyless table under \"appendOnly\"");
            }

            if (read.AppendOnly.Contains(table))
            {
                settings.Problem("appendOnly", $"table {table} stands under \"keys\" and under \"appendOnly\"");
            }
        }

        return read;
    }
}
