using Reactor.Contracts.Changes;
using Reactor.Contracts.Resources;

namespace Reactor.QueryTests.Documents;

/// <summary>Reads what happens to elements.</summary>
/// <param name="values">Reads values.</param>
/// <param name="sources">Names of the query's sources, by number.</param>
/// <param name="problems">Gets mistakes.</param>
internal sealed class ChangeReader(ValueReader values, IReadOnlyList<string> sources, List<ResourceProblem> problems)
{
    /// <summary>The keys that stand for a change.</summary>
    internal static readonly string[] Keys = ["insert", "update", "delete", "truncate"];

    /// <summary>The number of the source a mapping names, 0 when it names none.</summary>
    internal int ReadSource(SettingsReader reader, int fallback = 0)
    {
        if (reader.Text("source") is not { } name)
        {
            return fallback;
        }

        var number = sources.ToList().IndexOf(name);
        if (number < 0)
        {
            reader.Problem("source", $"there is no source \"{name}\"", Spelling.Suggest(name, sources) ?? $"the query reads {string.Join(", ", sources)}");
        }

        return Math.Max(0, number);
    }

    /// <summary>An element that is there from the start.</summary>
    internal TestChange? ReadGiven(ResourceValue value)
    {
        if (value is not ResourceValue.Mapping mapping)
        {
            Report(value.Location, "an element must be a mapping: {node: ...} or {relation: ...}");
            return null;
        }

        var reader = new SettingsReader(mapping, "given", problems);
        var source = ReadSource(reader);
        var change = ReadElement(reader, ChangeOperation.Insert, source, replaces: false);
        reader.Finish();
        return change;
    }

    /// <summary>The change a mapping holds under one of <see cref="Keys"/>; null, with a problem, when it holds none.</summary>
    internal TestChange? Read(SettingsReader reader, int source)
    {
        TestChange? change = null;
        var found = 0;
        foreach (var key in Keys)
        {
            if (reader.Value(key) is not { } value)
            {
                continue;
            }

            found++;
            if (value is not ResourceValue.Mapping mapping)
            {
                reader.Problem(key, $"\"{key}\" must be a mapping: {(key == "truncate" ? "{label: NAME}" : "{node: ...} or {relation: ...}")}");
                continue;
            }

            var content = new SettingsReader(mapping, key, problems);
            var replaces = key == "update" && content.Boolean("replace", false);
            change = key switch
            {
                "insert" => ReadElement(content, ChangeOperation.Insert, source, replaces),
                "update" => ReadElement(content, ChangeOperation.UpdateMerge, source, replaces),
                "delete" => ReadElement(content, ChangeOperation.Delete, source, replaces),
                _ => new TestChange(source, ChangeOperation.Truncate, ElementKind.None, "", [content.RequiredText("label")], null, null, []),
            };
            content.Finish();
        }

        if (found > 1)
        {
            Report(reader.Location, $"one change at a time: {string.Join(", ", Keys)} exclude each other");
        }

        return change;
    }

    private TestChange? ReadElement(SettingsReader reader, ChangeOperation operation, int source, bool replaces)
    {
        var (node, relation) = (reader.Nested("node"), reader.Nested("relation"));
        if (node is null == relation is null)
        {
            Report(reader.Location, "one of \"node\" and \"relation\" is needed");
            return null;
        }

        var element = node ?? relation!;
        var isNode = node is not null;
        var id = element.RequiredText("id");
        var labels = ReadLabels(element, isNode);
        var (from, to) = isNode ? (null, null) : (element.Text("from"), element.Text("to"));
        if (operation == ChangeOperation.Insert && !isNode && (from is null || to is null || labels is null))
        {
            Report(element.Location, "an inserted relation needs \"labels\", \"from\" and \"to\"");
        }

        var properties = ReadProperties(element);
        replaces |= operation == ChangeOperation.UpdateMerge && element.Boolean("replace", false);
        element.Finish();
        operation = replaces ? ChangeOperation.UpdateReplace : operation;
        labels ??= operation == ChangeOperation.Insert ? [] : null;
        return new TestChange(source, operation, isNode ? ElementKind.Node : ElementKind.Relation, id, labels, from, to, properties);
    }

    private static IReadOnlyList<string>? ReadLabels(SettingsReader element, bool isNode)
    {
        IReadOnlyList<string>? labels = element.Value("labels") is null ? null : element.TextList("labels");
        var single = element.Text(isNode ? "label" : "type");
        if (!isNode && labels is { Count: not 1 })
        {
            element.Problem("labels", "a relation has one label, its type");
        }

        return labels ?? (single is null ? null : [single]);
    }

    private List<KeyValuePair<string, PropertyValue>> ReadProperties(SettingsReader element)
    {
        switch (element.Value("properties"))
        {
            case null:
                return [];
            case ResourceValue.Mapping mapping:
                return [.. mapping.Entries.Select(entry => new KeyValuePair<string, PropertyValue>(entry.Key, values.ReadProperty(entry.Value)))];
            default:
                element.Problem("properties", "\"properties\" must be a mapping");
                return [];
        }
    }

    private void Report(ResourceLocation location, string message) => problems.Add(new ResourceProblem(location, message));
}
