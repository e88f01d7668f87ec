namespace Reactor.Contracts.Resources;

/// <summary>Guesses which name was meant by a misspelt one.</summary>
public static class Spelling
{
    /// <summary>The candidate closest to a name, or null when none is close enough to be a likely slip.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="candidates">What would have been understood.</param>
    /// <returns>The candidate with the fewest edits (insertion, deletion, substitution, swap of neighbours; case is ignored), if at most a
    /// third of the name's length; the first of several equally close ones.</returns>
    public static string? Nearest(string name, IEnumerable<string> candidates)
    {
        var limit = Math.Max(1, name.Length / 3);
        string? nearest = null;
        foreach (var candidate in candidates)
        {
            var distance = Distance(name, candidate);
            if (distance <= limit && (nearest is null || distance < limit))
            {
                nearest = candidate;
                limit = distance;
            }
        }

        return nearest;
    }

    /// <summary>The nearest candidate as a sentence for <see cref="ResourceProblem.Suggestion"/>; null when there is none.</summary>
    public static string? Suggest(string name, IEnumerable<string> candidates) =>
        Nearest(name, candidates) is { } nearest ? $"did you mean \"{nearest}\"?" : null;

    // Optimal string alignment distance over three rolling rows.
    private static int Distance(string left, string right)
    {
        var beforePrevious = new int[right.Length + 1];
        var previous = new int[right.Length + 1];
        var current = new int[right.Length + 1];
        for (var column = 0; column <= right.Length; column++)
        {
            previous[column] = column;
        }

        for (var row = 1; row <= left.Length; row++)
        {
            current[0] = row;
            for (var column = 1; column <= right.Length; column++)
            {
                var substitution = Same(left[row - 1], right[column - 1]) ? 0 : 1;
                current[column] = Math.Min(Math.Min(previous[column], current[column - 1]) + 1, previous[column - 1] + substitution);
                if (row > 1 && column > 1 && Same(left[row - 1], right[column - 2]) && Same(left[row - 2], right[column - 1]))
                {
                    current[column] = Math.Min(current[column], beforePrevious[column - 2] + 1);
                }
            }

            (beforePrevious, previous, current) = (previous, current, beforePrevious);
        }

        return previous[right.Length];
    }

    private static bool Same(char left, char right) => char.ToUpperInvariant(left) == char.ToUpperInvariant(right);
}
