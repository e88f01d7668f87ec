using System.Text;
using Reactor.Contracts.Queries;
using Reactor.Contracts.Results;

namespace Reactor.Reactions.Terminal;

/// <summary>
/// Formats the rows of one query as lines whose columns stand below each other as far as what was printed before lets one know:
/// <c>~ teller-totals  branch=1  total=5 -> 17</c>.
/// </summary>
internal sealed class RowPrinter(QueryManifest query, bool useColour)
{
    // One very wide value must not push all later lines apart.
    private const int MaxPadding = 40;

    private readonly int[] _widths = new int[query.Columns.Count];

    /// <summary>The query.</summary>
    public QueryManifest Query => query;

    /// <summary>Appends the line of a row.</summary>
    /// <param name="text">Where.</param>
    /// <param name="row">The row.</param>
    /// <param name="nameWidth">Width to pad the query's name to.</param>
    public void Append(StringBuilder text, in RowView row, int nameWidth)
    {
        var (sign, colour) = row.Change switch
        {
            RowChange.Added => ('+', Ansi.Green),
            RowChange.Updated => ('~', Ansi.Yellow),
            _ => ('-', Ansi.Red),
        };
        Coloured(text, colour, $"{sign} {query.Name.PadRight(nameWidth)}");
        for (var column = 0; column < _widths.Length; column++)
        {
            AppendCell(text, row, column, colour);
        }

        text.Append('\n');
    }

    private void AppendCell(StringBuilder text, in RowView row, int column, string colour)
    {
        var name = query.Columns[column].Name;
        var value = CellText.Of(row.Change == RowChange.Deleted ? row.Before(column) : row.After(column));
        var changed = false;
        if (row.Change == RowChange.Updated && CellText.Of(row.Before(column)) is var before && before != value)
        {
            value = $"{before} -> {value}";
            changed = true;
        }

        text.Append("  ").Append(name).Append('=');
        if (changed)
        {
            Coloured(text, colour, value);
        }
        else
        {
            text.Append(value);
        }

        var length = name.Length + 1 + value.Length;
        _widths[column] = Math.Max(_widths[column], Math.Min(length, MaxPadding));
        if (column < _widths.Length - 1)
        {
            text.Append(' ', Math.Max(0, _widths[column] - length));
        }
    }

    private void Coloured(StringBuilder text, string colour, string value)
    {
        if (useColour)
        {
            text.Append(colour).Append(value).Append(Ansi.Reset);
        }
        else
        {
            text.Append(value);
        }
    }
}
