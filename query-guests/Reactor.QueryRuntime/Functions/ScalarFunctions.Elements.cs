using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Functions;

/// <content>Elements and maps.</content>
public static partial class ScalarFunctions
{
    /// <summary>The source's id of an element, as text.</summary>
    public static Value Id(in Value element) => IdOf(element, "id");

    /// <summary>The source's id of an element, as text.</summary>
    public static Value ElementId(in Value element) => IdOf(element, "elementId");

    /// <summary>The labels of a node, as a list of texts.</summary>
    public static Value Labels(in Value node) => node.Kind switch
    {
        ValueKind.Null => Value.Null,
        ValueKind.Node => Texts(node.Element.Labels),
        _ => throw Unsupported("labels", node),
    };

    /// <summary>The type of a relation; null for one whose feed never named it.</summary>
    public static Value Type(in Value relation) => relation.Kind switch
    {
        ValueKind.Null => Value.Null,
        ValueKind.Relation => relation.Element.Labels is [var type, ..] ? Value.FromText(type) : Value.Null,
        _ => throw Unsupported("type", relation),
    };

    /// <summary>The keys of a map or an element, ascending.</summary>
    public static Value Keys(in Value value) => value.Kind switch
    {
        ValueKind.Null => Value.Null,
        ValueKind.Map => Texts(value.Map.Keys),
        ValueKind.Node or ValueKind.Relation => Texts(value.Element.Properties.Keys),
        _ => throw Unsupported("keys", value),
    };

    /// <summary>The properties of an element as a map; a map is its own.</summary>
    public static Value Properties(in Value value) => value.Kind switch
    {
        ValueKind.Null or ValueKind.Map => value,
        ValueKind.Node or ValueKind.Relation => Value.FromMap(value.Element.Properties),
        _ => throw Unsupported("properties", value),
    };

    private static Value IdOf(in Value element, string function)
    {
        if (element.IsNull)
        {
            return Value.Null;
        }

        return element.IsElement ? Value.FromText(element.Element.Id) : throw Unsupported(function, element);
    }

    private static Value Texts(ReadOnlySpan<string> texts)
    {
        var list = new Value[texts.Length];
        for (var i = 0; i < list.Length; i++)
        {
            list[i] = Value.FromText(texts[i]);
        }

        return Value.FromList(list);
    }
}
