using Reactor.Cypher.Binding;
using Reactor.QueryCompiler.Planning;

namespace Reactor.QueryCompiler.Emission;

/// <summary>C# around the operator that answers a call over time and history.</summary>
internal static class HistoryEmitter
{
    private const int AnswerCells = 1;

    /// <summary>Cells that rows for an operator need behind those of its shape.</summary>
    internal static int ExtraCells(PlanOperator planned) =>
        planned is PlanOperator.History history ? AnswerCells + FunctionOf(history).StateCells : 0;

    /// <summary>C# that makes the operator.</summary>
    /// <param name="history">The operator.</param>
    /// <param name="cellOf">Place of a variable in rows of a shape.</param>
    /// <param name="cells">Cells of its rows' shape.</param>
    /// <param name="sink">Name of the method that takes its rows.</param>
    internal static string Open(PlanOperator.History history, Func<RowShape, BoundVariable, int> cellOf, int cells, string sink)
    {
        string Places(IEnumerable<BoundVariable> variables) => $"[{string.Join(", ", variables.Select(variable => cellOf(history.Rows, variable)))}]";
        return $"new HistoryOperator(Hash, Clock, Errors, {history.Number}, {FunctionOf(history).Code}, "
            + $"{Places(history.Arguments)}, {Places(history.Versions)}, {cells}, {sink})";
    }

    /// <summary>C# of the runtime's function, and the values it remembers per row.</summary>
    private static (string Code, int StateCells) FunctionOf(PlanOperator.History history) => history.Call.Function.Name switch
    {
        "drasi.future" => ("new LaterFunction(false)", 0),
        "drasi.trueLater" => ("new LaterFunction(true)", 0),
        "drasi.trueNowOrLater" => ("new NowOrLaterFunction()", 0),
        "drasi.trueUntil" => ("new UntilFunction()", 0),
        "drasi.trueFor" => ("new TrueForFunction()", 1),
        "drasi.previousValue" => ("new PreviousFunction(false)", 2),
        "drasi.previousDistinctValue" => ("new PreviousFunction(true)", 2),
        "drasi.getVersionByTimestamp" => ($"new VersionsFunction(false, {history.ArchiveNs}L)", 1),
        "drasi.getVersionsByTimeRange" => ($"new VersionsFunction(true, {history.ArchiveNs}L)", 1),
        "newestTouch" => ("new NewestTouchFunction()", 0),
        "within" => ("new WithinFunction()", 1),
        var name => throw new InvalidOperationException($"No runtime function for {name}."),
    };
}
