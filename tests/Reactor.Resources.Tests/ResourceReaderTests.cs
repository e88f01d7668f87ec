using Reactor.Contracts.Resources;

namespace Reactor.Resources.Tests;

public sealed class ResourceReaderTests
{
    private const string DrasiDocuments = """
        apiVersion: v1
        kind: Source
        name: devops
        spec:
          kind: PostgreSQL
          services: {reactivator: {properties: {a: 1}}}
          properties:
            host: db
            port: 5432
            ssl: false
            tables: [public.product, public.inventory]
        ---
        apiVersion: v1
        kind: ContinuousQuery
        name: risky-images
        spec:
          mode: query
          container: default
          storageProfile: memory
          view: {enabled: true, retentionPolicy: latest}
          queryLanguage: Cypher
          sources:
            subscriptions:
              - {id: devops, nodes: [{sourceLabel: Pod}], relations: [], pipeline: []}
            joins: []
          query: >
            MATCH (p:Pod)
            RETURN p.name AS pod
        ---
        apiVersion: v1
        kind: QueryContainer
        name: default
        spec: {queryHostCount: 1, anything: [goes]}
        ---
        apiVersion: v1
        kind: Reaction
        name: post
        spec:
          kind: PostDaprPubSub
          queries:
            risky-images: '{"pubsubName":"p","topicName":"t1","format":"Packed"}'
        """;

    [Fact]
    public void Read_takes_drasi_documents_unchanged()
    {
        using var folder = new YamlFolder().With("all.yaml", DrasiDocuments);

        var result = folder.Read();

        result.Problems.Should().BeEmpty();
        var set = result.Set!;
        set.Sources.Should().ContainSingle().Which.Kind.Should().Be("PostgreSQL");
        set.Sources[0].Properties.Entries["tables"].Should().BeOfType<ResourceValue.Sequence>().Which.Items.Should().HaveCount(2);
        set.Queries.Should().ContainSingle().Which.Text.Should().Be("MATCH (p:Pod) RETURN p.name AS pod\n");
        set.Queries[0].Subscriptions.Should().ContainSingle().Which.Source.Should().Be("devops");
        set.Queries[0].Runtime.Should().Be(QueryRuntimeSettings.Default);
        set.Reactions.Should().ContainSingle().Which.Queries.Should().ContainSingle()
            .Which.Settings.Should().Be("""{"pubsubName":"p","topicName":"t1","format":"Packed"}""");
    }

    [Fact]
    public void Read_gives_a_notice_for_what_has_no_effect()
    {
        using var folder = new YamlFolder().With("all.yaml", DrasiDocuments);

        var notices = folder.Read().Notices.Select(notice => $"{notice.Location.Line}: {notice.Message}");

        notices.Should().Equal(
            "6: Source \"devops\": \"services\" has no effect here",
            "18: ContinuousQuery \"risky-images\": \"container\" has no effect here",
            "19: ContinuousQuery \"risky-images\": \"storageProfile\" has no effect here",
            "20: ContinuousQuery \"risky-images\": \"view\" has no effect here",
            "30: QueryContainer documents have no effect here");
    }

    [Fact]
    public void Read_takes_yaml_and_yml_files_of_a_directory_by_name_and_no_others()
    {
        using var folder = new YamlFolder()
            .With("b.yml", YamlFolder.Query())
            .With("a.yaml", YamlFolder.Source())
            .With("c.txt", "not: yaml: at all")
            .WithSecret("sub", "d.yaml", "not: read: either");

        var set = folder.Read().Set!;

        set.Sources[0].Location.File.Should().Be(Path.Combine(folder.Path, "a.yaml"));
        set.Queries[0].Location.File.Should().Be(Path.Combine(folder.Path, "b.yml"));
    }

    [Fact]
    public void Read_takes_our_own_query_settings()
    {
        using var folder = new YamlFolder().With("all.yaml", YamlFolder.Source() + "---\n" + YamlFolder.Query() + """
              parameters: {limit: 12, name: "12"}
              runtime: {memory: 64Mi, unitDeadline: 250ms, clock: {basis: arrival, maxAhead: 2h}}
            """.Replace("    ", "  ", StringComparison.Ordinal));

        var query = folder.Read().Set!.Queries[0];

        query.Runtime.Should().Be(new QueryRuntimeSettings(64L << 20, TimeSpan.FromMilliseconds(250))
        {
            Clock = new QueryClockSettings(ClockBasis.Arrival, TimeSpan.FromSeconds(1), TimeSpan.FromHours(2)),
        });
        query.Parameters["limit"].Should().BeOfType<ResourceValue.Scalar>().Which.IsQuoted.Should().BeFalse();
        query.Parameters["name"].Should().BeOfType<ResourceValue.Scalar>().Which.IsQuoted.Should().BeTrue();
    }

    [Fact]
    public void Read_expands_variables_but_not_in_a_query()
    {
        using var folder = new YamlFolder()
            .WithVariable("HOST", "db.example")
            .WithVariable("EMPTY", "")
            .With("all.yaml", """
                apiVersion: v1
                kind: Source
                name: feed
                spec:
                  kind: File
                  properties: {a: "${HOST}:${PORT:-5432}", b: "$${HOST}", c: "${EMPTY:-x}${EMPTY}"}
                ---
                """ + "\n" + YamlFolder.Query(text: "\"RETURN '${HOST}' AS host\""));

        var result = folder.Read();

        result.Problems.Should().BeEmpty();
        var properties = result.Set!.Sources[0].Properties.Entries;
        properties.Values.Cast<ResourceValue.Scalar>().Select(scalar => scalar.Text).Should().Equal("db.example:5432", "${HOST}", "x");
        result.Set.Queries[0].Text.Should().Be("RETURN '${HOST}' AS host");
    }

    [Fact]
    public void Read_takes_secrets_from_files_and_then_from_variables()
    {
        using var folder = new YamlFolder()
            .WithSecret("creds", "pw", "from file\n")
            .WithVariable("CREDS_PW", "from variable")
            .WithVariable("CREDS_API_KEY", "k2")
            .With("all.yaml", """
                apiVersion: v1
                kind: Source
                name: feed
                spec:
                  kind: File
                  properties:
                    password: {kind: Secret, name: creds, key: pw}
                    token: {kind: Secret, name: creds, key: api-key}
                """);

        var result = folder.Read();

        result.Problems.Should().BeEmpty();
        var secrets = result.Set!.Sources[0].Properties.Entries.Values.Cast<ResourceValue.Scalar>().ToList();
        secrets.Select(secret => secret.Text).Should().Equal("from file", "k2");
        secrets.Should().OnlyContain(secret => secret.IsSecret && secret.ToString() == "(secret)");
    }

    [Theory]
    [InlineData("{kind: Secret, name: creds, key: pw}", "6:57: Secret: no secret \"creds/pw\": neither file")]
    [InlineData("{kind: Secret, name: .., key: pw}", "6:45: Secret: \"name\" may have letters")]
    [InlineData("{kind: Secret, name: creds, kye: pw}", "6:24: Secret: required setting \"key\" is missing")]
    [InlineData("'a${MISSING}'", "6:24: environment variable MISSING is not set and has no default")]
    [InlineData("\"${1}\"", "6:24: \"${\" begins no ${NAME}")]
    public void Read_reports_a_value_that_cannot_be_resolved(string value, string expected)
    {
        using var folder = new YamlFolder().With("all.yaml", $$"""
            apiVersion: v1
            kind: Source
            name: feed
            spec:
              kind: File
              properties: {secret: {{value}}}
            """);

        folder.Problems().Should().Contain(problem => problem.StartsWith(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_reports_names_that_nothing_has_with_the_nearest_one()
    {
        using var folder = new YamlFolder().With("all.yaml", YamlFolder.Source() + "---\n" + YamlFolder.Query(source: "fed") + """
            ---
            apiVersion: v1
            kind: Reaction
            name: out
            spec:
              kind: Console
              queries:
                hot:
                hto:
                unrelated:
            """);

        folder.Problems().Should().Equal(
            "13:34: ContinuousQuery \"hot\": there is no source \"fed\"; did you mean \"feed\"?",
            "23:5: Reaction \"out\": there is no query \"hto\"; did you mean \"hot\"?",
            "24:5: Reaction \"out\": there is no query \"unrelated\"");
    }

    [Theory]
    [InlineData("apiVersion: v1", "apiVersion: v2", "1:13: Source: unknown apiVersion \"v2\"; write v1")]
    [InlineData("apiVersion: v1", "apiversion: v1", "1:1: Source: unknown setting \"apiversion\"; did you mean \"apiVersion\"?")]
    [InlineData("kind: Source", "kind: Sorce", "2:7: unknown kind \"Sorce\"; did you mean \"Source\"?")]
    [InlineData("name: feed", "name: fe/ed", "3:7: Source: name \"fe/ed\" may have letters, digits and . _ - only, and begins with a letter or digit")]
    [InlineData("  kind: File", "  knid: File", "5:3: Source \"feed\": unknown setting \"knid\"; did you mean \"kind\"?")]
    [InlineData("  kind: File", "  knid: File", "5:3: Source \"feed\": required setting \"kind\" is missing")]
    [InlineData("{path: feed.jsonl}", "feed.jsonl", "6:15: Source \"feed\": \"properties\" must be a mapping")]
    [InlineData("{path: feed.jsonl}", "{path: a, path: b}", "6:25: key \"path\" stands twice; first in line 6")]
    [InlineData("{path: feed.jsonl}", "{path: !x a}", "6:22: tag !x is not supported")]
    public void Read_reports_a_mistake_in_a_source(string correct, string wrong, string expected)
    {
        using var folder = new YamlFolder().With("all.yaml", YamlFolder.Source().Replace(correct, wrong, StringComparison.Ordinal));

        folder.Problems().Should().Contain(expected);
        folder.Read().Set.Should().BeNull();
    }

    [Theory]
    [InlineData("mode: query", "queryLanguage: SQL", "12:18: ContinuousQuery \"hot\": unknown query language \"SQL\"; Cypher and GQL are supported")]
    [InlineData("mode: query", "runtime: {memory: lots}", "12:21: ContinuousQuery \"hot\": runtime: \"memory\" must be a size such as 256Mi from 16Mi to 16Gi, not \"lots\"")]
    [InlineData("mode: query", "runtime: {memroy: 1Gi}", "12:13: ContinuousQuery \"hot\": runtime: unknown setting \"memroy\"; did you mean \"memory\"?")]
    [InlineData("  sources: {subscriptions: [{id: feed}]}", "", "12:3: ContinuousQuery \"hot\": required setting \"sources\" is missing; add sources: {subscriptions: [{id: NAME-OF-A-SOURCE}]}")]
    [InlineData("[{id: feed}]", "[]", "13:28: ContinuousQuery \"hot\": sources: \"subscriptions\" must name at least one source")]
    [InlineData("[{id: feed}]", "[{id: feed}, {id: feed}]", "13:46: ContinuousQuery \"hot\": sources: subscriptions: source \"feed\" is subscribed to twice")]
    [InlineData("[{id: feed}]", "[{id: feed, pipeline: [decode]}]", "13:40: ContinuousQuery \"hot\": sources: subscriptions: \"pipeline\" is not supported yet")]
    [InlineData("[{id: feed}]", "[{id: feed, nodes: [{label: A}]}]", "13:49: ContinuousQuery \"hot\": sources: subscriptions: nodes: unknown setting \"label\"; known settings are sourceLabel")]
    [InlineData("[{id: feed}]", "[{id: feed}], joins: [{id: J}]", "13:50: ContinuousQuery \"hot\": sources: joins: \"keys\" must have two entries or more")]
    [InlineData("[{id: feed}]", "[{id: feed}], joins: [{keys: [{label: A, property: x}, {label: B, property: y}]}]", "13:50: ContinuousQuery \"hot\": sources: joins: required setting \"id\" is missing")]
    [InlineData("[{id: feed}]", "[{id: feed}], joins: [{id: J, keys: [{label: A, property: x}, {label: B}]}]", "13:90: ContinuousQuery \"hot\": sources: joins: keys: required setting \"property\" is missing")]
    [InlineData("[{id: feed}]", "[{id: feed}], joins: [{id: J, keys: [{label: A, property: [x, z]}, {label: B, property: y}]}]", "13:116: ContinuousQuery \"hot\": sources: joins: keys: a key of 1 properties cannot equal one of 2")]
    [InlineData("[{id: feed}]", "[{id: feed}], joins: [{id: J, keys: [{label: A, properties: x}, {label: B, property: y}]}]", "13:76: ContinuousQuery \"hot\": sources: joins: keys: unknown setting \"properties\"; did you mean \"property\"?")]
    [InlineData("query: MATCH (s:Sensor) RETURN s.value AS value", "query: [a]", "14:10: ContinuousQuery \"hot\": \"query\" must be a text, not a list")]
    public void Read_reports_a_mistake_in_a_query(string correct, string wrong, string expected)
    {
        using var folder = new YamlFolder().With(
            "all.yaml", YamlFolder.Source() + "---\n" + YamlFolder.Query().Replace(correct, wrong, StringComparison.Ordinal));

        folder.Problems().Should().Contain(expected);
    }

    [Fact]
    public void Read_takes_joins_and_doubts_labels_that_no_subscription_names()
    {
        using var folder = new YamlFolder().With("all.yaml", YamlFolder.Source() + "---\n" + YamlFolder.Query().Replace(
            "[{id: feed}]",
            "[{id: feed, nodes: [{sourceLabel: Vehicle}, {sourceLabel: Driver}]}], joins: [{id: J, keys: [{label: Vehicle, property: plate}, {label: Drivr, property: [plate]}]}]",
            StringComparison.Ordinal));

        var result = folder.Read();

        var join = result.Set!.Queries.Single().Joins.Should().ContainSingle().Which;
        join.Definition.Id.Should().Be("J");
        join.Definition.Participants.Select(participant => $"{participant.Label}.{string.Join('+', participant.Properties)}").Should().Equal("Vehicle.plate", "Drivr.plate");
        join.Location.Line.Should().Be(13);
        result.Notices.Should().ContainSingle().Which.ToString()
            .Should().EndWith("joins: keys: no subscription names the label \"Drivr\"; did you mean \"Driver\"?");
    }

    [Fact]
    public void Read_reports_two_joins_of_one_id()
    {
        const string Join = "{id: J, keys: [{label: A, property: x}, {label: B, property: y}]}";
        using var folder = new YamlFolder().With("all.yaml", YamlFolder.Source() + "---\n" + YamlFolder.Query().Replace(
            "[{id: feed}]", $"[{{id: feed}}], joins: [{Join}, {Join}]", StringComparison.Ordinal));

        folder.Problems().Should().ContainSingle().Which.Should().EndWith("there are two joins \"J\"");
    }

    [Fact]
    public void Read_reports_a_reaction_without_queries_and_one_whose_settings_are_no_text()
    {
        using var folder = new YamlFolder().With("all.yaml", YamlFolder.Source() + "---\n" + YamlFolder.Query() + """
            ---
            {apiVersion: v1, kind: Reaction, name: a, spec: {kind: Console}}
            ---
            {apiVersion: v1, kind: Reaction, name: b, spec: {kind: Console, queries: {hot: {format: Packed}}}}
            """);

        folder.Problems().Should().Equal(
            "16:49: Reaction \"a\": \"queries\" must name at least one query",
            "18:74: Reaction \"b\": the settings of query \"hot\" must be a text; write hot: | and the settings indented below it");
    }

    [Fact]
    public void Read_reports_a_name_that_is_taken()
    {
        using var folder = new YamlFolder().With("a.yaml", YamlFolder.Source()).With("b.yaml", YamlFolder.Source());

        folder.Read().Problems.Should().ContainSingle().Which.ToString()
            .Should().Be($"{Path.Combine(folder.Path, "b.yaml")}:3:7: Source: name \"feed\" is already taken by the document at {Path.Combine(folder.Path, "a.yaml")}:1:1");
    }

    [Fact]
    public void Read_reports_a_tab_where_it_stands()
    {
        using var folder = new YamlFolder().With("a.yaml", "apiVersion: v1\nkind: Source\nname: feed\nspec:\n  kind: File\n  properties:\n\tpath: x\n");

        folder.Problems().Should().Equal("7:1: malformed YAML: a tab cannot indent; use spaces");
    }

    [Fact]
    public void Read_reports_malformed_yaml_and_no_name_that_is_missing_because_of_it()
    {
        using var folder = new YamlFolder().With("a.yaml", "apiVersion: v1\nkind: [Source\n").With("b.yaml", YamlFolder.Query());

        folder.Problems().Should().ContainSingle().Which.Should().StartWith("3:1: malformed YAML: ");
    }

    [Fact]
    public void Read_reports_aliases_that_explode()
    {
        var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
            + string.Concat(Enumerable.Range(1, 9).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));
        using var folder = new YamlFolder().With("a.yaml", bomb);

        folder.Problems().Should().Contain(problem => problem.Contains("more than 1000000 values", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_shares_an_anchored_value()
    {
        using var folder = new YamlFolder().With("a.yaml", YamlFolder.Source().Replace("{path: feed.jsonl}", "{a: &x [1, 2], b: *x}", StringComparison.Ordinal));

        folder.Read().Set!.Sources[0].Properties.Entries["b"].Should().BeOfType<ResourceValue.Sequence>().Which.Items.Should().HaveCount(2);
    }

    [Fact]
    public void Read_reports_nothing_to_read()
    {
        using var folder = new YamlFolder().With("empty.yaml", "# nothing\n---\n");

        var missing = Path.Combine(folder.Path, "missing.yaml");

        folder.Read().Problems.Should().ContainSingle().Which.Message.Should().Be("no Source, ContinuousQuery or Reaction found");
        var result = ResourceReader.Read([missing]);
        result.Listing.Format(result.Problems[0]).Should().Be($"{missing}: error: no such file or directory");
    }

    [Fact]
    public void Format_shows_the_line_with_a_caret()
    {
        using var folder = new YamlFolder().With("a.yaml", YamlFolder.Source().Replace("kind: File", "knid: File", StringComparison.Ordinal));

        var result = folder.Read();

        result.Listing.Format(result.Problems.Single(problem => problem.Suggestion is not null)).Should().Be(
            $"""
            {Path.Combine(folder.Path, "a.yaml")}:5:3: error: Source "feed": unknown setting "knid"; did you mean "kind"?
              knid: File
              ^
            """);
    }
}
