using Reactor.Contracts.Wire;

namespace Reactor.QueryCompiler.Tests.Oracle;

/// <summary>Queries over time and history, and histories in which time passes. A change takes up to 1,000 ns, so lengths of time are some of those.</summary>
internal static class TimedCorpus
{
    private const string Short = "duration('PT0.000001500S')";
    private const string Long = "duration('PT0.000012000S')";

    internal static readonly string[] Queries =
    [
        $"MATCH (a:A) WHERE drasi.trueFor(a.v > 0, {Short}) RETURN a.v AS v",
        $"MATCH (a:A) WHERE drasi.trueFor(a.w > 1, {Long}) RETURN a.w AS w, a.t AS t",
        $"MATCH (a:A) RETURN a.v AS v, drasi.trueFor(a.v > 0, {Short}) AS f",
        $"MATCH (a:A) WHERE a.b AND drasi.trueFor(a.v > 0, {Short}) RETURN a.v AS v",
        $"MATCH (a:A {{w: 1}}) WHERE drasi.trueFor(a.v > 0, {Short}) OR a.v = -1 RETURN a.v AS v",
        $"MATCH (a:A)-[r:R]->(b:B) WHERE drasi.trueFor(a.w = b.w, {Short}) RETURN a.w AS w, r.w AS r",
        "MATCH (a:A) RETURN a.v AS v, drasi.trueLater(a.v > 0, datetime('1970-01-01T00:00:00.001009Z')) AS f",
        "MATCH (a:A) RETURN a.v AS v, drasi.trueNowOrLater(a.v > 0, datetime('1970-01-01T00:00:00.001006Z')) AS f",
        "MATCH (a:A) RETURN a.v AS v, drasi.trueUntil(a.v > 0, localdatetime('1970-01-01T00:00:00.001007')) AS f",
        "MATCH (a:A) RETURN a.v AS v, drasi.future(a.t, datetime('1970-01-01T00:00:00.001005Z')) AS f",
        $"MATCH (a:A) WHERE drasi.trueLater(a.w > 0, drasi.changeDateTime(a) + {Short}) RETURN a.w AS w",
        $"MATCH (a:A) WHERE drasi.trueFor(a.k = 1, a.g) RETURN a.k AS k",
        "MATCH (a:A) RETURN a.v AS v, drasi.previousValue(a.v) AS p",
        "MATCH (a:(A|B)&!C) WHERE a.w > 1 RETURN a.v AS v, drasi.previousValue(a.v) AS p",
        "MATCH (a:!A)-[r:!S]->(b:A|B) RETURN a.w AS a, drasi.previousValue(b.w) AS p",
        "MATCH (a:A) WHERE a.w > 1 RETURN a.w AS w, drasi.previousValue(a.w) AS p",
        "MATCH (a:A {w: 1}) RETURN a.v AS v, drasi.previousDistinctValue(a.v, 0) AS p",
        $"MATCH (a:A)-[r:R]->(b) WHERE b.w > 0 RETURN b.w AS w, drasi.trueFor(a.w > 1, {Short}) AS f",
        $"MATCH (a:A) WITH a, a.w AS w WHERE w > 1 RETURN w, drasi.trueFor(a.v > 0, {Short}) AS f",
        $"MATCH (a:A) WHERE a.w > 1 RETURN a.w AS w, count(*) AS n, drasi.slidingWindow({Short}, count(*)) AS r",
        "MATCH (a:A), (b:B) WHERE a.w = b.w AND a.v > 0 RETURN a.w AS w, drasi.previousValue(b.v) AS p",
        "MATCH (a:A) WITH a.w AS w MATCH (b:B) WHERE b.w = w AND b.v > 0 RETURN w, drasi.previousValue(b.v) AS p",
        "MATCH (a:A) RETURN a.w AS w, drasi.previousDistinctValue(a.w, -5) AS p",
        "MATCH (a:A) WHERE a.w > drasi.previousValue(a.w, 0) RETURN a.w AS w",
        "MATCH (a:A)-[r:R]->(b) RETURN a.w AS a, b.w AS b, drasi.previousValue(a.w + b.w) AS p",
        "MATCH (a)-[r]->(b:B) WITH a.w AS x, b.w AS y WHERE drasi.previousValue(x, 1) < 3 RETURN x, y",
        "MATCH (a:A) WITH a MATCH (a)-[:R]->(b) RETURN a.w AS a, b.w AS b, drasi.previousValue(b.w) AS p",
        "MATCH (a:A) RETURN a.t AS t, drasi.changeDateTime(a) AS c",
        "MATCH (a)-[r:R]->(b) RETURN r.w AS w, drasi.changeDateTime(r) AS r, drasi.changeDateTime(b) AS b",
        "MATCH (a:A) RETURN max(drasi.changeDateTime(a)) AS c",
        "MATCH (a:A) RETURN a.w AS w, count(*) AS n, drasi.previousValue(count(*), 0) AS p",
        "MATCH (a:A) RETURN drasi.previousValue(sum(a.w)) AS p, sum(a.w) AS s",
        $"MATCH (a:A) WITH a.w AS w, count(*) AS n WHERE drasi.trueFor(n > 1, {Short}) RETURN w, n",
        $"MATCH (a:A) RETURN a.w AS w, drasi.trueFor(count(*) > 1, {Short}) AS f",
        $"MATCH (a:A) RETURN count(*) AS n, drasi.slidingWindow({Short}, count(*)) AS r",
        $"MATCH (a:A) RETURN a.w AS w, drasi.slidingWindow({Long}, sum(a.w)) AS s, drasi.slidingWindow({Short}, max(a.w)) AS m",
        $"MATCH (a:A)-[:R]->(b) RETURN drasi.slidingWindow({Short}, count(DISTINCT b.w)) AS n",
        $"MATCH (a:A) RETURN drasi.trueFor(a.v > 0, {Short}) AS f, count(*) AS n",
        $"MATCH (a:A) WITH a, drasi.trueFor(a.v > 0, {Short}) AS f WHERE f RETURN drasi.trueFor(a.w > 1, {Long}) AS g, a.w AS w",
        $"MATCH (a:A) RETURN drasi.trueFor(drasi.trueFor(a.v > 0, {Short}) = true, {Short}) AS f",
        $"MATCH (a:A) RETURN CASE WHEN drasi.trueFor(a.v > 0, {Short}) THEN 1 WHEN NOT drasi.trueFor(a.w > 0, {Long}) THEN 2 END AS c",
        $"MATCH (a:A) WHERE drasi.trueFor(a.v > 0, {Short}) RETURN DISTINCT a.w AS w ORDER BY w LIMIT 2",
        $"MATCH (a:A) UNWIND [1, a.w] AS x RETURN x, drasi.trueFor(x > 1, {Short}) AS f, drasi.previousValue(x) AS p",
        $"MATCH (a:A) RETURN DISTINCT drasi.trueFor(a.v > 0, {Short}) AS f",
        $"MATCH (a:A) WHERE drasi.trueFor(a.v > 0, {Short}) RETURN a.w AS w UNION MATCH (b:B) WHERE drasi.trueLater(b.v > 0, datetime('1970-01-01T00:00:00.001006Z')) RETURN b.w AS w",
        $"MATCH (a:A), (b:B) WHERE a.w = b.w AND drasi.trueFor(a.v > b.v, {Short}) RETURN a.w AS w",
        $"MATCH (a:A) WHERE drasi.trueFor(a.v / a.w > 0, {Short}) RETURN a.v AS v",
        "MATCH (a:A) RETURN count(*) AS n, count(retainHistory(a.w)) AS c, sum(retainHistory(a.w)) AS s",
        "MATCH (a:A) RETURN a.w AS w, max(retainHistory(a.v)) AS m, count(retainHistory(a)) AS n",
        "MATCH (a:A)-[r:R]->(b) RETURN b.w AS w, sum(retainHistory(r.w + a.w)) AS s",
        "MATCH (a:A) RETURN drasi.linearGradient(a.w, a.v) AS g",
        "MATCH (a:A) RETURN a.w AS w, drasi.getVersionByTimestamp(a, drasi.changeDateTime(a) - duration('PT0.000001S')).w AS p",
        "MATCH (a:A) WHERE drasi.getVersionByTimestamp(a, drasi.changeDateTime(a) - duration('PT0.100000S')).w IS NULL RETURN a.w AS w",
        "MATCH (a:A) RETURN [x IN drasi.getVersionsByTimeRange(a, drasi.changeDateTime(a) - duration('PT0.100000S'), drasi.changeDateTime(a)) | x.w] AS l",
        "MATCH (a:A) RETURN size(drasi.getVersionsByTimeRange(a, drasi.changeDateTime(a) - duration('PT0.100000S'), drasi.changeDateTime(a) - duration('PT0.000001S'), true)) AS n",
        "MATCH (a:A)-[r:R]->(b) RETURN b.w AS w, drasi.getVersionByTimestamp(r, drasi.changeDateTime(r) - duration('PT0.100000S')) AS old, size(drasi.getVersionsByTimeRange(b, drasi.changeDateTime(b) - duration('PT0.100000S'), drasi.changeDateTime(b))) AS n",
        "MATCH (a:A) RETURN a.b AS b, drasi.linearGradient(a.v, a.w) AS g, count(*) AS n",
        "MATCH (a:A) WITH DISTINCT a, a.w AS w ORDER BY a SKIP 1 WHERE w > drasi.previousValue(a.v, 0) RETURN w",
        "MATCH (a:A)-[:R]->(b) WITH DISTINCT b WHERE (b)-[:R]->() AND drasi.previousValue(b.w, 0) < 2 RETURN b.w AS w",
        "MATCH (a:A) WITH a.w AS w, count(*) AS n ORDER BY w LIMIT 2 WHERE drasi.previousValue(n, 0) < 2 RETURN w, n",
        "MATCH (a:A) WHERE a.v > 0 AND rand() < 1 RETURN a.v AS v, drasi.previousValue(a.w) + toInteger(rand()) AS p",
    ];

    /// <summary>A random history with moves of the clock in between.</summary>
    internal static History Make(int seed, int units)
    {
        var made = HistoryGenerator.Make(seed, units);
        var random = new Random(seed);
        var timeNs = 0L;
        var timed = new List<HistoryUnit>();
        foreach (var unit in made.Units)
        {
            timeNs = Math.Max(timeNs, unit.Changes.Count > 0 ? unit.TimeNs : 0);
            timed.Add(unit);
            if (timeNs > 0 && random.Next(4) == 0)
            {
                timed.Add(new HistoryUnit(UnitKind.Timer, []) { ClockNs = timeNs += random.Next(1, 3000) });
            }
        }

        return made with { Units = timed };
    }
}
