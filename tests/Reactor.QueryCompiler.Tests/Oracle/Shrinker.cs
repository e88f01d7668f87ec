namespace Reactor.QueryCompiler.Tests.Oracle;

/// <summary>Makes a history that fails small enough to read: drops units, then single changes, as long as it still fails.</summary>
internal static class Shrinker
{
    internal static (History History, string Reason) Shrink(History history, string reason, Func<History, string?> failure)
    {
        int before;
        do
        {
            before = Size(history);
            (history, reason) = Drop(history, reason, failure, candidate => candidate.Units.Count, WithoutUnit);
            (history, reason) = Drop(history, reason, failure, candidate => candidate.Units.Sum(unit => unit.Changes.Count), WithoutChange);
        }
        while (Size(history) < before);
        return (history, reason);
    }

    private static int Size(History history) => history.Units.Sum(unit => 1 + unit.Changes.Count);

    private static (History History, string Reason) Drop(
        History history, string reason, Func<History, string?> failure, Func<History, int> pieces, Func<History, int, History> without)
    {
        for (var i = pieces(history) - 1; i >= 0; i--)
        {
            var smaller = without(history, i);
            if (failure(smaller) is { } stillFails)
            {
                (history, reason) = (smaller, stillFails);
            }
        }

        return (history, reason);
    }

    private static History WithoutUnit(History history, int index) =>
        history with { Units = [.. history.Units.Where((_, i) => i != index)] };

    private static History WithoutChange(History history, int index)
    {
        var units = new List<HistoryUnit>();
        foreach (var unit in history.Units)
        {
            units.Add(index >= 0 && index < unit.Changes.Count ? unit with { Changes = [.. unit.Changes.Where((_, i) => i != index)] } : unit);
            index -= unit.Changes.Count;
        }

        return history with { Units = units };
    }
}
