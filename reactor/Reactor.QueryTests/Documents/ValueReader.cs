using Reactor.Contracts.Changes;
using Reactor.Contracts.Resources;
using Reactor.QueryRuntime.Values;
using Reactor.QueryTests.Values;
using Reactor.Resources;

namespace Reactor.QueryTests.Documents;

/// <summary>Reads values: of properties, of parameters, and of rows as they should be.</summary>
/// <param name="problems">Gets mistakes.</param>
internal sealed class ValueReader(List<ResourceProblem> problems)
{
    /// <summary>The value of a property or parameter.</summary>
    internal PropertyValue ReadProperty(ResourceValue value) => value switch
    {
        ResourceValue.Scalar scalar => ReadScalar(scalar),
        ResourceValue.Sequence sequence => PropertyValue.FromList([.. sequence.Items.Select(ReadProperty)]),
        ResourceValue.Mapping mapping => PropertyValue.FromMap(
            mapping.Entries.Select(entry => new KeyValuePair<string, PropertyValue>(entry.Key, ReadProperty(entry.Value)))),
        _ => PropertyValue.Null,
    };

    /// <summary>A row.</summary>
    internal ExpectedRow ReadRow(ResourceValue value)
    {
        if (value is not ResourceValue.Mapping mapping)
        {
            Report(value, "a row must be a mapping from columns to values");
            return new ExpectedRow(value.Location, new Dictionary<string, TestValue>());
        }

        return new ExpectedRow(value.Location, mapping.Entries.ToDictionary(entry => entry.Key, entry => Read(entry.Value), StringComparer.Ordinal));
    }

    private TestValue Read(ResourceValue value)
    {
        switch (value)
        {
            case ResourceValue.Scalar scalar:
                return new TestValue.Scalar(ReadScalar(scalar));
            case ResourceValue.Sequence sequence:
                return new TestValue.List([.. sequence.Items.Select(Read)]);
            case ResourceValue.Mapping { Entries: { Count: 1 } entries } when entries.TryGetValue("$node", out var node):
                return ReadElement(node, isNode: true);
            case ResourceValue.Mapping { Entries: { Count: 1 } entries } when entries.TryGetValue("$relation", out var relation):
                return ReadElement(relation, isNode: false);
            case ResourceValue.Mapping { Entries: { Count: 1 } entries } when entries.TryGetValue("$path", out var path):
                if (path is not ResourceValue.Sequence elements)
                {
                    Report(path, "$path must be a list of nodes and relations");
                    return new TestValue.Path([]);
                }

                return new TestValue.Path([.. elements.Items.Select(Read)]);
            default:
                return new TestValue.Map(((ResourceValue.Mapping)value).Entries.ToDictionary(entry => entry.Key, entry => Read(entry.Value), StringComparer.Ordinal));
        }
    }

    private TestValue.Element ReadElement(ResourceValue value, bool isNode)
    {
        if (value is not ResourceValue.Mapping mapping)
        {
            Report(value, "an element must be a mapping with id, labels and properties");
            return new TestValue.Element(isNode, null, null, null, null, null);
        }

        var element = new SettingsReader(mapping, isNode ? "$node" : "$relation", problems);
        var id = element.Text("id");
        IReadOnlyList<string>? labels = element.Value("labels") is null ? null : element.TextList("labels");
        if (mapping.Entries.ContainsKey("labels"))
        {
            labels ??= [];
        }

        var (from, to) = isNode ? (null, null) : (element.Text("from"), element.Text("to"));
        labels ??= isNode ? null : element.Text("type") is { } type ? [type] : null;
        var properties = element.Value("properties") as ResourceValue.Mapping;
        element.Finish();
        return new TestValue.Element(
            isNode, id, labels, from, to, properties?.Entries.ToDictionary(entry => entry.Key, entry => Read(entry.Value), StringComparer.Ordinal));
    }

    private PropertyValue ReadScalar(ResourceValue.Scalar scalar)
    {
        switch (scalar.Tag)
        {
            case null:
                return CoreSchema.ValueOf(scalar);
            case TemporalTag.Float:
                if (CoreSchema.TryFloat(scalar.Text, out var number))
                {
                    return PropertyValue.FromFloat(number);
                }

                Report(scalar, $"\"{scalar.Text}\" is no float");
                return PropertyValue.Null;
            case var tag:
                try
                {
                    return TemporalTag.Parse(tag, scalar.Text);
                }
                catch (EvaluationException exception)
                {
                    Report(scalar, $"!{tag}: {exception.Message}");
                    return PropertyValue.Null;
                }
        }
    }

    private void Report(ResourceValue value, string message) => problems.Add(new ResourceProblem(value.Location, message));
}
