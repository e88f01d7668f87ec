using Reactor.QueryCompiler.Planning;

namespace Reactor.QueryCompiler.Emission;

/// <summary>Writes how a change's cells get into the rows of nodes and relations.</summary>
/// <remarks>
/// A row is a struct of so many values; queries that read equally much share it, and with it the machine code of stores and of the
/// dataflow base, which an image would otherwise hold once per query.
/// </remarks>
/// <param name="layout">What the query reads.</param>
/// <param name="writer">Gets the members.</param>
internal sealed class RowEmitter(RowLayout layout, CodeWriter writer)
{
    /// <summary>C# type of a node's row.</summary>
    internal string NodeRow => TypeOf(layout.NodeFields.Count);

    /// <summary>C# type of a relation's row.</summary>
    internal string RelationRow => TypeOf(layout.RelationFields.Count);

    /// <summary>C# type of a node.</summary>
    internal string NodeType => $"Node<{NodeRow}>";

    /// <summary>C# type of a relation.</summary>
    internal string RelationType => $"Relation<{RelationRow}>";

    /// <summary>The file with the rows of all queries of an assembly.</summary>
    internal static string EmitRows(IEnumerable<RowLayout> layouts)
    {
        var writer = new CodeWriter();
        writer.Line("using Reactor.QueryRuntime.Values;");
        writer.Line($"namespace {ProgramEmitter.Namespace};");
        foreach (var fields in layouts.SelectMany(layout => new[] { layout.NodeFields.Count, layout.RelationFields.Count }).Where(fields => fields != 0).Distinct().Order())
        {
            writer.Open($"public struct {TypeOf(fields)}");
            for (var place = 0; place < fields; place++)
            {
                writer.Line($"public Value {Member(place)};");
            }

            writer.Close();
        }

        return writer.ToString();
    }

    /// <summary>Name of the member at a place of a row.</summary>
    internal static string Member(int place) => $"F{place}";

    /// <summary>Writes the members.</summary>
    internal void Write()
    {
        WriteReader("ReadNode", NodeRow, isNode: true);
        WriteReader("ReadRelation", RelationRow, isNode: false);
        if (layout.Joins.Count != 0)
        {
            WriteField();
            WriteJoined();
        }
    }

    /// <summary>Whether rows of relations hold something of a join's relation: all they can hold but properties.</summary>
    internal static bool KeepsJoined(RowLayout layout) => layout.Joins.Count != 0 && layout.RelationFields.Any(field => field is not RowField.Property);

    private static string TypeOf(int fields) => fields == 0 ? "NoRow" : $"Row{fields}";

    private void WriteField()
    {
        writer.Open($"protected override ref readonly Value NodeField(in {NodeRow} row, int place)");
        writer.Open("switch (place)");
        for (var place = 0; place < layout.NodeFields.Count; place++)
        {
            writer.Line($"case {place}: return ref row.{Member(place)};");
        }

        writer.Line("default: throw new ArgumentOutOfRangeException(nameof(place));");
        writer.Close();
        writer.Close();
    }

    private void WriteJoined()
    {
        if (!KeepsJoined(layout))
        {
            return;
        }

        writer.Open($"protected override void ReadJoined(ElementValue relation, ref {RelationRow} row)");
        for (var place = 0; place < layout.RelationFields.Count; place++)
        {
            if (layout.RelationFields[place] is not RowField.Property)
            {
                writer.Line($"row.{Member(place)} = {(layout.RelationFields[place] is RowField.Id ? "Value.FromText(relation.Id)" : "Value.FromElement(relation)")};");
            }
        }

        writer.Close();
    }

    private void WriteReader(string method, string row, bool isNode)
    {
        var (fields, labels, kind) = isNode
            ? (layout.NodeFields, "labels", "ValueKind.Node")
            : (layout.RelationFields, "types", "ValueKind.Relation");
        writer.Open($"protected override void {method}(in ChangeView change, int cell, bool merge, ulong {labels}, in {row} previous, ref {row} row)");
        if (fields.Count != 0)
        {
            writer.Line("row = merge ? previous : default;");
        }

        for (var place = 0; place < fields.Count; place++)
        {
            var member = Member(place);
            switch (fields[place])
            {
                case RowField.Id:
                    writer.Line($"row.{member} = previous.{member}.IsNull ? Value.FromText(Encoding.UTF8.GetString(change.Id)) : previous.{member};");
                    break;
                case RowField.Version:
                    writer.Line($"row.{member} = Version;");
                    break;
                case RowField.Changed:
                    writer.Line($"row.{member} = CellReader.ReadChangeTime(change);");
                    break;
                case RowField.Handle:
                    writer.Line($"row.{member} = previous.{member}.IsNull ? CellReader.ReadHandle(change, {kind}) : previous.{member};");
                    break;
            }
        }

        WriteCells(fields, kind);
        writer.Close();
    }

    private void WriteCells(IReadOnlyList<RowField> fields, string kind)
    {
        if (!fields.Any(field => field is RowField.Property or RowField.Whole))
        {
            return;
        }

        writer.Open("for (int count = change.CellCount; cell < count; cell++)");
        writer.Line("CellView view = change.Cell(cell);");
        writer.Open("switch (view.Slot)");
        for (var place = 0; place < fields.Count; place++)
        {
            var member = Member(place);
            switch (fields[place])
            {
                case RowField.Property property:
                    writer.Line($"case {property.Slot}: row.{member} = CellReader.Read(view, previous.{member}); break;");
                    break;
                case RowField.Whole:
                    writer.Line($"case WireLayout.RestSlot: row.{member} = CellReader.ReadWhole(change, view, {kind}, previous.{member}, merge); break;");
                    break;
            }
        }

        writer.Close();
        writer.Close();
    }
}
