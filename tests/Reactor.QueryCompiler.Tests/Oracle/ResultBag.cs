using Reactor.Contracts.Results;

namespace Reactor.QueryCompiler.Tests.Oracle;

/// <summary>The result set that diffs add up to: identity to row image.</summary>
internal sealed class ResultBag(int columns, bool sortLists)
{
    private readonly Dictionary<UInt128, byte[]> _rows = [];

    /// <summary>All rows as text, sorted.</summary>
    internal IEnumerable<string> Rows => _rows.Values.Select(image => Text(image)).Order(StringComparer.Ordinal);

    /// <summary>Applies a diff and returns its rows as text; throws when it does not fit what it is applied to.</summary>
    internal List<(RowChange Change, string Before, string After)> Apply(ResultBatch batch, in DiffEntry diff)
    {
        var changes = new List<(RowChange, string, string)>();
        foreach (var row in batch.Rows(diff))
        {
            var known = _rows.GetValueOrDefault(row.Identity);
            if ((known is null) != (row.Change == RowChange.Added))
            {
                throw new OracleMismatchException($"row {row.Identity:X} is {row.Change} but {(known is null ? "does not exist" : "exists")}: {Text(row.AfterImage)}");
            }

            if (known is not null && !row.BeforeImage.SequenceEqual(known))
            {
                throw new OracleMismatchException($"row {row.Identity:X} is {row.Change} from\n{Text(row.BeforeImage)}\nbut was\n{Text(known)}");
            }

            if (row.BeforeImage.SequenceEqual(row.AfterImage))
            {
                throw new OracleMismatchException($"row {row.Identity:X} is {row.Change} but did not change: {Text(known!)}");
            }

            changes.Add((row.Change, Text(row.BeforeImage), Text(row.AfterImage)));
            if (row.Change == RowChange.Deleted)
            {
                _rows.Remove(row.Identity);
            }
            else
            {
                _rows[row.Identity] = row.AfterImage.ToArray();
            }
        }

        return changes;
    }

    private string Text(ReadOnlySpan<byte> image) => image.IsEmpty ? "" : RowText.Of(RowText.Values(image, columns), sortLists);
}
