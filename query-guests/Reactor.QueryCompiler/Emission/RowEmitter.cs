using Reactor.QueryCompiler.Planning;

namespace Reactor.QueryCompiler.Emission;

/// <summary>Writes the row structs of nodes and relations, and how a change's cells get into them.</summary>
/// <param name="layout">What the query reads.</param>
/// <param name="writer">Gets the members.</param>
internal sealed class RowEmitter(RowLayout layout, CodeWriter writer)
{
    /// <summary>C# type of a node.</summary>
    internal string NodeType => $"Node<{RowType("NodeRow", layout.NodeFields)}>";

    /// <summary>C# type of a relation.</summary>
    internal string RelationType => $"Relation<{RowType("RelationRow", layout.RelationFields)}>";

    /// <summary>C# type of a node's row as seen from outside the class.</summary>
    internal string NodeRowOf(string className) => Qualified(className, RowType("NodeRow", layout.NodeFields));

    /// <summary>C# type of a relation's row as seen from outside the class.</summary>
    internal string RelationRowOf(string className) => Qualified(className, RowType("RelationRow", layout.RelationFields));

    /// <summary>Writes the members.</summary>
    internal void Write()
    {
        WriteRow("NodeRow", layout.NodeFields);
        WriteRow("RelationRow", layout.RelationFields);
        WriteReader("ReadNode", "labels", RowType("NodeRow", layout.NodeFields), layout.NodeFields, "ValueKind.Node");
        WriteReader("ReadRelation", "types", RowType("RelationRow", layout.RelationFields), layout.RelationFields, "ValueKind.Relation");
        if (layout.NeedsRestSlot)
        {
            var names = layout.Labels.Select(label => CSharp.Text(label.Name));
            writer.Line($"private readonly LabelNames _labelNames = new LabelNames(new string[] {{ {string.Join(", ", names)} }});");
        }
    }

    private static string RowType(string name, IReadOnlyList<RowField> fields) => fields.Count == 0 ? "NoRow" : name;

    private static string Qualified(string className, string row) => row == "NoRow" ? row : $"{className}.{row}";

    private void WriteRow(string name, IReadOnlyList<RowField> fields)
    {
        if (fields.Count == 0)
        {
            return;
        }

        writer.Open($"public struct {name}");
        foreach (var field in fields)
        {
            writer.Line($"public Value {field.Name};");
        }

        writer.Close();
    }

    private void WriteReader(string method, string labels, string row, IReadOnlyList<RowField> fields, string kind)
    {
        writer.Open($"protected override void {method}(in ChangeView change, int cell, bool merge, ulong {labels}, in {row} previous, ref {row} row)");
        if (fields.Count != 0)
        {
            writer.Line("row = merge ? previous : default;");
            if (fields.Any(field => field is RowField.Id))
            {
                writer.Line("row.Id = previous.Id.IsNull ? Value.FromText(Encoding.UTF8.GetString(change.Id)) : previous.Id;");
            }

            if (fields.Any(field => field is RowField.Handle))
            {
                writer.Line($"row.Handle = previous.Handle.IsNull ? CellReader.ReadHandle(change, {kind}) : previous.Handle;");
            }

            WriteCells(fields, labels, kind);
        }

        writer.Close();
    }

    private void WriteCells(IReadOnlyList<RowField> fields, string labels, string kind)
    {
        var properties = fields.OfType<RowField.Property>().ToArray();
        var hasWhole = fields.Any(field => field is RowField.Whole);
        if (properties.Length == 0 && !hasWhole)
        {
            return;
        }

        writer.Open("for (int count = change.CellCount; cell < count; cell++)");
        writer.Line("CellView view = change.Cell(cell);");
        writer.Open("switch (view.Slot)");
        foreach (var property in properties)
        {
            writer.Line($"case {property.Slot}: row.{property.Name} = CellReader.Read(view, previous.{property.Name}); break;");
        }

        if (hasWhole)
        {
            writer.Line($"case WireLayout.RestSlot: row.Whole = CellReader.ReadWhole(change, view, {kind}, _labelNames.Of({labels}), previous.Whole, merge); break;");
        }

        writer.Close();
        writer.Close();
    }
}
