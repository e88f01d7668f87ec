using Reactor.Contracts.Changes;

namespace Reactor.QueryCompiler.Tests.Oracle;

/// <summary>Queries for random histories: every construct of the language, and pairs of them. Labels, types and properties are those of
/// <see cref="HistoryGenerator"/>.</summary>
internal static class QueryCorpus
{
    /// <summary>Values of the parameters some queries use.</summary>
    internal static readonly IReadOnlyDictionary<string, PropertyValue> Parameters = new Dictionary<string, PropertyValue>
    {
        ["limit"] = PropertyValue.FromInteger(2),
        ["names"] = Feed.Value(new object?[] { "a", "ab", null }),
    };

    internal static readonly string[] Queries =
    [
        // Scans and projections
        "MATCH (n:A) RETURN id(n) AS id, n.v AS v",
        "MATCH (n) RETURN id(n) AS id, n.w AS w",
        "MATCH (n:A:B) RETURN id(n) AS id, n.w AS w, n.t AS t",
        "MATCH (n:A) RETURN 1 AS one",
        "MATCH (n:A) RETURN n.m.x AS x, n.m.z.deep AS deep, n.m AS m",
        "MATCH (n:A) RETURN n AS n",
        "MATCH (n:A) RETURN n.w AS w, n.w + 1 AS next, -n.w AS minus, n.w * 2.5 AS scaled, n.w % 3 AS rest, 2 ^ n.w AS power",
        "MATCH (n:A) RETURN n.v / n.w AS quotient",
        "MATCH (n:A) RETURN n.l AS l, n.l[0] AS first, n.l[-1] AS last, n.l[1..] AS tail, n.l[..1] AS start, size(n.l) AS size",
        "MATCH (n:A) RETURN n.v + n.w AS sum, n.t + n.w AS text, n.l + n.w AS list",
        "MATCH (n:A) RETURN {k: n.v, l: [n.t, n.w]} AS map",
        "MATCH ()-[r:R]->() RETURN id(r) AS id, r.w AS w, r.m.x AS x",
        "MATCH ()-[r]->() RETURN id(r) AS id, r.w AS w",
        "MATCH ()-[r:R|S]->() RETURN r AS r",

        // WHERE, three-valued
        "MATCH (n:A) WHERE n.v > 1 RETURN id(n) AS id, n.v AS v",
        "MATCH (n:A) WHERE NOT n.v > 1 RETURN id(n) AS id, n.v AS v",
        "MATCH (n:A) WHERE n.v > 1 OR n.t = 'a' RETURN id(n) AS id",
        "MATCH (n:A) WHERE n.v > 1 XOR n.t = 'a' RETURN id(n) AS id",
        "MATCH (n:A) WHERE (n.v > 1 AND n.t <> 'a') IS NULL RETURN id(n) AS id",
        "MATCH (n) WHERE n:A OR n:C RETURN id(n) AS id",
        "MATCH (n:A) WHERE n.b RETURN id(n) AS id",
        "MATCH (n:A) WHERE n.b AND n.w > 3 RETURN id(n) AS id",
        "MATCH (n:A) WHERE n.v IS NULL OR n.t IS NOT NULL RETURN id(n) AS id",
        "MATCH (n:A) WHERE n.k IN [1, 'a', null] RETURN id(n) AS id",
        "MATCH (n:A) WHERE NOT n.v IN [1, 2.5] RETURN id(n) AS id",
        "MATCH (n:A) WHERE n.v IN n.l RETURN id(n) AS id",
        "MATCH (n:A) WHERE n.t IN $names RETURN n.t AS t",
        "MATCH (n:A) WHERE n.w > $limit RETURN n.w AS w",
        "MATCH (n:A) WHERE n.t STARTS WITH 'a' OR n.t ENDS WITH 'r' OR n.t CONTAINS 'bb' RETURN n.t AS t",
        "MATCH (n:A) WHERE 1 <= n.w < 5 RETURN n.w AS w",
        "MATCH (n:A) WHERE n.k = n.g RETURN n.k AS k, n.g AS g",
        "MATCH (n:A) WHERE 10 / n.w > 2 RETURN n.w AS w",
        "MATCH (n:A) WHERE 10 / n.w > 2 AND n.t = 'a' RETURN n.w AS w",
        "MATCH (n:A {t: 'a'}) RETURN n.w AS w",
        "MATCH (n:A {t: 'a', w: 2}) RETURN id(n) AS id",
        "MATCH (n:A {k: null}) RETURN id(n) AS id",

        // CASE and functions
        "MATCH (n:A) RETURN CASE n.w WHEN 1 THEN 'one' WHEN 2 THEN 'two' ELSE n.t END AS c",
        "MATCH (n:A) RETURN CASE WHEN n.w > 3 THEN n.v WHEN n.t = 'a' THEN 10 / n.w END AS c",
        "MATCH (n:A) RETURN toUpper(n.t) AS u, toLower(n.t) AS l, size(n.t) AS s, reverse(n.t) AS r, trim(' ' + n.t) AS t",
        "MATCH (n:A) RETURN left(n.t, 1) AS l, right(n.t, 1) AS r, substring(n.t, 1) AS s, replace(n.t, 'b', 'c') AS p",
        "MATCH (n:A) RETURN split(n.t, 'b') AS parts",
        "MATCH (n:A) RETURN coalesce(n.v, n.t, 'none') AS c, abs(n.w) AS a, sign(n.w) AS s, toString(n.w) AS t, toInteger(n.t) AS i, toFloat(n.w) AS f",
        "MATCH (n:A) RETURN ceil(n.v) AS c, floor(n.v) AS f, round(n.v) AS r, sqrt(n.w) AS q",
        "MATCH (n:A) RETURN head(n.l) AS h, last(n.l) AS l, tail(n.l) AS t, reverse(n.l) AS r, range(0, n.w) AS s",
        "MATCH (n:A) RETURN keys(n) AS k, properties(n) AS p",
        "MATCH (n:A) RETURN n.v = n.w AS eq, n.v < n.t AS lt, n.l = [1, 2, 3] AS le, n.v IS NULL AS nil",

        // Expressions over lists, map projections, regular expressions
        "MATCH (n:A) RETURN [x IN n.l WHERE x > 1 | x + 1] AS l",
        "MATCH (n:A) RETURN [x IN n.l | [x, n.w]] AS l, [x IN n.l WHERE x IS NOT NULL] AS known",
        "MATCH (n:A) WHERE any(x IN n.l WHERE x = n.w) RETURN id(n) AS id",
        "MATCH (n:A) RETURN all(x IN n.l WHERE x > 1) AS a, none(x IN n.l WHERE x > 1) AS n, single(x IN n.l WHERE x > 1) AS s, any(x IN n.l WHERE x > 1) AS y",
        "MATCH (n:A) RETURN reduce(s = 0, x IN range(0, n.w) | s + x) AS s",
        "MATCH (n:A) RETURN reduce(s = n.w, x IN n.l | s + x) AS s",
        "MATCH (n:A) RETURN n.w AS w, [x IN collect(n.v) WHERE x > 1 | x * 2] AS l, size([x IN collect(DISTINCT n.t) | 1]) AS c",
        "MATCH (n:A) RETURN n {.w, .t, k: n.v, one: 1} AS m",
        "MATCH (n:A) RETURN n {.*, w: n.w + 1} AS m",
        "MATCH (a:A) OPTIONAL MATCH (a)-[:R]->(b) RETURN b {.w} AS m, b {.*} AS all",
        "MATCH (n:A) WHERE n.t =~ 'a.*' RETURN n.t AS t",
        "MATCH (n:A) WHERE NOT n.t =~ '[ab]+' OR n.t =~ n.k RETURN n.t AS t",
        "MATCH (n:A) WHERE all(x IN [n.w, n.v] WHERE x > 0) RETURN id(n) AS id",

        // Several MATCH, before and behind WITH
        "MATCH (a:A) MATCH (a)-[r]->(b) RETURN id(a) AS a, id(b) AS b, r.w AS w",
        "MATCH (a:A)-[r:R]->(b) MATCH (b)<-[s:R]-(c) RETURN id(r) AS r, id(s) AS s",
        "MATCH (a)-[r:R]->(b) MATCH (c)-[r]->(d) WHERE a.w > 1 RETURN id(r) AS r, id(c) AS c",
        "MATCH (a:A) WITH a, a.w AS w MATCH (a)-[:R]->(b:B) RETURN id(a) AS a, w AS w, b.w AS bw",
        "MATCH (a:A) WITH a WHERE a.w > 1 MATCH (b)-[r]->(a) WHERE b.w > a.w RETURN id(a) AS a, id(r) AS r",
        "MATCH (a:A) WITH a.k AS k MATCH (b:B) WHERE b.k = k RETURN k AS k, id(b) AS b",
        "MATCH (a:A) WITH a.g AS g, count(*) AS n MATCH (b:B {g: g}) RETURN g AS g, n AS n, id(b) AS b",
        "MATCH (a:A) WITH a AS x, a.w AS w MATCH (b:B) WHERE b.w < w RETURN id(x) AS x, id(b) AS b",
        "MATCH (a)-[r]->(b) WITH a, count(*) AS n WHERE n > 1 MATCH (a)-[s:S]->(c) RETURN id(a) AS a, n AS n, id(c) AS c",
        "MATCH (a:A) WITH [a, a] AS l UNWIND l AS x MATCH (x)-[:R]->(b) RETURN id(b) AS b",
        "MATCH (a:A) WITH collect(a) AS l UNWIND l AS x MATCH (x)-[r]->(b) RETURN count(*) AS c, sum(b.w) AS s",

        // OPTIONAL MATCH
        "MATCH (a:A) OPTIONAL MATCH (a)-[r:R]->(b) RETURN id(a) AS a, id(r) AS r, b.w AS w, b IS NULL AS none",
        "MATCH (a:A) OPTIONAL MATCH (a)-[:R]->(b:B) WHERE b.w > 2 RETURN id(a) AS a, b AS b",
        "MATCH (a:A) OPTIONAL MATCH (a)-[:R]->(b) WHERE b.w > a.w RETURN a.w AS aw, b.w AS bw, b:B AS isB",
        "MATCH (a:A) OPTIONAL MATCH (a)-[:R]->(b) OPTIONAL MATCH (b)-[:S]->(c) RETURN id(a) AS a, id(b) AS b, id(c) AS c",
        "MATCH (a:A) OPTIONAL MATCH (a)-[:R]->(b) RETURN id(a) AS a, count(b) AS n, count(*) AS rows, sum(b.w) AS s",
        "MATCH (a:A) OPTIONAL MATCH (a)-[:R]->(b) WITH b, count(*) AS n RETURN b.w AS w, n AS n",
        "OPTIONAL MATCH (a:C) RETURN id(a) AS a, a.w AS w",
        "OPTIONAL MATCH (a:C) WITH a WHERE a IS NOT NULL RETURN count(a) AS n",
        "MATCH (a:A) OPTIONAL MATCH (b:B) WHERE a.k = b.k RETURN id(a) AS a, id(b) AS b",
        "MATCH (a:A) OPTIONAL MATCH (a)-[:R]->(b) WITH a, b MATCH (b)-[:S]->(c) RETURN id(a) AS a, id(c) AS c",
        "MATCH (a:A) OPTIONAL MATCH (a)-[:R]->(b) WHERE a = b RETURN id(a) AS a, a = b AS same, id(b) AS b",
        "MATCH (a:A) OPTIONAL MATCH (a)-[r:R]->(b) RETURN DISTINCT b AS b, type(r) AS t",

        // UNWIND
        "MATCH (n:A) UNWIND n.l AS x RETURN id(n) AS id, x AS x",
        "UNWIND [1, 2, null] AS x MATCH (n:A {w: x}) RETURN x AS x, id(n) AS n",
        "UNWIND $names AS name OPTIONAL MATCH (n:A {t: name}) RETURN name AS name, count(n) AS n",
        "MATCH (n:A) UNWIND [n.w, n.v] AS x WITH x WHERE x > 1 RETURN x AS x, count(*) AS n",
        "MATCH (n:A) UNWIND n.l AS x UNWIND [x, 10 / x] AS y RETURN id(n) AS id, y AS y",
        "MATCH (n) WITH n.g AS g, collect(DISTINCT n.w) AS l UNWIND l AS w RETURN g AS g, w AS w",

        // ORDER BY, SKIP, LIMIT; the keys leave no ties
        "MATCH (n:A) RETURN id(n) AS id, n.w AS w ORDER BY n.w DESC, id(n) LIMIT 2",
        "MATCH (n) WITH n ORDER BY n.t, id(n) SKIP 1 LIMIT 3 RETURN id(n) AS id, n.t AS t",
        "MATCH (n) RETURN n.t AS t, count(*) AS c ORDER BY c DESC, t LIMIT 2",
        "MATCH (n) RETURN n.t AS t, count(*) AS c ORDER BY count(*) DESC, t SKIP 1",
        "MATCH (n) RETURN DISTINCT n.w AS w ORDER BY n.w LIMIT $limit",
        "MATCH (n) WITH DISTINCT n.w AS w ORDER BY w DESC LIMIT 3 WHERE w > 1 RETURN sum(w) AS s",
        "MATCH (a)-[r]->(b) WITH a, b, r ORDER BY r.w, id(r) LIMIT 2 RETURN id(a) AS a, id(b) AS b",

        // UNION
        "MATCH (n:A) RETURN n.w AS w UNION MATCH (n:B) RETURN n.w AS w",
        "MATCH (n:A) RETURN n.k AS k, n.w AS w UNION ALL MATCH (n:B) RETURN n.k AS k, n.w AS w",
        "MATCH (n:A) RETURN n AS n UNION MATCH (n:B) RETURN n AS n",
        "MATCH (n:A) RETURN count(*) AS c UNION RETURN 1 AS c UNION MATCH (n)-->() RETURN n.w AS c",

        // Patterns in expressions
        "MATCH (n:A) WHERE (n)-[:R]->(:B) RETURN id(n) AS id",
        "MATCH (n:A) WHERE NOT (n)-->() AND n.w > 1 RETURN id(n) AS id",
        "MATCH (n:A) WHERE (n)-[:R]->() OR (n)<-[:S]-() RETURN id(n) AS id",
        "MATCH (n:A) RETURN id(n) AS id, (n)-[:R]->() AS has",
        "MATCH (a), (b) WHERE (a)-[:R]->(b) RETURN id(a) AS a, id(b) AS b",
        "MATCH (n:A) WHERE EXISTS { MATCH (n)-[:R]->(m) WHERE m.w > n.w } RETURN id(n) AS id, n.w AS w",
        "MATCH (n:A) WHERE EXISTS { (n)-[:R]->(m) WHERE EXISTS { (m)-[:S]->() } } RETURN id(n) AS id",
        "MATCH (n:A) WHERE EXISTS { MATCH (m:B) WHERE m.k = n.k } RETURN id(n) AS id, n.k AS k",
        "MATCH (n:A) RETURN id(n) AS id, size([(n)-[r]->(m) | m.w]) AS degree",
        "MATCH (n:A) RETURN id(n) AS id, size([(n)-[r]->(m) WHERE m.w > n.w | r]) AS larger",
        "MATCH (n:A) OPTIONAL MATCH (n)-[:R]->(m) WHERE (m)-[:S]->() RETURN id(n) AS n, id(m) AS m",
        "MATCH (n) RETURN (n)-->() AS leads, count(*) AS c",

        // Relations and joins
        "MATCH (a:A)-[r:R]->(b:B) RETURN id(a) AS a, id(b) AS b, r.w AS w",
        "MATCH (a:A)<-[r:R]-(b) RETURN id(a) AS a, id(b) AS b, a.w AS w",
        "MATCH (a:A)-[r:R]-(b:A) RETURN id(a) AS a, id(b) AS b, id(r) AS r",
        "MATCH (a)-[r]-(b) RETURN id(a) AS a, id(b) AS b, a.w + b.w AS w",
        "MATCH (a)-[r:R]->(a) RETURN id(a) AS a, r.w AS w",
        "MATCH (a)-[r:R]-(a) RETURN id(a) AS a",
        "MATCH (a:A)-[:R]->(b)-[:R]->(c) RETURN id(a) AS a, id(b) AS b, id(c) AS c",
        "MATCH (a:A)-[:R]->(b)-[:S]->(c:C) RETURN id(a) AS a, c.w AS w",
        "MATCH (a)-[:R]->(b)<-[:R]-(c) RETURN id(a) AS a, id(c) AS c",
        "MATCH (a)-[r]-(b)-[s]-(c) WHERE r.w < s.w RETURN id(a) AS a, id(b) AS b, id(c) AS c",
        "MATCH (a)-[]->(b)-[]->(c)-[]-(a) RETURN id(a) AS a, id(b) AS b",
        "MATCH (a:A)-[r:R]->(b) WHERE a.w < b.w RETURN id(a) AS a, id(b) AS b",
        "MATCH (a:A)-[r:R {w: 2}]->(b {t: 'a'}) RETURN id(a) AS a, id(b) AS b",
        "MATCH (a:A)-[:R]->(b), (b)-[:S]->(c) RETURN id(a) AS a, id(c) AS c",
        "MATCH (a)-[r:R]->(b), (c)-[s:R]->(d) WHERE a.w = d.w RETURN id(r) AS r, id(s) AS s",
        "MATCH (a:A), (b:B) WHERE a.k = b.k RETURN id(a) AS a, id(b) AS b, a.k AS x, b.k AS y",
        "MATCH (a:A), (b:A) WHERE a.w = b.w AND a.t <> b.t RETURN id(a) AS a, id(b) AS b",
        "MATCH (a:A), (b:A) WHERE a = b RETURN id(a) AS a",
        "MATCH (a:A), (b:B) WHERE a.w + 1 = b.w * 2 RETURN id(a) AS a, id(b) AS b",
        "MATCH (a:A), (b:B), (c:C) WHERE a.k = b.k AND b.w = c.w RETURN id(a) AS a, id(b) AS b, id(c) AS c",
        "MATCH (a:A), (b:B) WHERE a.w > b.w RETURN a.w AS a, b.w AS b",
        "MATCH (a:A), (b:B) RETURN id(a) AS a, id(b) AS b",
        "MATCH (a:A)-[:R]->(b), (c:C) WHERE c.k = b.k RETURN id(a) AS a, id(c) AS c",

        // Elements as values
        "MATCH ()-[r:R|S]->() RETURN id(r) AS id, type(r) AS t",
        "MATCH (a)-[r:R]->(b) RETURN id(startNode(r)) AS s, id(endNode(r)) AS e",
        "MATCH (a)-[r:R]->(b) RETURN [a, b] AS l, {r: r} AS m",
        "MATCH (a)-[r:R]->(b) RETURN CASE WHEN a.w > b.w THEN a ELSE b END AS larger",
        "MATCH (a)-[r:R]->(b) RETURN a = b AS same, a IN [b, null] AS isIn, a <> b AS other",
        "MATCH (n:A) RETURN n.w AS w, collect(n) AS l",
        "MATCH (a)-[r]->(b) RETURN DISTINCT a AS a, b AS b",
        "MATCH (a)-[r]->(b) WITH a AS x, b AS y WHERE x <> y RETURN x AS x, count(DISTINCT y) AS c",
        "MATCH (n:A) WITH n AS n, n.w AS w WITH n AS n, w + 1 AS w RETURN n.t AS t, n AS n, w AS w",
        "MATCH (n) RETURN n['w'] AS w, n.m['x'] AS x, n.t[0] AS bad",

        // WITH and DISTINCT
        "MATCH (n:A) WITH n.w AS w WHERE w > 2 RETURN w * 2 AS d",
        "MATCH (n:A) WITH n, n.w * 2 AS d WHERE d > 4 AND n.t IS NOT NULL RETURN id(n) AS id, d AS d",
        "MATCH (n:A) WITH n.w AS w WHERE n.t = 'a' RETURN w AS w",
        "MATCH (n:A) WITH n AS m WITH m AS k, m.w AS w RETURN k.t AS t, w AS w",
        "MATCH (n:A) WITH 10 / n.w AS q WITH q + 1 AS p WHERE p > 3 RETURN p AS p",
        "MATCH (n) RETURN DISTINCT n.g AS g",
        "MATCH (n) RETURN DISTINCT n.g AS g, n.b AS b",
        "MATCH (n) WITH DISTINCT n.g AS g WHERE g <> 2 RETURN g AS g",
        "MATCH (a)-[:R]->(b) RETURN DISTINCT b AS b",
        "MATCH (a)-[:R]->(b) WITH DISTINCT b RETURN b.w AS w, b.t AS t",
        "MATCH (a:A), (b:B) WITH DISTINCT a.w + b.w AS w RETURN count(*) AS c",
        "MATCH (n) WITH DISTINCT n.w AS w WITH DISTINCT w % 2 AS p RETURN p AS p",

        // Aggregates
        "MATCH (n:A) RETURN count(*) AS c",
        "MATCH (n:A) RETURN count(n.v) AS c, sum(n.w) AS s, min(n.w) AS lo, max(n.w) AS hi, avg(n.w) AS m",
        "MATCH (n:A) RETURN sum(n.v) AS s, avg(n.v) AS a",
        "MATCH (n:A) RETURN min(n.k) AS lo, max(n.k) AS hi",
        "MATCH (n) RETURN n.g AS g, count(*) AS c",
        "MATCH (n) RETURN n.g AS g, n.t AS t, count(n.v) AS c, sum(n.w) AS s",
        "MATCH (n) RETURN n.w AS w, min(n.k) AS lo, max(n.v) AS hi, avg(n.v) AS a",
        "MATCH (n) RETURN n.w AS w, count(DISTINCT n.k) AS k, count(DISTINCT n.t) AS t, sum(DISTINCT n.v) AS s",
        "MATCH (n) RETURN collect(n.w) AS l",
        "MATCH (n) RETURN n.t AS t, collect(n.v) AS l, collect(DISTINCT n.w) AS d",
        "MATCH (n) RETURN n.w AS w, collect(DISTINCT n.k) AS k, collect(DISTINCT n.v) AS v",
        "MATCH (n) WITH n.w AS w, collect(DISTINCT n.v) AS l RETURN l AS l, count(*) AS c, l[0] AS first",
        "MATCH (a)-[:R]->(b) RETURN a AS a, count(*) AS c",
        "MATCH (a)-[:R]->(b) WITH a, count(b) AS c, max(b.w) AS m WHERE c > 1 RETURN id(a) AS id, a.t AS t, c AS c, m AS m",
        "MATCH (a:A)-[r]->(b) RETURN id(b) AS b, sum(r.w) AS s",
        "MATCH (a)-[r]-(b) RETURN a.w AS w, count(*) AS c, sum(r.w) AS s",
        "MATCH (a)-[r]->(b), (c)-[s]->(d) RETURN count(*) AS c",
        "MATCH (n:A) RETURN sum(n.v) AS a, sum(n.k) AS b, avg(n.t) AS c, count(*) AS d",
        "MATCH (n) RETURN n.g AS g, sum(DISTINCT n.k) AS s",
        "MATCH (n:A) RETURN sum(10 / n.w) AS s",
        "MATCH (n:A) RETURN sum(n.t) AS s",
        "MATCH (n:A) RETURN n.w / 2 AS h, count(*) + sum(n.w) AS x",
        "MATCH (n:A) RETURN 10 / count(*) AS c",
        "MATCH (n) WITH n.w AS w, count(*) AS c RETURN c AS c, count(*) AS groups",
        "MATCH (n) WITH n.t AS t, sum(n.w) AS s RETURN max(s) AS hi, min(s) AS lo, collect(t) AS l",
        "MATCH (n) WITH n.t AS t, sum(n.w) AS s WHERE s > 5 WITH count(*) AS c RETURN c * 2 AS d",
        "MATCH (n) WITH DISTINCT n.w AS w RETURN sum(w) AS s",
        "MATCH (n) WITH count(*) AS c RETURN DISTINCT c AS c",
        "MATCH (n:A) WITH n.g AS g, count(*) AS c WHERE c > 1 RETURN g AS g, CASE WHEN c > 2 THEN 'many' ELSE 'few' END AS size",
        "MATCH (a:A), (b:B) WHERE a.k = b.k RETURN a.k AS k, count(*) AS c",
        "MATCH (n) RETURN n.b AS b, count(CASE WHEN n.w > 3 THEN 1 END) AS c, size(collect(n.t)) AS s",
    ];

    /// <summary>Whether lists of the result come from collect: their order follows row identities, which the oracle does not compute.</summary>
    internal static bool Collects(string query) => query.Replace("collect(DISTINCT", "", StringComparison.Ordinal).Contains("collect(", StringComparison.Ordinal);
}
