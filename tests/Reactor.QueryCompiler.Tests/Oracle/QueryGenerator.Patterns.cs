namespace Reactor.QueryCompiler.Tests.Oracle;

/// <content>Patterns, and the names they bring into scope.</content>
internal sealed partial class QueryGenerator
{
    private Names _scope = new();

    private void Forget() => _scope = new Names();

    // Components of a pattern meet by value, or each match of one meets each of the other.
    private string Met(string match)
    {
        if (_scope.Nodes.Count < 2 || Chance(30))
        {
            return match + Where(35);
        }

        return $"{match} WHERE {_scope.Nodes[0]}.{Pick("w", "w", "k", "t")} = {_scope.Nodes[^1]}.{Pick("w", "w", "k", "t")}{(Chance(30) ? $" AND {Predicate(1)}" : "")}";
    }

    // A pattern that begins at a node in scope where there is one.
    private string Onward()
    {
        var start = _scope.Nodes.Count > 0 && Chance(95) ? $"({Pick([.. _scope.Nodes])})" : Node();
        return Named($"{start}{Relation()}{Node()}");
    }

    private string Chain(int relations)
    {
        var chain = Node();
        for (var i = 0; i < relations; i++)
        {
            chain += $"{Relation()}{(Chance(8) && _scope.Nodes.Count > 0 ? $"({_scope.Nodes[0]})" : Node())}";
        }

        return relations > 0 ? Named(chain) : chain;
    }

    /// <summary>The pattern, perhaps with a name for its path.</summary>
    private string Named(string pattern)
    {
        if (!Chance(15))
        {
            return pattern;
        }

        _scope.Paths.Add(NewName("p"));
        return $"{_scope.Paths[^1]} = {pattern}";
    }

    private string Relation()
    {
        var (left, right) = Pick(("-", "->"), ("-", "->"), ("<-", "-"), ("-", "-"));
        var types = Pick("", "", "", ":R", ":R", ":S", ":R|S", ":!R");
        if (Chance(14))
        {
            // Undirected paths are many.
            var range = left == right ? Pick("*1..2", "*0..1") : Pick("*1..2", "*0..2", "*1..3", "*2", "*..2", types.Length == 2 ? "*" : "*1..2");
            return $"{left}[{NewElement(_scope.Walks, "s")}{types}{range}]{right}";
        }

        if (Chance(70))
        {
            return $"{left}[{NewElement(_scope.Relations, "r")}{types}{(Chance(4) ? Pick(" {w: 2}", " {t: 'a'}") : "")}]{right}";
        }

        _scope.Identity = null;
        return $"{left}[{types}]{right}";
    }

    private string Node()
    {
        var labels = Pick("", "", "", "", ":A", ":A", ":B", ":C", ":A:B", ":A|B", ":!C", ":(A|C)&!B", ":%");
        if (Chance(88))
        {
            var known = Chance(5) ? Map() : "";
            return $"({NewElement(_scope.Nodes, "n")}{labels}{known})";
        }

        _scope.Identity = null;
        return $"({labels})";
    }

    private string Map() => _scope.Values.Count > 0 && Chance(50) ? $" {{w: {Pick([.. _scope.Values]).Name}}}" : Pick(" {w: 2}", " {t: 'a'}", " {k: 1}");

    private string NewElement(List<string> names, string prefix)
    {
        names.Add(NewName(prefix));
        _scope.Identity?.Add(names[^1]);
        return names[^1];
    }

    /// <summary>Of a node in scope: whether it has relations, or what is at their ends.</summary>
    private string Subquery(bool isPredicate)
    {
        var node = Pick([.. _scope.Nodes]);
        var other = NewName("n");
        var (left, right) = Pick(("-", "->"), ("<-", "-"), ("-", "-"));
        var step = $"{left}[{Pick(":R", ":S", "", "", ":R|S", left == right ? "" : ":R*1..2")}]{right}";
        var pattern = $"({node}){step}({other}{Pick("", "", ":A", ":B")})";
        var where = Chance(40) ? $" WHERE {other}.w {Pick("=", "<", ">", "<>")} {Pick("1", "2", $"{node}.w")}" : "";
        if (!isPredicate)
        {
            return Weighted(60, 20, 20) switch
            {
                0 => $"size([{pattern}{where} | {other}.w])",
                1 => $"size([x IN [{pattern}{where} | {other}.w] WHERE x > 1])",
                _ => $"CASE WHEN 2 IN [{pattern}{where} | {other}.w] THEN 1 ELSE 0 END",
            };
        }

        return Weighted(35, 35, 10, 20) switch
        {
            0 => $"EXISTS {{ MATCH {pattern}{where} }}",
            1 => $"({node}){step}({Pick("", ":A", ":C", ":A|C")})",
            2 => $"EXISTS {{ MATCH {pattern} WHERE EXISTS {{ ({other})-[{Pick(":R", ":S", "")}]->() }} }}",
            _ => $"{Pick("any", "all", "none", "single")}(x IN [{pattern}{where} | {other}.w] WHERE x > 1)",
        };
    }

    /// <summary>What expressions can name.</summary>
    private sealed class Names
    {
        internal List<string> Nodes { get; } = [];

        internal List<string> Relations { get; } = [];

        /// <summary>Relations of variable length.</summary>
        internal List<string> Walks { get; } = [];

        internal List<string> Paths { get; } = [];

        internal List<(string Name, Kind Kind)> Values { get; } = [];

        internal IEnumerable<string> Elements => Nodes.Concat(Relations);

        /// <summary>What tells rows apart, or null where something without a name does.</summary>
        internal List<string>? Identity { get; set; } = [];
    }
}
