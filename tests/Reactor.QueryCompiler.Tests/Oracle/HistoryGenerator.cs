using Reactor.Contracts.Changes;
using Reactor.Contracts.Wire;

namespace Reactor.QueryCompiler.Tests.Oracle;

/// <summary>
/// Random histories over few ids, so that what is rare in life is common: ids that exist already, relations without ends, labels that
/// move, one element changed several times in a transaction. Equal seeds give equal histories.
/// </summary>
internal sealed class HistoryGenerator
{
    internal static readonly string[] Labels = ["A", "B", "C"];
    internal static readonly string[] Types = ["R", "S"];

    private const int Ids = 8;

    private static readonly object?[] Texts = ["a", "a", "a", "", "b", "ab", "Abba", "bär", "😀x", null];
    private static readonly object?[] Numbers = [0, 1, 2, 3, -1, 7, 1.0, 2.5, -0.5, 0.0, null];

    // What = and equivalence treat in a special way.
    private static readonly object?[] Keys =
        [1, 1, 1, 1.0, 1.0, 2, 2, "1", true, null, double.NaN, 9007199254740993, 9007199254740992.0, double.PositiveInfinity, -0.0, 0.0, 0, new object?[] { 1 }, new object?[] { 1.0, null }];

    private static readonly object?[] Moments =
    [
        Moment(PropertyValueKind.Date, "2024-01-31"), Moment(PropertyValueKind.Date, "2024-01-31"), Moment(PropertyValueKind.Date, "2024-02-29"),
        Moment(PropertyValueKind.Date, "1999-12-31"), Moment(PropertyValueKind.LocalDateTime, "2024-01-31T00:00"), Moment(PropertyValueKind.LocalDateTime, "2024-03-01T23:30:00.5"),
        Moment(PropertyValueKind.DateTime, "2024-01-31T00:00Z"), Moment(PropertyValueKind.DateTime, "2024-01-31T01:00+01:00"),
        Moment(PropertyValueKind.Duration, "P1M"), Moment(PropertyValueKind.Duration, "P30D"), "2024-01-31", null,
    ];

    private static readonly object?[] Lists = [Array.Empty<object>(), new object?[] { 1, 2, 3 }, new object?[] { 1, null }, new object?[] { "a", new object?[] { 2.0 } }, null];

    private readonly Random _random;
    private readonly int _seed;
    private readonly Feed _feed = new();

    /// <summary>Labels follow from ids, as in tables, and the feed says so.</summary>
    private readonly bool _isTables;
    private readonly int _sources;
    private readonly int _nodeIds;
    private readonly int _relationIds;
    private long _timeNs = 1_000_000;

    private HistoryGenerator(int seed)
    {
        _seed = seed;
        _random = new Random(seed);
        _isTables = Chance(30);
        _sources = Chance(25) ? 2 : 1;
        _nodeIds = _random.Next(3, Ids + 1);
        _relationIds = _random.Next(3, Ids + 1);
    }

    internal static History Make(int seed, int units) => new HistoryGenerator(seed).Make(units);

    private History Make(int units)
    {
        var made = new List<HistoryUnit>();
        if (Chance(60))
        {
            made.Add(new HistoryUnit(UnitKind.Bootstrap, [.. Enumerable.Range(0, _random.Next(0, 16)).Select(_ => Change())]));
        }

        while (made.Count < units)
        {
            var isTransaction = Chance(40);
            var changes = isTransaction ? _random.Next(0, 7) : 1;
            made.Add(new HistoryUnit(isTransaction ? UnitKind.Transaction : UnitKind.Change, [.. Enumerable.Range(0, changes).Select(_ => Change())]));
        }

        return new History(_seed, _feed.Vocabulary, made);
    }

    private HistoryChange Change()
    {
        _timeNs += _random.Next(100) switch { < 30 => 0, < 40 => -_random.Next(1000), _ => _random.Next(1, 1000) };
        var change = Chance(2) ? _feed.Truncate(Pick(Chance(70) ? Labels : Types)) : Chance(55) ? Node() : Relation();
        return new HistoryChange(Stamp(change), (ushort)_random.Next(_sources));
    }

    private ElementChange Node()
    {
        var number = _random.Next(_nodeIds);
        var operation = Operation();
        string[]? labels = _isTables ? [Labels[number % Labels.Length]] : [.. Labels.Where(_ => Chance(55))];
        return _feed.Node(operation, $"x{number}", MayOmit(operation) && Chance(50) ? null : labels, [.. NodeProperties().Where(_ => Carries(operation))]);
    }

    private ElementChange Relation()
    {
        var number = _random.Next(_relationIds);
        var operation = Operation();
        var type = _isTables ? Types[number % Types.Length] : Pick(Types);
        var omits = MayOmit(operation);
        return _feed.Relation(
            operation,
            $"x{number}",
            omits && Chance(50) ? null : type,
            omits && Chance(60) ? null : End(number),
            omits && Chance(60) ? null : End(number + 1),
            [.. RelationProperties().Where(_ => Carries(operation))]);
    }

    /// <summary>Mostly a node that follows from the relation, so that relations come back to where they were.</summary>
    private string End(int hint) => $"x{(Chance(40) ? hint : _random.Next(_nodeIds)) % _nodeIds}";

    private ChangeOperation Operation() => _random.Next(100) switch
    {
        < 42 => ChangeOperation.Insert,
        < 75 => ChangeOperation.UpdateMerge,
        < 87 => ChangeOperation.UpdateReplace,
        _ => ChangeOperation.Delete,
    };

    private static bool MayOmit(ChangeOperation operation) => operation != ChangeOperation.Insert;

    private (string, object?)[] NodeProperties() =>
        [("v", Pick(Numbers)), ("w", SmallInteger()), ("t", Pick(Texts)), ("k", Pick(Keys)), ("g", Pick(Keys)), ("b", Flag()), ("l", Pick(Lists)), ("m", Map()), ("d", Pick(Moments))];

    private (string, object?)[] RelationProperties() => [("w", SmallInteger()), ("t", Pick(Texts)), ("k", Pick(Keys)), ("m", Map())];

    /// <summary>Whether a change carries a property: merges leave most of them alone.</summary>
    private bool Carries(ChangeOperation operation) =>
        Chance(operation switch { ChangeOperation.Delete => 0, ChangeOperation.UpdateMerge => 35, _ => 80 });

    private object? SmallInteger() => _random.Next(10) switch { 0 => null, < 7 => _random.Next(1, 4), _ => _random.Next(-3, 10) };

    private static PropertyValue Moment(PropertyValueKind kind, string text) => PropertyValue.FromTemporal(kind, text);

    private object? Flag() => _random.Next(8) switch { 0 => null, 1 => "no truth", < 5 => true, _ => false };

    private object? Map() => _random.Next(6) switch
    {
        0 => null,
        1 => 5,
        _ => new (string, object)[] { ("x", Pick(Numbers)!), ("y", Pick(Texts)!), ("z", Chance(50) ? 1 : new (string, object)[] { ("deep", _random.Next(3)) }) }
            .Where(_ => Chance(70)).ToArray(),
    };

    private ElementChange Stamp(ElementChange change) => new()
    {
        Operation = change.Operation,
        Kind = change.Kind,
        Id = change.Id,
        Labels = change.Labels,
        LabelsMayHaveChanged = !_isTables,
        StartId = change.StartId,
        EndId = change.EndId,
        Properties = change.Properties,
        EffectiveTimeNs = _timeNs,
    };

    private bool Chance(int percent) => _random.Next(100) < percent;

    private T Pick<T>(T[] choices) => choices[_random.Next(choices.Length)];
}
