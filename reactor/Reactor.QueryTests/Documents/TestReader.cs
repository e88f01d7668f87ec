using Reactor.Contracts.Resources;
using Reactor.Cypher;
using Reactor.QueryCompiler;
using Reactor.QueryTests.Values;
using Reactor.Resources;

namespace Reactor.QueryTests.Documents;

/// <summary>Reads the documents of test files. Every mistake is reported with its place, and reading goes on.</summary>
/// <param name="listing">Gets the files.</param>
/// <param name="problems">Gets the mistakes.</param>
internal sealed class TestReader(SourceListing listing, List<ResourceProblem> problems)
{
    private const string OnlySource = "test";

    private string _file = "";
    private string _fileText = "";

    /// <summary>Reads a file.</summary>
    internal IReadOnlyList<QueryTest> Read(string file)
    {
        _file = file;
        var tests = new List<QueryTest>();
        var before = problems.Count;
        foreach (var document in YamlFile.Read(file, TemporalTag.All, listing, problems, out _fileText))
        {
            if (document is ResourceValue.Mapping mapping)
            {
                tests.Add(ReadTest(mapping, tests.Count + 1));
            }
            else
            {
                problems.Add(new ResourceProblem(document.Location, "a document must be a mapping with a query and cases"));
            }
        }

        if (tests.Count == 0 && problems.Count == before)
        {
            problems.Add(new ResourceProblem(new ResourceLocation(file, 0, 0), "the file has no document"));
        }

        return tests;
    }

    private QueryTest ReadTest(ResourceValue.Mapping mapping, int number)
    {
        var test = new SettingsReader(mapping, "test", problems);
        var name = test.Text("name") ?? $"{Path.GetFileNameWithoutExtension(_file)} {number}";
        var (query, map) = ReadQuery(test, mapping, name);
        var rules = new ComparisonRules(test.Choice("numbers", Numbers.Strict) == Numbers.Loose, test.Number("tolerance", 0, 0, 1));
        var refusal = ReadRefusal(test);
        var values = new ValueReader(problems);
        var reader = new CaseReader(new ChangeReader(values, query.Sources, problems), new ExpectationReader(values, problems), problems);
        var cases = reader.Read(test, "cases");
        if (refusal is null == (cases.Count == 0) && !problems.Exists(problem => problem.Location.File == _file))
        {
            problems.Add(new ResourceProblem(
                mapping.Location, refusal is null ? "test: there are neither cases nor expectError" : "test: a query that is to be refused has no cases"));
        }

        test.Finish();
        return new QueryTest(name, mapping.Location, query, map, refusal, cases, rules);
    }

    private (QuerySource Query, QueryTextMap Map) ReadQuery(SettingsReader test, ResourceValue.Mapping mapping, string name)
    {
        var text = test.Text("query");
        var resource = test.Text("resource");
        var language = test.Choice("queryLanguage", QueryLanguage.Cypher);
        var sources = SourcesReader.Read(mapping, test, problems, OnlySource, out var joins);
        RefuseMiddleware(test);
        var parameters = (test.Value("parameters") as ResourceValue.Mapping)?.Entries;
        if (parameters is null && test.Value("parameters") is not null)
        {
            test.Problem("parameters", "\"parameters\" must be a mapping");
        }

        var given = (parameters ?? new Dictionary<string, ResourceValue>()).ToDictionary(
            entry => entry.Key, entry => new ValueReader(problems).ReadProperty(entry.Value), StringComparer.Ordinal);
        if (text is null == resource is null)
        {
            test.Problem(text is null ? "query" : "resource", text is null ? "one of \"query\" and \"resource\" is needed" : "\"query\" and \"resource\" exclude each other");
        }

        if (resource is not null && text is null)
        {
            return ReadResource(test, resource, name, given);
        }

        text ??= "";
        var location = mapping.Entries.TryGetValue("query", out var value) ? value.Location : mapping.Location;
        var query = new QuerySource { Name = name, Text = text, Language = language, Sources = sources, Parameters = given, Joins = joins };
        return (query, QueryTextMap.Create(_fileText, location, text));
    }

    /// <summary>The query of a resource; its sources need not be in its file, and its own parameters may be replaced.</summary>
    private (QuerySource Query, QueryTextMap Map) ReadResource(
        SettingsReader test, string resource, string name, Dictionary<string, Contracts.Changes.PropertyValue> parameters)
    {
        var path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(_file))!, resource);
        var result = ResourceReader.ReadQueries(path);
        listing.AddAll(result.Listing);
        problems.AddRange(result.Problems);
        var queries = result.Set?.Queries ?? [];
        var found = queries.Count == 1 ? queries[0] : queries.FirstOrDefault(query => query.Name == name);
        if (found is null)
        {
            if (result.Problems.Count == 0)
            {
                test.Problem("resource", queries.Count == 0
                    ? $"{resource} has no ContinuousQuery"
                    : $"{resource} has {queries.Count} queries: the test's name must be the name of one of them");
            }

            return (new QuerySource { Name = name, Text = "", Sources = [OnlySource] }, QueryTextMap.Create("", new ResourceLocation(_file, 1, 1), ""));
        }

        foreach (var (key, value) in found.Parameters)
        {
            parameters.TryAdd(key, CoreSchema.ValueOf(value));
        }

        var query = new QuerySource
        {
            Name = name,
            Text = found.Text,
            Language = found.IsGql ? QueryLanguage.Gql : QueryLanguage.Cypher,
            Sources = [.. found.Subscriptions.Select(subscription => subscription.Source)],
            Parameters = parameters,
            Archive = found.Runtime.Archive,
            Joins = [.. found.Joins.Select(join => join.Definition)],
        };
        return (query, result.QueryTexts[found.Name]);
    }

    private static void RefuseMiddleware(SettingsReader test)
    {
        if (test.Value("middleware") is not (null or ResourceValue.Sequence { Items.Count: 0 }))
        {
            test.Problem("middleware", "\"middleware\" is not supported yet");
        }
    }

    private static ExpectedRefusal? ReadRefusal(SettingsReader test)
    {
        if (test.Nested("expectError") is not { } error)
        {
            return null;
        }

        var refusal = new ExpectedRefusal(error.Location, error.Text("code"), Number("line"), Number("column"), error.Text("contains"));
        error.Finish();
        return refusal;

        long? Number(string key) => error.Value(key) is null ? null : error.Integer(key, 1, 1, int.MaxValue);
    }

    private enum Numbers
    {
        Strict,
        Loose,
    }
}
