using Reactor.Contracts.Resources;

namespace Reactor.QueryTests.Documents;

/// <summary>Reads cases and their steps.</summary>
/// <param name="changes">Reads changes.</param>
/// <param name="expectations">Reads what should come out.</param>
/// <param name="problems">Gets mistakes.</param>
internal sealed class CaseReader(ChangeReader changes, ExpectationReader expectations, List<ResourceProblem> problems)
{
    /// <summary>The cases under a key.</summary>
    internal IReadOnlyList<TestCase> Read(SettingsReader test, string key) => [.. Mappings(test, key).Select(Read)];

    private TestCase Read(ResourceValue.Mapping mapping, int index)
    {
        var reader = new SettingsReader(mapping, "case", problems);
        var name = reader.Text("name") ?? $"case {index + 1}";
        var clock = reader.Text("clock") is { } text ? TestTime.Instant(text, reader, "clock") : null;
        var seed = (ulong)reader.Integer("seed", 1, 0, long.MaxValue);
        var given = Items(reader, "given").Select(changes.ReadGiven).OfType<TestChange>().ToArray();
        var initial = expectations.ReadDiffs(mapping, reader, "initial");
        if (initial is { Count: > 1 })
        {
            reader.Problem("initial", "the start is one diff");
        }

        var steps = Mappings(reader, "steps").Select(ReadStep).ToArray();
        var results = expectations.ReadResult(mapping, reader);
        var errors = expectations.ReadErrors(mapping, reader);
        reader.Finish();
        return new TestCase(name, mapping.Location, clock ?? TestTime.Start, seed, given, initial is [var diff, ..] ? diff : null, steps, results, errors);
    }

    private TestStep ReadStep(ResourceValue.Mapping mapping, int index)
    {
        var reader = new SettingsReader(mapping, "step", problems);
        var source = changes.ReadSource(reader);
        var at = reader.Text("at") is { } text ? TestTime.Instant(text, reader, "at") : null;
        var single = changes.Read(reader, source);
        var transaction = reader.Value("transaction") is null ? null : Mappings(reader, "transaction").Select(change => ReadPart(change, source)).OfType<TestChange>().ToArray();
        var advance = reader.Text("advance") is { } length ? TestTime.Length(length, reader, "advance") : null;
        var advanceTo = reader.Text("advanceTo") is { } target ? TestTime.Instant(target, reader, "advanceTo") : null;
        var kinds = ChangeReader.Keys.Append("transaction").Append("advance").Append("advanceTo").Count(mapping.Entries.ContainsKey);
        if (kinds != 1)
        {
            var what = string.Join(", ", ChangeReader.Keys) + ", transaction, advance, advanceTo";
            problems.Add(new ResourceProblem(mapping.Location, kinds == 0 ? $"step: one of {what} is needed" : $"step: {what} exclude each other"));
        }

        var step = new TestStep(
            mapping.Location,
            transaction is not null,
            transaction ?? (single is null ? [] : [single]),
            at,
            advance,
            advanceTo,
            expectations.ReadDiffs(mapping, reader, "expect"),
            expectations.ReadResult(mapping, reader),
            expectations.ReadErrors(mapping, reader));
        reader.Finish();
        return step;
    }

    private TestChange? ReadPart(ResourceValue.Mapping mapping, int source)
    {
        var reader = new SettingsReader(mapping, "transaction", problems);
        var change = changes.Read(reader, source);
        if (change is null && !ChangeReader.Keys.Any(mapping.Entries.ContainsKey))
        {
            problems.Add(new ResourceProblem(mapping.Location, $"transaction: one of {string.Join(", ", ChangeReader.Keys)} is needed"));
        }

        reader.Finish();
        return change;
    }

    private List<ResourceValue.Mapping> Mappings(SettingsReader reader, string key)
    {
        var mappings = new List<ResourceValue.Mapping>();
        foreach (var item in Items(reader, key))
        {
            if (item is ResourceValue.Mapping mapping)
            {
                mappings.Add(mapping);
            }
            else
            {
                problems.Add(new ResourceProblem(item.Location, $"an entry of \"{key}\" must be a mapping"));
            }
        }

        return mappings;
    }

    private static IReadOnlyList<ResourceValue> Items(SettingsReader reader, string key)
    {
        switch (reader.Value(key))
        {
            case null:
                return [];
            case ResourceValue.Sequence list:
                return list.Items;
            default:
                reader.Problem(key, $"\"{key}\" must be a list");
                return [];
        }
    }
}
