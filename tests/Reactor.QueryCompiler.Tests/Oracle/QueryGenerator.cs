namespace Reactor.QueryCompiler.Tests.Oracle;

/// <summary>Random queries: clauses, patterns and expressions put together as the grammar allows, to meet pairs of operators nobody thought of.
/// Equal seeds give equal queries. Labels, types and properties are those of <see cref="HistoryGenerator"/>.</summary>
/// <remarks>
/// The oracle computes no row identities, so no result may depend on their order: a window has an ORDER BY that leaves no ties, a list of
/// collect is shown and not looked into, and what a pattern comprehension gives is only counted or asked about.
/// </remarks>
internal sealed partial class QueryGenerator
{
    private readonly Random _random;
    private int _names;

    private QueryGenerator(int seed, bool isTimed)
    {
        _random = new Random(seed);
        _isTimed = isTimed;
    }

    /// <param name="seed">What the query is made of.</param>
    /// <param name="isTimed">Whether it asks for time, history and chance too.</param>
    internal static string Make(int seed, bool isTimed = false) => new QueryGenerator(seed, isTimed).Query();

    private string Query()
    {
        if (Chance(82))
        {
            return Branch(columns: null, mayCollect: true);
        }

        var isAll = Chance(50);
        var columns = Enumerable.Range(0, _random.Next(1, 3)).Select(i => $"u{i}").ToArray();
        var branches = Enumerable.Range(0, _random.Next(2, 4)).Select(_ => Branch(columns, mayCollect: isAll));
        return string.Join(isAll ? " UNION ALL " : " UNION ", branches);
    }

    /// <param name="columns">Names of the result's columns, or null for any.</param>
    /// <param name="mayCollect">Whether a column may be a list in order of row identities.</param>
    private string Branch(string[]? columns, bool mayCollect)
    {
        Forget();
        var query = First();
        for (var stages = columns is null ? Weighted(45, 38, 17) : Weighted(70, 30); stages > 0; stages--)
        {
            query += $"{More()} WITH {Projection(columns: null, isLast: false, mayCollect: false)}{Where(25)}";
        }

        return $"{query}{More()} RETURN {Projection(columns, isLast: true, mayCollect)}";
    }

    private string First() => Weighted(88, 6, 6) switch
    {
        0 => Chance(80) ? $"MATCH {Chain(Weighted(30, 45, 25))}{Where(35)}" : Met($"MATCH {Chain(Weighted(60, 40))}, {Chain(Weighted(80, 20))}"),
        1 => $"{Optional()}MATCH {Chain(1)}{Where(20)}",
        _ => $"{Unwind().TrimStart()} MATCH {Node()}{Where(70)}",
    };

    // What may stand behind any MATCH or WITH: the operators meet in pairs.
    private string More()
    {
        var more = "";
        for (var clauses = Weighted(40, 42, 18); clauses > 0; clauses--)
        {
            more += Weighted(40, 30, 30) switch
            {
                0 => $" {Optional()}MATCH {Onward()}{Where(25)}",
                1 => $" MATCH {Onward()}{Where(20)}",
                _ => Unwind(),
            };
        }

        return more;
    }

    private string Unwind()
    {
        var list = Pick("[1, 2, null]", "$names", $"[{Number(0)}, {Number(0)}]", List(1), List(1), Property("l"));
        var name = NewName("c");
        _scope.Values.Add((name, Kind.Any));
        _scope.Identity = null;
        return $" UNWIND {list} AS {name}";
    }

    private string Where(int percent)
    {
        if (!Chance(percent))
        {
            return "";
        }

        var conjuncts = Enumerable.Range(0, Weighted(0, 75, 25)).Select(_ => Predicate(2)).ToList();
        if (_scope.Nodes.Count > 1 && Chance(30))
        {
            conjuncts.Add($"{_scope.Nodes[0]}.{Pick("w", "w", "k", "t")} {Pick("=", "=", "<")} {_scope.Nodes[^1]}.{Pick("w", "w", "k", "t")}");
        }

        return $" WHERE {string.Join(" AND ", conjuncts)}";
    }

    private string Projection(string[]? columns, bool isLast, bool mayCollect)
    {
        var kind = Weighted(45, 20, 35);
        var next = new Names();
        var items = new List<string>();
        var keys = new List<string>();
        if (!isLast)
        {
            Carry(next, items, keys);
        }

        var plain = columns is null ? Weighted(kind == 2 ? 25 : 10, 55, 35) : kind == 2 ? columns.Length - 1 : columns.Length;
        var mixed = isLast ? 15 : 0;
        for (; plain > 0 || (items.Count == 0 && kind != 2); plain--)
        {
            var (value, type) = Chance(mixed) && _scope.Elements.Any() ? (Element(), Kind.Any) : Any(2);
            keys.Add(Add(value, type));
        }

        if (kind == 2)
        {
            for (var aggregates = columns is null ? _random.Next(1, 3) : 1; aggregates > 0; aggregates--)
            {
                var (value, type) = Aggregate(mayCollect);
                Add(value, type);
            }
        }

        var window = Window(kind, keys, next);
        _scope = next;
        return (kind == 1 ? "DISTINCT " : "") + string.Join(", ", items) + window;

        string Add(string value, Kind type)
        {
            var name = columns is null ? NewName("c") : columns[items.Count];
            items.Add($"{value} AS {name}");
            next.Values.Add((name, type));
            return name;
        }
    }

    /// <summary>Elements and paths that WITH hands on.</summary>
    private void Carry(Names next, List<string> items, List<string> keys)
    {
        foreach (var (from, to) in new[] { (_scope.Nodes, next.Nodes), (_scope.Relations, next.Relations), (_scope.Walks, next.Walks), (_scope.Paths, next.Paths) })
        {
            var carried = from.Where(_ => Chance(from == _scope.Nodes ? 60 : 35)).Take(2).ToArray();
            to.AddRange(carried);
            items.AddRange(carried);
            keys.AddRange(carried);
        }
    }

    /// <summary>ORDER BY by what tells all rows apart, and a window; or nothing.</summary>
    private string Window(int kind, List<string> keys, Names next)
    {
        var identity = kind == 0 ? _scope.Identity : keys;

        // Behind the projection all rows have the identity they had, which only tells them apart where it is handed on whole.
        next.Identity = identity is not null && (kind != 0 || identity.TrueForAll(keys.Contains)) ? [.. identity] : null;
        if (identity is null or [] || !Chance(30))
        {
            return "";
        }

        var sortKeys = (kind == 0 && next.Values.Count > 0 ? identity.Prepend(next.Values[0].Name) : identity).Distinct();
        return $" ORDER BY {string.Join(", ", sortKeys.Select(key => key + Pick("", " DESC")))}{Pick(" LIMIT 2", " SKIP 1", " SKIP 1 LIMIT $limit", " LIMIT 4", "")}";
    }

    private string NewName(string prefix) => $"{prefix}{_names++}";

    private int Weighted(params int[] weights)
    {
        var point = _random.Next(weights.Sum());
        for (var i = 0; ; i++)
        {
            point -= weights[i];
            if (point < 0)
            {
                return i;
            }
        }
    }

    private bool Chance(int percent) => _random.Next(100) < percent;

    private T Pick<T>(params T[] choices) => choices[_random.Next(choices.Length)];
}
