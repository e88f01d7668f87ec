using System.Globalization;
using Reactor.Contracts.Changes;
using Reactor.Contracts.Wire;

namespace Reactor.QueryTests.Values;

/// <summary>A value of a row, expected or got, that can be compared and printed as a document writes it.</summary>
internal abstract record TestValue
{
    private TestValue()
    {
    }

    /// <summary>The value of a cell.</summary>
    internal static TestValue Of(CellView cell)
    {
        switch (cell.Type)
        {
            case CellType.List or CellType.Path:
                var items = new TestValue[cell.Length];
                for (var i = 0; i < items.Length; i++)
                {
                    items[i] = Of(cell.Element(i));
                }

                return cell.Type == CellType.List ? new List(items) : new Path(items);
            case CellType.Map:
                return new Map(EntriesOf(cell));
            case CellType.Node:
                var labels = new string[cell.Labels.Length];
                for (var i = 0; i < labels.Length; i++)
                {
                    labels[i] = cell.Labels.Element(i).Text;
                }

                return new Element(IsNode: true, cell.Id.Text, labels, null, null, EntriesOf(cell));
            case CellType.Relation:
                return new Element(IsNode: false, cell.Id.Text, [cell.RelationType.Text], cell.StartId.Text, cell.EndId.Text, EntriesOf(cell));
            default:
                return new Scalar(ScalarOf(cell));
        }
    }

    private static PropertyValue ScalarOf(CellView cell) => cell.Type switch
    {
        CellType.Null => PropertyValue.Null,
        CellType.Boolean => PropertyValue.FromBoolean(cell.Boolean),
        CellType.Integer => PropertyValue.FromInteger(cell.Integer),
        CellType.Float => PropertyValue.FromFloat(cell.Float),
        CellType.Text => PropertyValue.FromText(cell.Text),
        _ => PropertyValue.FromTemporal((PropertyValueKind)cell.Type, cell.Text),
    };

    private static SortedDictionary<string, TestValue> EntriesOf(CellView cell)
    {
        var entries = new SortedDictionary<string, TestValue>(StringComparer.Ordinal);
        for (var i = 0; i < cell.Length; i++)
        {
            entries[cell.Key(i).Text] = Of(cell.Value(i));
        }

        return entries;
    }

    /// <summary>Null, boolean, number, text or temporal value.</summary>
    internal sealed record Scalar(PropertyValue Value) : TestValue
    {
        public override string ToString() => Value.Kind switch
        {
            PropertyValueKind.Text => Quoted(Value.Text),
            PropertyValueKind.Float => Float(Value.Float),
            >= PropertyValueKind.Date and <= PropertyValueKind.Duration => $"!{TemporalTag.Of(Value.Kind)} {Value.Text}",
            _ => Value.ToString(),
        };

        private static string Float(double number) =>
            double.IsNaN(number) ? ".nan"
            : double.IsInfinity(number) ? number > 0 ? ".inf" : "-.inf"
            : number.ToString("R", CultureInfo.InvariantCulture) is var text && text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + ".0" : text;

        private static string Quoted(string text) =>
            text.Length > 0 && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or ' ') && char.IsAsciiLetter(text[0]) && text[^1] != ' '
                && text is not ("true" or "True" or "TRUE" or "false" or "False" or "FALSE" or "null" or "Null" or "NULL")
                ? text
                : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    /// <summary>A list.</summary>
    internal sealed record List(IReadOnlyList<TestValue> Items) : TestValue
    {
        public override string ToString() => $"[{string.Join(", ", Items)}]";
    }

    /// <summary>A map.</summary>
    internal sealed record Map(IReadOnlyDictionary<string, TestValue> Entries) : TestValue
    {
        public override string ToString() => Print(Entries);
    }

    /// <summary>A node or relation; of an expected one null matches anything.</summary>
    /// <param name="IsNode">Node or relation.</param>
    /// <param name="Id">Its id.</param>
    /// <param name="Labels">Its labels in any order, or its type.</param>
    /// <param name="From">Id of the node a relation starts at.</param>
    /// <param name="To">Id of the node it ends at.</param>
    /// <param name="Properties">Its properties.</param>
    internal sealed record Element(
        bool IsNode, string? Id, IReadOnlyList<string>? Labels, string? From, string? To, IReadOnlyDictionary<string, TestValue>? Properties) : TestValue
    {
        public override string ToString()
        {
            var parts = new List<string>();
            Add("id", Id);
            Add("labels", Labels is null ? null : $"[{string.Join(", ", Labels)}]");
            Add("from", From);
            Add("to", To);
            Add("properties", Properties is null ? null : Print(Properties));
            return $"{{{(IsNode ? "$node" : "$relation")}: {{{string.Join(", ", parts)}}}}}";

            void Add(string key, string? text)
            {
                if (text is not null)
                {
                    parts.Add($"{key}: {text}");
                }
            }
        }
    }

    /// <summary>A path: nodes and relations in turn.</summary>
    internal sealed record Path(IReadOnlyList<TestValue> Elements) : TestValue
    {
        public override string ToString() => $"{{$path: [{string.Join(", ", Elements)}]}}";
    }

    /// <summary>Columns or entries as a document writes them.</summary>
    internal static string Print(IEnumerable<KeyValuePair<string, TestValue>> entries) =>
        $"{{{string.Join(", ", entries.Select(entry => $"{entry.Key}: {entry.Value}"))}}}";
}
