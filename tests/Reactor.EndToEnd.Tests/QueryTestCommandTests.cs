using System.Xml.Linq;
using Reactor.EndToEnd.Tests.Support;

namespace Reactor.EndToEnd.Tests;

/// <summary><c>reactor test</c> as its users meet it: documents in, a report and an exit code out.</summary>
public sealed class QueryTestCommandTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public static TheoryData<string> Samples => [.. Directory.EnumerateFiles(Checkout.Sample("queries"), "*.yaml").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    [Fact]
    public async Task Every_kind_of_step_and_expectation_passes()
    {
        _folder.Write("all.yaml", """
            name: alerts
            query: |                     # the document of the user's page
              MATCH (s:Sensor) WHERE s.value > $limit RETURN s.id AS id, s.value AS value
            parameters: {limit: 10}
            joins: []
            middleware: []
            cases:
            - name: crosses the line
              clock: 2026-01-01T00:00:00Z
              seed: 3
              given: [ {node: {id: s0, labels: [Sensor], properties: {id: s0, value: 3}}} ]
              initial: {}
              steps:
              - insert: {node: {id: s1, labels: [Sensor], properties: {id: s1, value: 12}}}
                at: 2026-01-01T00:00:00Z
                expect: {added: [{id: s1, value: 12}]}
                results: [{id: s1, value: 12}]
              - update: {node: {id: s1, properties: {value: 15}}}
                expect: {updated: [{before: {id: s1, value: 12}, after: {id: s1, value: 15}}]}
              - update: {node: {id: s1, properties: {value: 16}, replace: true}}
                expect: {updated: [{before: {id: s1, value: 15}, after: {id: null, value: 16}}]}
              - update: {node: {id: s1, properties: {id: s1, value: null}}}
                expect: {deleted: [{id: null, value: 16}]}
              - advance: PT10M
                expect: {}
              - advanceTo: 2026-01-02T00:00:00Z
                expect: []
              - insert: {relation: {id: r1, labels: [OWNS], from: s0, to: s1, properties: {}}}
              - transaction: [ {delete: {node: {id: s1}}}, {insert: {node: {id: s2, labels: [Sensor], properties: {id: s2, value: 20}}}} ]
                expect: {added: [{id: s2, value: 20}]}
              - update: {node: {id: s2, labels: [Retired]}}
                expect: {deleted: [{id: s2, value: 20}]}
              - truncate: {label: Sensor}
                expect: {}
              results: []
              errors: []
            ---
            name: an ungrouped count has a row from the start
            query: MATCH (n) RETURN count(*) AS n
            cases: [{initial: {added: [{n: 0}]}, steps: []}]
            ---
            name: timers
            query: MATCH (s:S) WHERE drasi.trueFor(s.v > 10, duration('PT5M')) RETURN s.v AS v ORDER BY v DESC
            cases:
            - steps:
              - insert: {node: {id: 1, labels: [S], properties: {v: 11}}}
                expect: {}
              - insert: {node: {id: 2, labels: [S], properties: {v: 12}}}
                at: 2000-01-01T00:01:00Z
              - advance: PT10M
                expect:
                - {added: [{v: 11}], at: 2000-01-01T00:05:00Z}
                - {added: [{v: 12}], at: 2000-01-01T00:06:00Z}
                results: [{v: 12}, {v: 11}]
                ordered: true
            ---
            name: values
            query: |
              MATCH p = (a:A)-[r:R]->(b)
              RETURN a, r, p, date('2020-02-03') AS d, duration('P1D') AS u, 1.0 AS f, 0.1 + 0.2 AS t, 6 / a.x AS q
            tolerance: 1e-9
            cases:
            - name: of every kind
              given:
              - {node: {id: a, labels: [A, X], properties: {x: 2}}}
              - {node: {id: b, label: B}}
              - {relation: {id: r, labels: [R], from: a, to: b, properties: {k: [1, 2.5, null, {m: 'x'}]}}}
              results:
              - a: {$node: {id: a, labels: [X, A], properties: {x: 2}}}
                r: {$relation: {id: r, labels: [R], from: a, to: b, properties: {k: [1, 2.5, null, {m: x}]}}}
                p: {$path: [{$node: {id: a}}, {$relation: {id: r}}, {$node: {id: b, properties: {}}}]}
                d: !date 2020-02-03
                u: !duration P1D
                f: !float 1
                t: 0.3
                q: 3
            - name: not to be evaluated
              given:
              - {node: {id: a, labels: [A], properties: {x: 0}}}
              - {node: {id: b}}
              - {relation: {id: r, type: R, from: a, to: b}}
              results: []
              errors: [{contains: ARITHMETIC}]
            ---
            name: loose
            query: MATCH (a:A) RETURN a.x AS x
            numbers: loose
            cases: [{given: [{node: {id: a, labels: [A], properties: {x: 1}}}], results: [{x: 1.0}]}]
            ---
            name: refused
            query: |
              MATCH (s:Sensor)
              RETURN q.x AS x
            expectError: {code: UndefinedVariable, line: 2, column: 8, contains: "'Q'"}
            """);

        var (exitCode, output, errors) = await RunAsync("all.yaml");

        errors.Should().BeEmpty();
        output.Should().Be("ok all.yaml: 7 passed\n7 passed, 0 failed\n");
        exitCode.Should().Be(0);
    }

    [Fact]
    public async Task What_comes_out_otherwise_is_shown_as_a_difference_where_the_document_says_it()
    {
        _folder.Write("wrong.yaml", """
            name: wrong
            query: MATCH (s:S) RETURN s.value AS value
            cases:
            - name: everything
              steps:
              - insert: {node: {id: 1, labels: [S], properties: {value: 11}}}
                expect: {added: [{value: 11.0}, {valeu: 1}]}
              - update: {node: {id: 1, properties: {value: 12}}}
                expect: {}
              - delete: {node: {id: 1}}
                expect: {deleted: [{value: 12}]}
              results: [{value: 'x'}]
              errors: [{contains: division}]
            - name: fine
              steps: []
            ---
            name: not refused
            query: MATCH (s:S) RETURN s.v AS v
            expectError: {code: UnknownFunction}
            ---
            name: refused
            query: MATCH (s:S) RETURN t.v AS v
            cases: [{steps: []}]
            ---
            name: ordered
            query: MATCH (s:S) RETURN s.v AS v
            cases: [{results: [], ordered: true}]
            """);

        var (exitCode, output, _) = await RunAsync("wrong.yaml", "--junit", "report.xml");

        exitCode.Should().Be(1);
        output.Should().Be("""
            FAILED wrong / everything
              wrong.yaml:7:13: step 1
                - added {value: 11.0}
                - added {valeu: 1}
                  the result has no column "valeu"; did you mean "value"?
                + added {value: 11}
              wrong.yaml:9:13: step 2
                + updated {value: 11} -> {value: 12}
              wrong.yaml:12:12: the end, results
                - row {value: x}
              wrong.yaml:13:11: the end, errors
                - row error with 'division'
            FAILED not refused
              wrong.yaml:19:14: the query
                - expectError {code: UnknownFunction}
                + a query without mistakes
            FAILED refused
              wrong.yaml:22:27: the query
                - a query without mistakes
                + UndefinedVariable at line 1, column 20: Variable 't' is not defined
            FAILED ordered / case 1
              wrong.yaml:27:19: the end, results
                  the query's last clause gives its rows no order
            not ok wrong.yaml: 1 passed, 4 failed
            1 passed, 4 failed

            """);
        var suites = XDocument.Load(Path.Combine(_folder.Path, "report.xml")).Root!;
        (suites.Attribute("tests")!.Value, suites.Attribute("failures")!.Value).Should().Be(("5", "4"));
        suites.Descendants("testcase").Select(element => $"{element.Attribute("classname")!.Value}/{element.Attribute("name")!.Value}/{element.Elements("failure").Count()}")
            .Should().Equal("wrong/everything/4", "wrong/fine/0", "not refused/the query/1", "refused/the query/1", "ordered/case 1/1");
    }

    [Fact]
    public async Task Mistakes_in_a_document_are_shown_where_they_are_and_nothing_runs()
    {
        _folder.Write("bad.yaml", """
            name: bad
            qurey: x
            query: MATCH (s:S) RETURN s.x AS x
            cases:
            - stesp: []
              clock: yesterday
              steps:
              - insert: {nod: {id: 1}}
              - advance: 10m
              - {}
              - insert: {node: {id: 1, properties: {t: !date 2020-99-01, z: !point 1}}}
                source: b
            """);

        var (exitCode, output, errors) = await RunAsync("bad.yaml", "missing.yaml");

        (exitCode, output).Should().Be((2, ""));
        errors.Split('\n').Where(line => line.Contains("yaml", StringComparison.Ordinal)).Should().Equal(
            "bad.yaml:2:1: error: test: unknown setting \"qurey\"; did you mean \"query\"?",
            "bad.yaml:5:3: error: case: unknown setting \"stesp\"; did you mean \"steps\"?",
            "bad.yaml:6:10: error: case: \"clock\" must be a timestamp such as 2026-01-01T00:00:00Z, not \"yesterday\"",
            "bad.yaml:8:13: error: one of \"node\" and \"relation\" is needed",
            "bad.yaml:8:14: error: insert: unknown setting \"nod\"; did you mean \"node\"?",
            "bad.yaml:9:14: error: step: \"advance\" must be a duration such as PT10M or P1D, not \"10m\"",
            "bad.yaml:10:5: error: step: one of insert, update, delete, truncate, transaction, advance, advanceTo is needed",
            "bad.yaml:11:44: error: !date: month is 99, not 1 to 12",
            "bad.yaml:11:65: error: tag !point is not supported",
            "bad.yaml:12:13: error: step: there is no source \"b\"; the query reads test",
            "missing.yaml: error: no such file");
        errors.Should().EndWith("11 mistakes\n");
    }

    [Fact]
    public async Task Query_may_come_from_a_resource_and_from_several_sources()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "resources"));
        _folder.Write("resources/hot.yaml", """
            apiVersion: v1
            kind: ContinuousQuery
            name: hot
            spec:
              mode: query
              sources: {subscriptions: [{id: left}, {id: right}]}
              parameters: {limit: 10}
              query: MATCH (s:S) WHERE s.v > $limit RETURN s.v AS v
            """);
        _folder.Write("hot.yaml", """
            resource: resources/hot.yaml
            cases:
            - steps:
              - {insert: {node: {id: 1, labels: [S], properties: {v: 11}}}, source: left, expect: {added: [{v: 11}]}}
              - {insert: {node: {id: 1, labels: [S], properties: {v: 12}}}, source: right, expect: {added: [{v: 12}]}}
            ---
            resource: resources/hot.yaml
            parameters: {limit: 11}
            cases: [{given: [{node: {id: 1, labels: [S], properties: {v: 11}}}], results: []}]
            ---
            query: MATCH (s:S) RETURN s.v AS v
            sources: [a, b]
            cases: [{steps: [{insert: {node: {id: 1, labels: [S]}}, source: b, expect: {added: [{v: null}]}}]}]
            """);

        (await RunAsync("hot.yaml")).Should().Be((0, "ok hot.yaml: 3 passed\n3 passed, 0 failed\n", ""));
    }

    [Theory]
    [InlineData("--batch", "both")]
    [InlineData("--isolation", "moon")]
    public async Task Mistyped_option_is_no_failed_test(string option, string value)
    {
        _folder.Write("t.yaml", "query: RETURN 1 AS x\ncases: [{steps: []}]\n");

        var (exitCode, _, errors) = await RunAsync("t.yaml", option, value);

        exitCode.Should().Be(2);
        errors.Should().Contain($"{option} must be").And.Contain(value);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Sample_queries_do_what_their_documents_say(string file)
    {
        var (exitCode, output, errors) = await CommandLine.RunAsync(Checkout.Sample("queries"), ["test", file]);

        errors.Should().BeEmpty();
        output.Should().EndWith(" passed, 0 failed\n");
        exitCode.Should().Be(0);
    }

    [Fact]
    public async Task Sample_queries_do_the_same_in_micro_vms()
    {
        MicroVms.Require();

        var (exitCode, output, errors) = await CommandLine.RunAsync(Checkout.Sample("queries"), ["test", .. Directory.EnumerateFiles(Checkout.Sample("queries"), "*.yaml"), "--isolation", "microvm"]);

        errors.Should().BeEmpty();
        output.Should().EndWith(" passed, 0 failed\n");
        exitCode.Should().Be(0);
    }

    public void Dispose() => _folder.Dispose();

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(params IEnumerable<string> arguments) => CommandLine.RunAsync(_folder.Path, arguments.Prepend("test"));
}
