namespace Reactor.QueryCompiler.Tests.Oracle;

/// <content>
/// Time, history and chance. The oracle knows neither random numbers nor which match takes the place of a row of nulls, and with it its history: what
/// chance gives shows only as far as it is certain, and OPTIONAL MATCH is left to queries without history.
/// </content>
internal sealed partial class QueryGenerator
{
    private readonly bool _isTimed;

    private string Optional() => _isTimed ? "" : "OPTIONAL ";

    // A change takes up to 1,000 ns.
    private string Length() => Pick("duration('PT0.000001500S')", "duration('PT0.000012000S')", "duration('PT0.000000700S')");

    private string Moment() => _scope.Elements.Any() && Chance(40)
        ? $"drasi.changeDateTime({Element()}) + {Length()}"
        : $"datetime('1970-01-01T00:00:00.0010{_random.Next(0, 12):00}Z')";

    /// <summary>A condition that time or chance have a part in.</summary>
    private string Timed(int depth) => Weighted(34, 12, 10, 12, 12, 20) switch
    {
        0 => $"drasi.trueFor({Predicate(depth - 1)}, {Length()})",
        1 => $"drasi.trueLater({Predicate(depth - 1)}, {Moment()})",
        2 => $"drasi.trueNowOrLater({Predicate(depth - 1)}, {Moment()})",
        3 => $"drasi.trueUntil({Predicate(depth - 1)}, {Moment()})",
        4 => $"{Number(0)} {Pick("<>", ">", "<=")} drasi.previousValue({Number(0)}, 0)",
        _ => Pick("rand() < 1", "rand() >= 0", "size(randomUUID()) = 36", "datetime() > datetime('1970-01-01T00:00Z')", $"{Number(0)} >= {Number(0)} + toInteger(rand())"),
    };

    /// <summary>A value that was, or that is to be.</summary>
    private string Remembered(int depth) => Weighted(30, 22, 16, _scope.Elements.Any() ? 12 : 0, 20) switch
    {
        0 => $"drasi.previousValue({Number(depth)})",
        1 => $"drasi.previousDistinctValue({Pick(Number(0), Text(0), Property("k"))}, 0)",
        2 => $"drasi.future({Text(0)}, {Moment()})",
        3 => $"drasi.changeDateTime({Element()})",
        _ => $"drasi.trueFor({Predicate(0)}, {Length()})",
    };

    /// <summary>A number that chance has a part in which is always nothing.</summary>
    private string Chanced(int depth) => Pick($"({Number(depth - 1)} + toInteger(rand()))", $"({Number(depth - 1)} * toInteger(1 + rand()))", "size(randomUUID())");
}
