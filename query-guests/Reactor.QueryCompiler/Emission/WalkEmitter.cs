using Reactor.Cypher.Syntax;
using Reactor.QueryCompiler.Planning;

namespace Reactor.QueryCompiler.Emission;

/// <summary>Writes the paths of a variable-length relation: the search of the runtime, when it runs, and what becomes of what it finds.</summary>
internal sealed class WalkEmitter
{
    /// <summary>Name of the C# parameter that is the path as a value.</summary>
    internal const string PathName = "walk";

    private readonly QueryPlan _plan;
    private readonly PatternPlan _pattern;
    private readonly WalkPlan _walk;
    private readonly PatternEmitter _join;
    private readonly RowEmitter _rows;
    private readonly CodeWriter _writer;

    internal WalkEmitter(QueryPlan plan, PatternPlan pattern, WalkPlan walk, PatternEmitter join, RowEmitter rows, CodeWriter writer)
    {
        _plan = plan;
        _pattern = pattern;
        _walk = walk;
        _join = join;
        _rows = rows;
        _writer = writer;
    }

    private string SearchType => $"PathSearch<{_rows.NodeRow}, {_rows.RelationRow}>";

    /// <summary>Name of the method that takes two versions of an element.</summary>
    internal static string ChangedName(PatternPlan pattern, bool isNode) => $"{(isNode ? "Node" : "Relation")}Changed{pattern.Number}";

    /// <summary>Name of the field with the search.</summary>
    internal static string SearchName(PatternPlan pattern) => $"_paths{pattern.Number}";

    /// <summary>Writes the members.</summary>
    internal void Write()
    {
        _writer.Line($"private {SearchType} {SearchName(_pattern)};");
        var labels = _pattern.Slots.Aggregate(0UL, (all, slot) => all | slot.Labels);
        var same = _pattern.Slots.Select(slot => _join.SameTest(slot.Reads, isNode: true, labels)).Distinct();
        WriteChanged(isNode: true, _rows.NodeType, "IsPresent", string.Join(" && ", same));
        var relations = ElementReads.Nothing with { Whole = _walk.IsRead };
        WriteChanged(isNode: false, _rows.RelationType, "IsMatchable", _join.SameTest(relations, isNode: false, _walk.Types));
        WriteFound();
        WriteOpen();
    }

    private void WriteChanged(bool isNode, string type, string visible, string same)
    {
        _writer.Open($"private void {ChangedName(_pattern, isNode)}(in {type} old, in {type} now)");
        _writer.Line($"if (old.{visible} && now.{visible} && {same}) return;");
        _writer.Line($"ProbeCount += {SearchName(_pattern)}.{(isNode ? "Node" : "Relation")}Changed(in old, now.Number);");
        _writer.Close();
    }

    private void WriteFound()
    {
        var number = _pattern.Number;
        _writer.Open($"private void Found{number}(int sign, {SearchType} path)");
        _writer.Line("UInt128 identity = path.Identity;");
        _writer.Line($"Value {PathName} = {CSharp.Null};");
        if (_walk.IsRead)
        {
            WritePath();
        }

        _writer.Line($"Match{number}(sign, in path.Node(0), in path.Node(path.Length), in {PathName}, in identity);");
        _writer.Close();
    }

    private void WritePath()
    {
        var node = RowEmitter.Member(_plan.Layout.PlaceOf(new RowField.Whole(), isNode: true));
        var relation = RowEmitter.Member(_plan.Layout.PlaceOf(new RowField.Whole(), isNode: false));
        _writer.Line("Value[] elements = new Value[(2 * path.Length) + 1];");
        _writer.Line($"elements[0] = path.Node(0).Row.{node};");
        _writer.Open("for (int i = 0; i < path.Length; i++)");
        _writer.Line($"elements[(2 * i) + 1] = path.Relation(i).Row.{relation};");
        _writer.Line($"elements[(2 * i) + 2] = path.Node(i + 1).Row.{node};");
        _writer.Close();
        _writer.Open("try");
        _writer.Line($"{PathName} = Value.FromPath(elements);");
        _writer.Close();
        _writer.Open("catch (EvaluationException exception)");
        _writer.Line($"Errors.Add(sign, {_plan.Behind(_pattern).Number}, in identity, exception.Message);");
        _writer.Line("return;");
        _writer.Close();
    }

    private void WriteOpen()
    {
        var (start, end) = (_pattern.Slots[0].Labels, _pattern.Slots[1].Labels);
        var (element, classes) = (_walk.Element, string.Join(", ", _join.ClassesOf(_walk.Types)));
        _writer.Open($"private void OpenPaths{_pattern.Number}()");
        _writer.Line($"PathShape shape = new PathShape(new int[] {{ {classes} }}, {CSharp.Mask(_walk.Types)}, {CSharp.Mask(start)}, {CSharp.Mask(end)}, "
            + $"{Bool(element.Direction != PatternDirection.Incoming)}, {Bool(element.Direction != PatternDirection.Outgoing)}, {element.Minimum}, {element.Maximum}) {{ Text = {CSharp.Text(Drawn())}{Undirected()} }};");
        _writer.Line($"{SearchName(_pattern)} = new {SearchType}(shape, Nodes, Relations, Links, Found{_pattern.Number});");
        _writer.Close();
    }

    private string Undirected()
    {
        var types = _join.UndirectedTypes(_walk.Types);
        return types == 0
            ? ""
            : $", UndirectedTypes = {CSharp.Mask(types)}, UndirectedClasses = new int[] {{ {string.Join(", ", _join.ClassesOf(types))} }}";
    }

    /// <summary>The relation as a query writes it, with both bounds of its length.</summary>
    private string Drawn()
    {
        var element = _walk.Element;
        var types = element.Types.Count == 0 ? "" : ":" + string.Join('|', element.Types);
        var maximum = element.Maximum == int.MaxValue ? "" : $"{element.Maximum}";
        var (left, right) = element.Direction switch
        {
            PatternDirection.Incoming => ("<-", "-"),
            PatternDirection.Outgoing => ("-", "->"),
            _ => ("-", "-"),
        };
        return $"{left}[{types}*{element.Minimum}..{maximum}]{right}";
    }

    private static string Bool(bool value) => value ? "true" : "false";
}
