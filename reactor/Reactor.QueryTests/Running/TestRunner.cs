using System.Diagnostics;
using Reactor.Contracts.Queries;
using Reactor.Contracts.Resources;
using Reactor.Cypher.Diagnostics;
using Reactor.QueryCompiler;
using Reactor.QueryTests.Documents;
using Reactor.QueryTests.Reports;
using Reactor.Resources;

namespace Reactor.QueryTests.Running;

/// <summary>Compiles the queries of documents and runs their cases.</summary>
public sealed class TestRunner : IDisposable
{
    private readonly IReadOnlyList<(string File, IReadOnlyList<QueryTest> Tests)> _files;
    private readonly Dictionary<QueryTest, QueryReport> _reports = [];
    private readonly List<QueryTest> _compiled = [];
    private LoadedQueries? _loaded;
    private InProcessTestGuests? _inProcess;

    private TestRunner(IReadOnlyList<(string File, IReadOnlyList<QueryTest> Tests)> files)
    {
        _files = files;
        foreach (var test in files.SelectMany(file => file.Tests))
        {
            var report = QuerySetCompiler.Compile([test.Query]).Queries[0];
            _reports.Add(test, report);
            if (!report.HasErrors && test.Refusal is null)
            {
                _compiled.Add(test);
            }
        }

        Assembly = _compiled.Count == 0 ? null : QuerySetCompiler.Compile([.. _compiled.Select(test => test.Query)]).Assembly;
    }

    /// <summary>All queries that are to run, as one assembly; null when there are none.</summary>
    public QueryAssembly? Assembly { get; }

    /// <summary>Reads files and compiles their queries.</summary>
    /// <param name="files">Paths of test files.</param>
    /// <param name="problems">Gets what is wrong with the files.</param>
    /// <param name="listing">The files, to show problems with their lines.</param>
    /// <returns>Null when there are problems.</returns>
    public static TestRunner? Load(IReadOnlyList<string> files, List<ResourceProblem> problems, out SourceListing listing)
    {
        listing = new SourceListing();
        var reader = new TestReader(listing, problems);
        var read = files.Select(file => (file, reader.Read(file))).ToArray();
        problems.Sort((left, right) => InOrder(files, left.Location).CompareTo(InOrder(files, right.Location)));
        return problems.Count > 0 ? null : new TestRunner(read);
    }

    /// <summary>Runs all cases.</summary>
    /// <param name="guests">Makes guests of <see cref="Assembly"/>; null for this process.</param>
    /// <param name="ways">How histories reach the queries; the first one is compared with the documents, the others with it.</param>
    /// <param name="cancellationToken">Stops between two cases.</param>
    internal IEnumerable<CaseResult> Run(ITestGuests? guests, IReadOnlyList<BatchWay> ways, CancellationToken cancellationToken)
    {
        _loaded ??= Assembly?.Load();
        _inProcess ??= _loaded is null ? null : new InProcessTestGuests(_loaded);
        foreach (var (file, tests) in _files)
        {
            foreach (var test in tests)
            {
                if (test.Refusal is not null || _reports[test].HasErrors)
                {
                    yield return CheckRefusal(file, test);
                    continue;
                }

                foreach (var @case in test.Cases)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return Run(file, test, @case, guests ?? _inProcess!, ways);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _loaded?.Dispose();

    private static (int File, int Line, int Column) InOrder(IReadOnlyList<string> files, ResourceLocation location) =>
        (files.ToList().IndexOf(location.File), location.Line, location.Column);

    private CaseResult CheckRefusal(string file, QueryTest test)
    {
        var report = _reports[test];
        var errors = report.Diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error).ToArray();
        var isRight = test.Refusal is { } wanted && Array.Exists(errors, error => Matches(wanted, error, report));
        var failures = new List<TestFailure>();
        if (!isRight)
        {
            var text = new DifferenceText();
            text.Missing(test.Refusal is { } refusal ? $"expectError {Describe(refusal)}" : "a query without mistakes");
            foreach (var error in errors)
            {
                var position = report.Text.PositionOf(error.Span.Start);
                text.Unexpected($"{error.Code} at line {position.Line}, column {position.Column}: {error.Message}{(error.Suggestion is null ? "" : $"; did you mean '{error.Suggestion}'?")}");
            }

            if (errors.Length == 0)
            {
                text.Unexpected("a query without mistakes");
            }

            var location = test.Refusal?.Location ?? test.TextMap.LocationOf(errors[0].Span.Start);
            failures.Add(new TestFailure(location, "the query", text.ToString()));
        }

        return new CaseResult(file, test.Name, null, failures, TimeSpan.Zero);
    }

    private static bool Matches(ExpectedRefusal wanted, Diagnostic error, QueryReport report)
    {
        var position = report.Text.PositionOf(error.Span.Start);
        return (wanted.Code is null || string.Equals(wanted.Code, error.Code.ToString(), StringComparison.OrdinalIgnoreCase))
            && (wanted.Line is null || wanted.Line == position.Line)
            && (wanted.Column is null || wanted.Column == position.Column)
            && (wanted.Contains is null || $"{error.Message} {error.Suggestion}".Contains(wanted.Contains, StringComparison.OrdinalIgnoreCase));
    }

    private static string Describe(ExpectedRefusal refusal)
    {
        var parts = new[]
        {
            refusal.Code is null ? null : $"code: {refusal.Code}",
            refusal.Line is null ? null : $"line: {refusal.Line}",
            refusal.Column is null ? null : $"column: {refusal.Column}",
            refusal.Contains is null ? null : $"contains: '{refusal.Contains}'",
        };
        return $"{{{string.Join(", ", parts.OfType<string>())}}}";
    }

    private CaseResult Run(string file, QueryTest test, TestCase @case, ITestGuests guests, IReadOnlyList<BatchWay> ways)
    {
        var started = Stopwatch.GetTimestamp();
        var failures = new List<TestFailure>();
        var manifest = Assembly!.Manifests[_compiled.IndexOf(test)];
        try
        {
            var history = EncodedHistory.Of(@case, manifest, test.Query.Sources.Count);
            var notes = Observe(@case, manifest, history);
            IReadOnlyList<IReadOnlyList<UnitDiff>>? reference = null;
            foreach (var way in ways)
            {
                var units = GuestRun.Of(manifest, history, guests, @case.Seed, way);
                if (reference is null)
                {
                    reference = units;
                    new CaseChecker(manifest, test.Rules, failures).Check(@case, units, notes);
                }
                else
                {
                    CompareWays(@case, ways[0], reference, way, units, failures);
                }
            }
        }
        catch (GuestStoppedException stopped)
        {
            failures.Add(new TestFailure(@case.Location, "the run", $"    {stopped.Message}"));
        }

        return new CaseResult(file, test.Name, @case.Name, failures, Stopwatch.GetElapsedTime(started));
    }

    /// <summary>The order of results and the texts of errors, which no diff carries: from a query in this process.</summary>
    private Dictionary<int, UnitNote> Observe(TestCase test, QueryManifest manifest, EncodedHistory history)
    {
        var notes = new Dictionary<int, UnitNote>();
        var isAsked = test.Results is { IsOrdered: true } || test.Errors is not null
            || test.Steps.Any(step => step.Results is { IsOrdered: true } || step.Errors is not null);
        if (isAsked)
        {
            GuestRun.Of(manifest, history, _inProcess!, test.Seed, BatchWay.One, (unit, run) =>
                notes[unit] = new UnitNote(run.Query!.ResultOrder?.ToArray(), [.. run.Query.StandingErrors]));
        }

        return notes;
    }

    private static void CompareWays(
        TestCase test, BatchWay first, IReadOnlyList<IReadOnlyList<UnitDiff>> expected, BatchWay way, IReadOnlyList<IReadOnlyList<UnitDiff>> got, List<TestFailure> failures)
    {
        for (var unit = 0; unit < expected.Count; unit++)
        {
            if (expected[unit].Count != got[unit].Count || !expected[unit].Zip(got[unit]).All(pair => pair.First.IsSame(pair.Second)))
            {
                var location = unit == 0 ? test.Location : test.Steps[unit - 1].Location;
                var where = unit == 0 ? "the start" : $"step {unit}";
                failures.Add(new TestFailure(location, where, $"    its diffs differ between --batch {Name(first)} and --batch {Name(way)}: a fault of Reactor, not of the query"));
                return;
            }
        }
    }

    private static string Name(BatchWay way) => way.ToString().ToUpperInvariant() switch
    {
        "ONE" => "one",
        "ALL" => "all",
        _ => "restart",
    };
}
