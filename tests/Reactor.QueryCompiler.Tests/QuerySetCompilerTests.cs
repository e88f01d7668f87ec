using System.Runtime.CompilerServices;
using Reactor.Contracts.Changes;
using Reactor.Contracts.Queries;
using Reactor.Cypher.Diagnostics;
using Reactor.QueryCompiler.Tests.Support;

namespace Reactor.QueryCompiler.Tests;

public sealed class QuerySetCompilerTests
{
    [Fact]
    public void Same_queries_give_the_same_bytes()
    {
        var first = QuerySetCompiler.Compile([Query("a", "MATCH (n:N) RETURN n.v AS v"), Query("b", "MATCH (n)-[r:R]->(m) RETURN n.x AS x, count(*) AS c")]).Assembly!;
        var second = QuerySetCompiler.Compile([Query("a", "MATCH (n:N) RETURN n.v AS v"), Query("b", "MATCH (n)-[r:R]->(m) RETURN n.x AS x, count(*) AS c")]).Assembly!;

        second.Image.ToArray().Should().Equal(first.Image.ToArray());
        second.ContentHash.Should().Be(first.ContentHash).And.HaveLength(64);
        second.ToNativeImageRequest().EntryAssembly.Image.ToArray().Should().Equal(first.ToNativeImageRequest().EntryAssembly.Image.ToArray());
    }

    [Fact]
    public void Manifest_says_what_the_host_must_send()
    {
        var manifest = QueryRun.CompileOne("MATCH (a:A)-[r:R|S]->(b) WHERE b:B AND a.m.x > r.w RETURN a.v AS v, count(*) + a.v AS c, b.v AS w").Manifests.Single();

        manifest.Name.Should().Be("q");
        manifest.Labels.Should().Equal(
            new ManifestLabel("A", ElementKind.Node), new ManifestLabel("R", ElementKind.Relation), new ManifestLabel("S", ElementKind.Relation), new ManifestLabel("B", ElementKind.Node));
        manifest.Properties.Select(path => path.ToString()).Should().Equal("m.x", "w", "v");
        manifest.ReadsAllNodes.Should().BeTrue("b names no label in its pattern");
        manifest.ReadsAllRelations.Should().BeFalse();
        manifest.NeedsRestSlot.Should().BeFalse();
        manifest.Columns.Should().Equal(new ResultColumn("v", true), new ResultColumn("c", false), new ResultColumn("w", true));
    }

    [Fact]
    public void Plan_hash_changes_with_meaning_and_not_with_layout()
    {
        static string Hash(string text, params string[] sources) =>
            QuerySetCompiler.Compile([Query("q", text) with { Sources = sources.Length == 0 ? ["s"] : sources }]).Assembly!.Manifests[0].PlanHash;

        var hash = Hash("MATCH (n:N) WHERE n.v > 1 RETURN n.v AS v");
        Hash("MATCH (n:N)\n  WHERE n.v > 1 // one\n  RETURN n.v AS v").Should().Be(hash);
        Hash("MATCH (n:N) WHERE n.v > 2 RETURN n.v AS v").Should().NotBe(hash);
        Hash("MATCH (n:N) WHERE n.v > 1.0 RETURN n.v AS v").Should().NotBe(hash);
        Hash("MATCH (n:N) WHERE n.v > 1 RETURN n.v AS w").Should().NotBe(hash);
        Hash("MATCH (n:N) WHERE n.v > 1 RETURN n.v AS v", "t").Should().NotBe(hash);
    }

    [Fact]
    public void Mistake_in_one_query_is_reported_and_keeps_all_from_being_compiled()
    {
        var result = QuerySetCompiler.Compile([Query("good", "RETURN 1 AS a"), Query("bad", "MATCH (n:N) RETURN m.v AS v") with { FileName = "q.yaml", FirstLine = 10, Indentation = 4 }]);

        result.Assembly.Should().BeNull();
        result.Queries[0].HasErrors.Should().BeFalse();
        result.Queries[0].Plan.Should().NotBeNull();
        result.Queries[1].FormatDiagnostics().Single().Should().StartWith("q.yaml:10:24: error UndefinedVariable");
    }

    [Theory]
    [InlineData("MATCH (n)-[r:R]-(m) RETURN startNode(r) AS s", DiagnosticCode.UnsupportedFeature)]
    [InlineData("MATCH (n:N) WHERE n.v > $low RETURN n.v AS v", DiagnosticCode.MissingParameter)]
    public void What_cannot_be_compiled_yet_is_a_diagnostic(string text, DiagnosticCode expected)
    {
        var report = QuerySetCompiler.Compile([Query("q", text)]).Queries.Single();

        report.Diagnostics.Should().ContainSingle(diagnostic => diagnostic.Severity == Severity.Error).Which.Code.Should().Be(expected);
        report.Plan.Should().BeNull();
    }

    [Fact]
    public void Too_many_labels_are_a_diagnostic()
    {
        var labels = string.Join(" OR ", Enumerable.Range(0, 65).Select(i => $"n:L{i}"));

        QuerySetCompiler.Compile([Query("q", $"MATCH (n) WHERE {labels} RETURN 1 AS one")]).Queries.Single()
            .Diagnostics.Should().ContainSingle(diagnostic => diagnostic.Code == DiagnosticCode.QueryTooComplex);
    }

    [Fact]
    public void Names_of_any_kind_stay_data()
    {
        var feed = new GraphFeed();
        const string Nasty = "a\"; } class X { //";
        using var run = QueryRun.Start($"MATCH (`{Nasty}`:`La\"bel`) RETURN `{Nasty}`.`{Nasty}` AS `{Nasty}`, '\\\\\\'\"\\u0007' AS t", feed, feed.Node("1", "La\"bel", (Nasty, 5)));

        run.Rows.Should().Equal("5, \\'\"\a");
        run.Manifest.Columns[0].Name.Should().Be(Nasty);
    }

    [Fact]
    public void Many_queries_are_one_assembly_and_keep_apart()
    {
        var feed = new GraphFeed();
        var result = QuerySetCompiler.Compile([.. Enumerable.Range(0, 40).Select(i => Query($"q{i}", $"MATCH (n:N) WHERE n.v > {i} RETURN n.v + {i} AS v"))]);

        using var loaded = result.Assembly!.Load();

        result.Assembly.Manifests.Select(manifest => manifest.Number).Should().Equal(Enumerable.Range(0, 40));
        Enumerable.Range(0, 40).Select(number => loaded.Create(number).GetType().Name).Should().OnlyHaveUniqueItems();
        FluentActions.Invoking(() => loaded.Create(40)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Code_is_given_back_when_nothing_uses_it()
    {
        var weak = LoadAndForget();
        for (var i = 0; i < 20 && weak.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        weak.IsAlive.Should().BeFalse();
    }

    [Fact]
    public void No_queries_are_no_assembly()
    {
        QuerySetCompiler.Compile([]).Should().Match<CompilationResult>(result => result.Assembly == null && result.Queries.Count == 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference LoadAndForget()
    {
        using var loaded = QueryRun.CompileOne("RETURN 1 AS one").Load();
        return new WeakReference(loaded.Create(0).GetType().Assembly);
    }

    private static QuerySource Query(string name, string text) => new() { Name = name, Text = text, Sources = ["s"] };
}
