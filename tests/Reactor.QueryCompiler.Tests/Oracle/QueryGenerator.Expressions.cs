namespace Reactor.QueryCompiler.Tests.Oracle;

/// <content>Expressions, mostly of the type that what stands around them asks for: where types never fit, a query has no rows.</content>
internal sealed partial class QueryGenerator
{
    /// <summary>What values a name stands for, as far as the generator cares.</summary>
    private enum Kind
    {
        Any,
        Number,
        Text,
        List,
    }

    private (string Expression, Kind Kind) Any(int depth) => _isTimed && Chance(20) ? (Remembered(depth), Kind.Any) : Weighted(34, 16, 12, 10, 8, depth > 0 ? 12 : 0, 8) switch
    {
        0 => (Number(depth), Kind.Number),
        1 => (Text(depth), Kind.Text),
        2 => (List(depth), Kind.List),
        3 => (Property("v", "k", "g", "b", "m", "d", "m.z.deep"), Kind.Any),
        4 => (Temporal(depth), Kind.Any),
        5 => (Composed(depth - 1), Kind.Any),
        _ => (Known(Kind.Any), Kind.Any),
    };

    // CASE, maps, truth as a value, and what takes any value.
    private string Composed(int depth) => Weighted(25, 15, 20, 15, 15, 10) switch
    {
        0 => $"CASE WHEN {Predicate(depth)} THEN {Any(depth).Expression} {Pick("", $"ELSE {Any(depth).Expression} ")}END",
        1 => $"CASE {Number(0)} WHEN 1 THEN {Text(0)} WHEN 2 THEN {Number(0)} END",
        2 => _scope.Nodes.Count == 0 ? $"{{a: {Number(0)}}}" : Pick($"{Pick([.. _scope.Nodes])} {{.w, .t, x: {Number(0)}}}", $"{Pick([.. _scope.Nodes])} {{.*}}", $"{{a: {Number(0)}, b: {Text(0)}}}"),
        3 => depth > 0 ? $"NOT ({Predicate(depth)})" : Predicate(depth), // a pattern alone is no value
        4 => $"coalesce({Any(depth).Expression}, {Any(depth).Expression})",
        _ => $"[{Any(depth).Expression}, {Any(depth).Expression}]",
    };

    private string Number(int depth) => _isTimed && depth > 0 && Chance(10) ? Chanced(depth) : Weighted(44, 8, 10, depth > 0 ? 20 : 0, depth > 0 ? 18 : 0) switch
    {
        0 => Property("w", "w", "w", "v", "m.x"),
        1 => Pick("1", "2", "10", "0.5", "$limit"),
        2 => Known(Kind.Number),
        3 => $"({Number(depth - 1)} {Pick("+", "-", "*", "+", "/", "%")} {Number(depth - 1)})",
        _ => Measured(depth - 1),
    };

    // Functions whose value is a number.
    private string Measured(int depth) => Weighted(25, 12, 12, 10, 8, _scope.Nodes.Count > 0 ? 25 : 0, _scope.Paths.Count > 0 ? 20 : 0, _scope.Walks.Count > 0 ? 20 : 0) switch
    {
        0 => $"{Pick("abs", "sign", "ceil", "floor", "round", "toFloat")}({Number(depth)})",
        1 => $"size({Text(0)})",
        2 => $"size({List(0)})",
        3 => $"reduce(s = 0, x IN {Pick($"range(0, {Property("w")})", "[1, 2, 3]")} | s + x)",
        4 => Dated("d", $".{Pick("year", "month", "day", "week", "ordinalDay")}"),
        5 => Subquery(isPredicate: false),
        6 => $"length({Pick([.. _scope.Paths])})",
        _ => $"size({Pick([.. _scope.Walks])})",
    };

    private string Text(int depth) => Weighted(50, 8, 12, depth > 0 ? 22 : 0, _scope.Elements.Any() ? 8 : 0, _scope.Relations.Count > 0 ? 6 : 0) switch
    {
        0 => Property("t", "t", "m.y"),
        1 => Pick("'a'", "'ab'", "''"),
        2 => Known(Kind.Text),
        3 => Pick($"toUpper({Text(depth - 1)})", $"left({Text(depth - 1)}, 1)", $"replace({Text(0)}, 'b', 'c')", $"trim(' ' + {Text(0)})", $"({Text(0)} + 'x')", $"substring({Text(0)}, 1)", $"reverse({Text(0)})", $"toString({Property("w")})"),
        4 => $"id({Element()})",
        _ => $"type({Pick([.. _scope.Relations])})",
    };

    private string List(int depth) => Weighted(30, 14, depth > 0 ? 20 : 0, _scope.Nodes.Count > 0 ? 12 : 0, _scope.Paths.Count > 0 ? 14 : 0, _scope.Walks.Count > 0 ? 14 : 0, 8) switch
    {
        0 => Property("l"),
        1 => $"[{Number(0)}, {Number(0)}]",
        2 => Pick($"[x IN {List(0)} WHERE x IS NOT NULL]", $"[x IN {List(0)} WHERE x > 1 | x]", $"[x IN [1, 2, {Number(0)}] | x * 2]", $"tail({List(0)})", $"reverse({List(0)})", $"{List(0)}[0..2]", $"range(0, {Property("w")})"),
        3 => $"{Pick("labels", "keys")}({Pick([.. _scope.Nodes])})",
        4 => Pick($"[x IN nodes({_scope.Paths[0]}) | x.w]", $"[x IN relationships({_scope.Paths[^1]}) | type(x)]", $"nodes({_scope.Paths[0]})"),
        5 => $"[x IN {Pick([.. _scope.Walks])} | {Pick("x.w", "id(x)", "x")}]",
        _ => Known(Kind.List),
    };

    private string Temporal(int depth) => Weighted(40, depth > 0 ? 60 : 0) == 0 ? Property("d") : Weighted(20, 20, 15, 15, 15, 15) switch
    {
        0 => Dated("d", $" + duration('{Pick("P1M1D", "PT36H", "P1D")}')"),
        1 => Dated("d", $" - duration('{Pick("P1M", "P2D")}')"),
        2 => $"date.truncate('{Pick("month", "year", "week")}', {Property("d")})",
        3 => $"duration.between(date('2024-01-15'), {Property("d")})",
        4 => $"duration({{months: {(_scope.Elements.Any() ? Property("w") : "2")}, hours: 2}})",
        _ => Pick($"date({Property("d")})", $"toString({Property("d")})", "date('2024-01-31')"),
    };

    private string Predicate(int depth) => _isTimed && depth > 0 && Chance(30) ? Timed(depth) : Weighted(30, 8, 8, 8, 9, 7, 6, depth > 0 ? 16 : 0, depth > 0 && _scope.Nodes.Count > 0 ? 16 : 0, depth > 0 ? 8 : 0, 3) switch
    {
        0 => $"{Number(1)} {Pick("=", "<>", "<", "<=", ">", ">=")} {Number(0)}",
        1 => $"{Any(0).Expression} IS {Pick("", "NOT ")}NULL",
        2 => $"{Pick(Number(0), Text(0), Property("k"))} IN {Pick("[1, 2, 'a']", "[1, 2, 3, null]", "$names", $"[{Number(0)}, {Number(0)}]")}",
        3 => $"{Text(0)} {Pick("STARTS WITH", "ENDS WITH", "CONTAINS", "=~")} {Pick("'a'", "'b'", "''", "'a.*'")}",
        4 => _scope.Nodes.Count == 0 ? $"{Known(Kind.Any)} IS NOT NULL" : $"{Pick([.. _scope.Nodes])}{Pick(":A", ":B", ":C", ".b", ":A|B", ":!C", ":%")}",
        5 => $"{Text(0)} {Pick("=", "<>", "<", ">=")} {Text(0)}",
        6 => Dated("d", $" {Pick("<", ">=", "=")} {Pick("date('2024-02-01')", "datetime('2024-01-31T00:00Z')", "date('2024-01-31')")}"),
        7 => Chance(30) ? $"NOT ({Predicate(depth - 1)})" : $"({Predicate(depth - 1)} {Pick("AND", "OR", "OR", "XOR")} {Predicate(depth - 1)})",
        8 => Chance(30) ? $"NOT {Subquery(isPredicate: true)}" : Subquery(isPredicate: true),
        9 => $"{Pick("any", "all", "none", "single")}(x IN {List(0)} WHERE {Pick("x > 1", "x IS NOT NULL", $"x = {Number(0)}")})",
        _ => $"{Any(0).Expression} {Pick("=", "<", ">")} {Any(0).Expression}",
    };

    private (string Expression, Kind Kind) Aggregate(bool mayCollect)
    {
        var distinct = Chance(25) ? "DISTINCT " : "";
        return Weighted(18, 16, 16, 10, 10, 10, 5, 5, mayCollect ? 10 : 0, 5) switch
        {
            0 => ("count(*)", Kind.Number),
            1 => ($"count({distinct}{Any(1).Expression})", Kind.Number),
            2 => ($"sum({distinct}{Number(1)})", Kind.Number),
            3 => ($"avg({Number(1)})", Kind.Number),
            4 => ($"min({Any(1).Expression})", Kind.Any),
            5 => ($"max({Any(1).Expression})", Kind.Any),
            6 => ($"{Pick("stDev", "stDevP")}({distinct}{Number(0)})", Kind.Number),
            7 => ($"{Pick("percentileCont", "percentileDisc")}({Number(0)}, {Pick("0.5", "0", "1.0", "0.3")})", Kind.Number),
            8 => ($"collect({Any(1).Expression})", Kind.List),
            _ => ($"collect(DISTINCT {Number(1)})", Kind.List),
        };
    }

    /// <summary>A property of an element in scope, or a value in scope where there is none.</summary>
    private string Property(params string[] names)
    {
        if (!_scope.Elements.Any())
        {
            return Known(names[0] switch { "w" or "v" => Kind.Number, "t" => Kind.Text, "l" => Kind.List, _ => Kind.Any });
        }

        // Relations have few of them.
        var name = Pick(names);
        return $"{(name is "w" or "t" or "m.x" or "m.y" or "k" || _scope.Nodes.Count == 0 ? Element() : Pick([.. _scope.Nodes]))}.{name}";
    }

    private string Dated(string property, string rest) => _scope.Elements.Any() ? Property(property) + rest : $"date('2024-01-31'){rest}";

    private string Element() => Pick([.. _scope.Elements]);

    /// <summary>A value that has a name, of the wanted kind where there is one.</summary>
    private string Known(Kind kind)
    {
        var fitting = _scope.Values.Where(value => kind == Kind.Any || value.Kind == kind).ToArray();
        return fitting.Length > 0 ? Pick(fitting).Name : kind switch
        {
            Kind.Number => "1",
            Kind.Text => "'a'",
            Kind.List => "[1, 2]",
            _ => _scope.Values.Count > 0 ? Pick([.. _scope.Values]).Name : "1",
        };
    }
}
