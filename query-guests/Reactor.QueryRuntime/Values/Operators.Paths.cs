namespace Reactor.QueryRuntime.Values;

/// <content>Paths out of what a pattern matched.</content>
public static partial class Operators
{
    /// <summary>The path that leads along matched parts; null when one of them is.</summary>
    /// <param name="parts">A node, a relation or a path of several, a node, and so on. A path begins and ends with the nodes beside it.</param>
    public static Value PathOf(params ReadOnlySpan<Value> parts)
    {
        var count = 0;
        foreach (ref readonly var part in parts)
        {
            if (part.IsNull)
            {
                return Value.Null;
            }

            count += part.IsPath ? part.Path.Elements.Length - 2 : 1;
        }

        // A path without relations stands between two mentions of one node, and takes the second one away.
        var elements = new Value[count];
        var length = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            if (!parts[i].IsPath)
            {
                elements[length++] = parts[i];
                continue;
            }

            var inner = parts[i].Path.Elements[1..];
            inner.CopyTo(elements.AsSpan(length));
            length += inner.Length;
            i++;
        }

        return Value.FromPath(elements);
    }
}
