using Reactor.Contracts.Changes;

namespace Reactor.QueryCompiler.Tests.Oracle;

/// <summary>Makes the changes of one source, short to write.</summary>
internal sealed class Feed
{
    internal SourceVocabulary Vocabulary { get; } = new();

    internal ElementChange Node(ChangeOperation operation, string id, string[]? labels, params (string Name, object? Value)[] properties) => new()
    {
        Operation = operation,
        Kind = ElementKind.Node,
        Id = id,
        Labels = labels is null ? null : Vocabulary.Labels(labels),
        Properties = Properties(properties),
    };

    internal ElementChange Relation(
        ChangeOperation operation, string id, string? type, string? start, string? end, params (string Name, object? Value)[] properties) => new()
    {
        Operation = operation,
        Kind = ElementKind.Relation,
        Id = id,
        Labels = type is null ? null : Vocabulary.Labels(type),
        StartId = start,
        EndId = end,
        Properties = Properties(properties),
    };

    internal ElementChange Truncate(string label) => new()
    {
        Operation = ChangeOperation.Truncate,
        Kind = ElementKind.None,
        Id = "",
        Labels = Vocabulary.Labels(label),
    };

    /// <summary>A property value of what a C# literal is; arrays are lists, tuples of key and value in an array a map.</summary>
    internal static PropertyValue Value(object? value) => value switch
    {
        null => PropertyValue.Null,
        PropertyValue given => given,
        bool boolean => PropertyValue.FromBoolean(boolean),
        int integer => PropertyValue.FromInteger(integer),
        long integer => PropertyValue.FromInteger(integer),
        double number => PropertyValue.FromFloat(number),
        string text => PropertyValue.FromText(text),
        (string, object)[] entries => PropertyValue.FromMap(entries.Select(entry => KeyValuePair.Create(entry.Item1, Value(entry.Item2)))),
        object?[] items => PropertyValue.FromList([.. items.Select(Value)]),
        _ => throw new ArgumentException($"no property value: {value.GetType()}"),
    };

    private ReadOnlyMemory<Property> Properties((string Name, object? Value)[] properties) =>
        properties.Select(property => new Property(Vocabulary.PropertyNumber(property.Name), Value(property.Value))).ToArray();
}
