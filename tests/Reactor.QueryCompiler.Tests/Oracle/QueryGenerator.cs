namespace Reactor.QueryCompiler.Tests.Oracle;

/// <summary>Random queries: patterns, predicates and chains of WITH put together as the grammar allows, to meet pairs of constructs nobody
/// thought of. Equal seeds give equal queries.</summary>
internal sealed class QueryGenerator
{
    private readonly Random _random;
    private readonly List<string> _elements = [];
    private List<string> _values = [];
    private int _names;

    private QueryGenerator(int seed) => _random = new Random(seed);

    internal static string Make(int seed) => new QueryGenerator(seed).Query();

    private string Query()
    {
        var query = $"MATCH {Patterns()}{Where(30)}";
        for (var stages = Weighted(50, 35, 15); stages > 0; stages--)
        {
            query += $"{More()} WITH {Projection(isLast: false)}{Where(30)}";
        }

        return $"{query}{More()} RETURN {Projection(isLast: true)}";
    }

    // What may stand behind any MATCH or WITH: the operators meet in pairs.
    private string More() => Weighted(50, 20, 15, 15) switch
    {
        0 => "",
        1 => $" OPTIONAL MATCH {Onward()}{Where(25)}",
        2 => $" MATCH {Onward()}{Where(25)}",
        _ => Unwind(),
    };

    // A pattern that begins at a node in scope where there is one.
    private string Onward()
    {
        var start = _elements.Exists(name => name[0] == 'n') ? $"({Pick([.. _elements.Where(name => name[0] == 'n')])})" : Node();
        var (left, right) = Pick(("-", "->"), ("<-", "-"), ("-", "-"));
        return $"{start}{left}[{Pick(":R", ":S", "")}]{right}{Node()}";
    }

    private string Unwind()
    {
        var list = Pick("[1, 2, null]", "$names", $"[{Value(0)}, {Value(0)}]", "[]", Property("l"));
        _values.Add($"c{_names++}");
        return $" UNWIND {list} AS {_values[^1]}";
    }

    // Of the first node in scope: whether it has relations, and what is at their ends.
    private string Subquery(bool isPredicate)
    {
        var node = _elements.First(name => name[0] == 'n');
        var other = $"n{_names++}";
        var pattern = $"({node}){Pick("-[:R]->", "<-[:S]-", "-[]-")}({other}{Pick("", ":A", ":B")})";
        var where = Chance(40) ? $" WHERE {other}.w {Pick("=", "<", ">")} {Pick("1", "2", $"{node}.w")}" : "";
        return isPredicate ? $"EXISTS {{ MATCH {pattern}{where} }}" : $"size([{pattern}{where} | {other}.w])";
    }

    private string Patterns()
    {
        var first = Chain(Weighted(35, 40, 25));
        var isDisconnected = Chance(25);
        var second = isDisconnected ? Chain(Weighted(70, 30)) : null;
        return second is null ? first : $"{first}, {second}";
    }

    private string Chain(int relations)
    {
        var chain = Node();
        for (var i = 0; i < relations; i++)
        {
            var types = Pick("", "", "", ":R", ":S", ":R|S");
            var relation = Chance(50) ? $"[{NewElement("r")}{types}{Map(5)}]" : $"[{types}]";
            var (left, right) = Pick(("-", "->"), ("<-", "-"), ("-", "-"), ("-", "-"));
            chain += $"{left}{relation}{right}{(Chance(10) && _elements.Exists(name => name[0] == 'n') ? $"({_elements.First(name => name[0] == 'n')})" : Node())}";
        }

        return chain;
    }

    private string Node()
    {
        var labels = Pick("", "", "", ":A", ":A", ":B", ":C", ":A:B");
        return _elements.Count == 0 || Chance(85) ? $"({NewElement("n")}{labels}{Map(4)})" : $"({labels})";
    }

    private string Map(int percent) => Chance(percent) ? Pick(" {w: 2}", " {t: 'a'}", " {k: 1}", " {w: 1, t: 'a'}") : "";

    private string Where(int percent)
    {
        if (!Chance(percent))
        {
            return "";
        }

        var conjuncts = Enumerable.Range(0, Weighted(0, 70, 30)).Select(_ => Predicate(2)).ToList();
        if (_elements.Count(name => name[0] == 'n') > 1 && Chance(40))
        {
            conjuncts.Add($"{_elements.First(name => name[0] == 'n')}.{Pick("k", "w", "t")} = {_elements.Last(name => name[0] == 'n')}.{Pick("k", "w", "t")}");
        }

        return $" WHERE {string.Join(" AND ", conjuncts)}";
    }

    private string Projection(bool isLast)
    {
        var kind = Weighted(45, 20, 35);
        var items = new List<string>();
        var keptElements = new List<string>();
        var values = new List<string>();
        if (!isLast && _elements.Count > 0 && Chance(60))
        {
            keptElements.Add(Pick([.. _elements]));
            items.Add(keptElements[0]);
        }

        for (var i = Weighted(20, 50, 30); i > 0 || items.Count == 0; i--)
        {
            items.Add(Named(isLast && _elements.Count > 0 && Chance(15) ? Pick([.. _elements]) : Value(2), values));
        }

        if (kind == 2)
        {
            for (var i = Weighted(0, 60, 40); i > 0; i--)
            {
                items.Add(Named(Aggregate(isLast), values));
            }
        }

        _elements.Clear();
        _elements.AddRange(keptElements);
        _values = values;

        // Different rows by all columns: nothing ties, so that which rows a window holds is no matter of identities.
        var hasWindow = kind == 1 && keptElements.Count == 0 && Chance(40);
        var window = hasWindow ? $" ORDER BY {string.Join(", ", values.Select(value => value + Pick("", " DESC")))}{Pick(" LIMIT 2", " SKIP 1", " SKIP 1 LIMIT 2", "")}" : "";
        return (kind == 1 ? "DISTINCT " : "") + string.Join(", ", items) + window;
    }

    private string Named(string expression, List<string> values)
    {
        values.Add($"c{_names++}");
        return $"{expression} AS {values[^1]}";
    }

    private string Aggregate(bool isLast)
    {
        var distinct = Chance(25) ? "DISTINCT " : "";
        return Weighted(20, 20, 20, 10, 10, 10, isLast ? 10 : 0) switch
        {
            0 => "count(*)",
            1 => $"count({distinct}{Value(1)})",
            2 => $"sum({distinct}{Number(1)})",
            3 => $"avg({Number(1)})",
            4 => $"min({Value(1)})",
            5 => $"max({Value(1)})",
            _ => $"collect({distinct}{Value(1)})",
        };
    }

    private string Predicate(int depth) => Weighted(30, 12, 10, 8, 8, depth > 0 ? 32 : 0, HasNode && depth > 0 ? 10 : 0) switch
    {
        6 => Subquery(isPredicate: true),
        0 => $"{Value(1)} {Pick("=", "<>", "<", "<=", ">", ">=")} {Value(1)}",
        1 => $"{Value(1)} IS {Pick("", "NOT ")}NULL",
        2 => $"{Value(1)} IN {Pick("[1, 2, 'a']", "[1, null]", "$names", "[]", $"[{Value(0)}, {Value(0)}]")}",
        3 => $"{Text()} {Pick("STARTS WITH", "ENDS WITH", "CONTAINS")} {Pick("'a'", "'b'", "''")}",
        4 => _elements.FirstOrDefault(name => name[0] == 'n') is { } node ? Pick($"{node}:A", $"{node}.b", $"{node}:B", $"NOT {node}.b") : "true",
        _ => Chance(25) ? $"NOT ({Predicate(depth - 1)})" : $"({Predicate(depth - 1)} {Pick("AND", "OR", "XOR")} {Predicate(depth - 1)})",
    };

    private string Value(int depth) => Weighted(35, 15, 15, depth > 0 ? 15 : 0, depth > 0 ? 10 : 0, depth > 0 ? 10 : 0, HasNode && depth > 1 ? 8 : 0) switch
    {
        6 => Subquery(isPredicate: false),
        0 => Property("v", "w", "t", "k", "g", "b", "l", "m", "m.x", "m.z.deep"),
        1 => Pick("1", "2", "'a'", "2.5", "null", "$limit", "true"),
        2 => _elements.Count > 0 && Chance(40) ? $"id({Pick([.. _elements])})" : Known(),
        3 => Number(depth - 1),
        4 => $"CASE WHEN {Predicate(0)} THEN {Value(depth - 1)} {Pick("", $"ELSE {Value(depth - 1)} ")}END",
        _ => Pick($"coalesce({Value(depth - 1)}, {Value(depth - 1)})", $"[{Value(depth - 1)}, {Value(depth - 1)}]", $"toUpper({Text()})", $"size({Text()})"),
    };

    private string Number(int depth) => Weighted(45, 20, depth > 0 ? 25 : 0, depth > 0 ? 10 : 0) switch
    {
        0 => Property("w", "w", "v"),
        1 => Pick("1", "2", "10", "0.5"),
        2 => $"({Number(depth - 1)} {Pick("+", "-", "*", "/", "%")} {Number(depth - 1)})",
        _ => $"{Pick("abs", "-")}({Number(depth - 1)})",
    };

    private bool HasNode => _elements.Exists(name => name[0] == 'n');

    private string Text() => Property("t", "t", "m.y");

    /// <summary>A property of an element in scope, or a value in scope where there is none.</summary>
    private string Property(params string[] names) => _elements.Count > 0 ? $"{Pick([.. _elements])}.{Pick(names)}" : Known();

    private string Known() => _values.Count > 0 ? Pick([.. _values]) : _elements.Count > 0 ? Property("w", "g") : "1";

    private string NewElement(string prefix)
    {
        _elements.Add($"{prefix}{_names++}");
        return _elements[^1];
    }

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
