using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Functions;

/// <content>Paths.</content>
public static partial class ScalarFunctions
{
    /// <summary>The nodes of a path, first to last.</summary>
    public static Value Nodes(in Value path) => EverySecond(path, 0, "nodes");

    /// <summary>The relations of a path, first to last.</summary>
    public static Value Relationships(in Value path) => EverySecond(path, 1, "relationships");

    /// <summary>How many relations a path has.</summary>
    public static Value Length(in Value path) => path.Kind switch
    {
        ValueKind.Null => Value.Null,
        ValueKind.Path => Value.FromInteger(path.Path.Length),
        _ => throw Unsupported("length", path),
    };

    private static Value EverySecond(in Value path, int first, string function)
    {
        if (path.IsNull)
        {
            return Value.Null;
        }

        if (!path.IsPath)
        {
            throw Unsupported(function, path);
        }

        var elements = path.Path.Elements;
        var chosen = new Value[path.Path.Length + 1 - first];
        for (var i = 0; i < chosen.Length; i++)
        {
            chosen[i] = elements[(2 * i) + first];
        }

        return Value.FromList(chosen);
    }
}
