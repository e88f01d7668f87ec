using Reactor.QueryCompiler.Planning;

namespace Reactor.QueryCompiler.Emission;

/// <summary>Writes the class of one query: what is the same for all is in GraphQuery of the runtime.</summary>
internal static class QueryEmitter
{
    private static readonly string[] Namespaces =
    [
        "System",
        "System.Text",
        "Reactor.Contracts.Wire",
        "Reactor.QueryRuntime.Aggregates",
        "Reactor.QueryRuntime.Dataflow",
        "Reactor.QueryRuntime.Dataflow.Joins",
        "Reactor.QueryRuntime.Dataflow.Paths",
        "Reactor.QueryRuntime.Dataflow.Rows",
        "Reactor.QueryRuntime.Dataflow.Time",
        "Reactor.QueryRuntime.Functions",
        "Reactor.QueryRuntime.Storage",
        "Reactor.QueryRuntime.Values",
    ];

    /// <summary>Name of the generated class.</summary>
    internal static string ClassName(int number) => $"Query{number}";

    /// <summary>The C# file of a query.</summary>
    /// <param name="plan">Its plan.</param>
    /// <param name="number">Its number in the assembly.</param>
    internal static string Emit(QueryPlan plan, int number)
    {
        var writer = new CodeWriter();
        var constants = new Constants(plan.Parameters);
        var rows = new RowEmitter(plan.Layout, writer);
        foreach (var space in Namespaces)
        {
            writer.Line($"using {space};");
        }

        writer.Line($"namespace {ProgramEmitter.Namespace};");
        var name = ClassName(number);
        writer.Open($"public sealed class {name} : GraphQuery<{rows.NodeRow}, {rows.RelationRow}>");
        writer.Open($"public {name}() : base({ShapeOf(plan)})");
        writer.Close();
        rows.Write();
        PatternEmitter.WriteDispatch(plan.Patterns, writer);
        foreach (var pattern in plan.Patterns)
        {
            var join = new PatternEmitter(plan, pattern, constants, rows, writer);
            if (pattern.Walk is { } walk)
            {
                new WalkEmitter(plan, pattern, walk, join, rows, writer).Write();
            }
            else
            {
                join.Write();
            }
        }

        new SegmentEmitter(plan, constants, rows, writer).Write();
        constants.Write(writer);
        writer.Close();
        return writer.ToString();
    }

    private static string ShapeOf(QueryPlan plan)
    {
        var readsRelations = plan.Patterns.Any(pattern => pattern.Walk is not null || pattern.Slots.Any(slot => !slot.IsNode));
        return $"new GraphShape {{ Columns = {plan.Columns.Count}, ReadsNodes = {Bool(plan.Patterns.Count > 0)}, ReadsRelations = {Bool(readsRelations)}, "
            + $"ReadsAllRelations = {Bool(plan.Layout.ReadsAllRelations)}, RelationTypes = {CSharp.Mask(plan.Layout.RelationTypes)}{JoinsOf(plan)} }}";
    }

    private static string JoinsOf(QueryPlan plan)
    {
        if (plan.Layout.Joins.Count == 0)
        {
            return "";
        }

        var joins = plan.Layout.Joins.Select(join =>
            $"new JoinShape({CSharp.Text(join.Id)}, {CSharp.Mask(join.Type)}, new JoinParticipantShape[] {{ {string.Join(", ", join.Participants.Select(participant => ParticipantOf(participant, plan)))} }})");
        var sources = RowEmitter.KeepsJoined(plan.Layout)
            ? $", KeepsJoined = true, Sources = new string[] {{ {string.Join(", ", plan.Sources.Select(CSharp.Text))} }}"
            : "";
        return $", Joins = new JoinShape[] {{ {string.Join(", ", joins)} }}{sources}";
    }

    private static string ParticipantOf(JoinParticipantPlan participant, QueryPlan plan)
    {
        var places = participant.Slots.Select(slot => plan.Layout.PlaceOf(new RowField.Property(slot), isNode: true));
        return $"new JoinParticipantShape({CSharp.Mask(1UL << participant.Label)}, new int[] {{ {string.Join(", ", places)} }}, {Bool(participant.IsRepeated)})";
    }

    private static string Bool(bool value) => value ? "true" : "false";
}
