namespace Reactor.QueryRuntime.Dataflow;

/// <summary>Label masks as arrays of names, each array made once.</summary>
/// <param name="names">Names by bit.</param>
public sealed class LabelNames(string[] names)
{
    private readonly Dictionary<ulong, string[]> _known = [];

    /// <summary>The names of a mask's bits, in ordinal order.</summary>
    public string[] Of(ulong mask)
    {
        if (!_known.TryGetValue(mask, out var found))
        {
            found = [.. names.Where((_, bit) => (mask >> bit & 1) != 0).Order(StringComparer.Ordinal)];
            _known.Add(mask, found);
        }

        return found;
    }
}
