using Reactor.Contracts.Resources;

namespace Reactor.QueryTests.Documents;

/// <summary>Reads what should come out.</summary>
/// <param name="values">Reads rows.</param>
/// <param name="problems">Gets mistakes.</param>
internal sealed class ExpectationReader(ValueReader values, List<ResourceProblem> problems)
{
    /// <summary>One diff or an ordered list of them; null when the key is missing.</summary>
    internal IReadOnlyList<ExpectedDiff>? ReadDiffs(ResourceValue.Mapping mapping, SettingsReader reader, string key)
    {
        _ = reader.Value(key);
        return mapping.Entries.GetValueOrDefault(key) switch
        {
            null => null,
            ResourceValue.Sequence list => [.. list.Items.Select(ReadDiff)],
            var value => [ReadDiff(value)],
        };
    }

    /// <summary>The result behind a step or case; null when it is not checked.</summary>
    internal ExpectedResult? ReadResult(ResourceValue.Mapping mapping, SettingsReader reader)
    {
        var isOrdered = reader.Boolean("ordered", false);
        _ = reader.Value("results");
        switch (mapping.Entries.GetValueOrDefault("results"))
        {
            case null:
                return null;
            case ResourceValue.Sequence list:
                return new ExpectedResult(list.Location, [.. list.Items.Select(values.ReadRow)], isOrdered);
            default:
                reader.Problem("results", "\"results\" must be a list of rows");
                return null;
        }
    }

    /// <summary>The standing row errors; null when they are not checked.</summary>
    internal ExpectedErrors? ReadErrors(ResourceValue.Mapping mapping, SettingsReader reader)
    {
        _ = reader.Value("errors");
        switch (mapping.Entries.GetValueOrDefault("errors"))
        {
            case null:
                return null;
            case ResourceValue.Sequence list:
                return new ExpectedErrors(list.Location, [.. list.Items.Select(ReadError)]);
            default:
                reader.Problem("errors", "\"errors\" must be a list of {contains: TEXT}");
                return null;
        }
    }

    private string ReadError(ResourceValue value)
    {
        if (value is not ResourceValue.Mapping mapping)
        {
            problems.Add(new ResourceProblem(value.Location, "an error must be {contains: TEXT}"));
            return "";
        }

        var error = new SettingsReader(mapping, "errors", problems);
        var text = error.RequiredText("contains");
        error.Finish();
        return text;
    }

    private ExpectedDiff ReadDiff(ResourceValue value)
    {
        if (value is not ResourceValue.Mapping mapping)
        {
            // Nothing written means nothing expected.
            if (value is not ResourceValue.Scalar { IsQuoted: false, Text: "" or "~" or "null" })
            {
                problems.Add(new ResourceProblem(value.Location, "a diff must be a mapping with added, updated, deleted"));
            }

            return new ExpectedDiff(value.Location, null, [], [], []);
        }

        var diff = new SettingsReader(mapping, "diff", problems);
        var at = diff.Text("at") is { } text ? TestTime.Instant(text, diff, "at") : null;
        var read = new ExpectedDiff(
            mapping.Location, at, [.. Items(diff, "added").Select(values.ReadRow)], [.. Items(diff, "updated").Select(ReadUpdate)], [.. Items(diff, "deleted").Select(values.ReadRow)]);
        diff.Finish();
        return read;
    }

    private (ExpectedRow Before, ExpectedRow After) ReadUpdate(ResourceValue value)
    {
        if (value is not ResourceValue.Mapping mapping || !mapping.Entries.ContainsKey("before") || !mapping.Entries.ContainsKey("after"))
        {
            problems.Add(new ResourceProblem(value.Location, "an updated row must be {before: ROW, after: ROW}"));
            var nothing = new ExpectedRow(value.Location, new Dictionary<string, Values.TestValue>());
            return (nothing, nothing);
        }

        var update = new SettingsReader(mapping, "updated", problems);
        _ = (update.Value("before"), update.Value("after"));
        update.Finish();
        return (values.ReadRow(mapping.Entries["before"]), values.ReadRow(mapping.Entries["after"]));
    }

    private static IReadOnlyList<ResourceValue> Items(SettingsReader diff, string key)
    {
        switch (diff.Value(key))
        {
            case null:
                return [];
            case ResourceValue.Sequence list:
                return list.Items;
            default:
                diff.Problem(key, $"\"{key}\" must be a list of rows");
                return [];
        }
    }
}
