namespace Reactor.Resources.Tests;

public sealed class QueryTextMapTests
{
    // Every mark is looked up in the query's text and must be found in the file where it was written.
    [Theory]
    [InlineData("literal", "query: |\n    MATCH (n)\n\n      WHERE @1\n    RETURN @2\n")]
    [InlineData("literal, indentation given", "query: |2-\n      MATCH (n)\n    RETURN @1\n")]
    [InlineData("folded", "query: >\n    MATCH (n)\n    WHERE @1\n\n\n    RETURN @2\n\n      indented @3\n    end @4\n")]
    [InlineData("folded, stripped", "query: >-\n\n    MATCH (n)\n    RETURN @1")]
    [InlineData("plain", "query: MATCH (n) @1")]
    [InlineData("plain over lines", "query: MATCH (n)   \n    WHERE @1\n\n    RETURN @2\n")]
    [InlineData("single quotes", "query: 'MATCH ''x'' @1\n    ''y'' @2'")]
    [InlineData("double quotes", "query: \"MATCH \\\"x\\\" \\u0041 \\U0001F600 @1\n    \\\n    joined @2 \\x41 @3\"")]
    [InlineData("tagged", "query: !!str |\n    @1\n")]
    [InlineData("carriage returns", "query: >\r\n    MATCH (n)\r\n    RETURN @1\r\n")]
    public void LocationOf_finds_each_mark_in_the_file(string style, string query)
    {
        var yaml = "apiVersion: v1\nkind: ContinuousQuery\nname: q\nspec:\n  sources: {subscriptions: [{id: feed}]}\n  " + query;
        using var folder = new YamlFolder().With("q.yaml", yaml).With("s.yaml", YamlFolder.Source());

        var result = folder.Read();

        result.Problems.Should().BeEmpty(style);
        var text = result.Set!.Queries[0].Text;
        var lines = yaml.ReplaceLineEndings("\n").Split('\n');
        for (var mark = 1; yaml.Contains($"@{mark}", StringComparison.Ordinal); mark++)
        {
            var location = result.QueryTexts["q"].LocationOf(text.IndexOf($"@{mark}", StringComparison.Ordinal));
            lines[location.Line - 1][(location.Column - 1)..].Should().StartWith($"@{mark}", style);
        }
    }

    [Fact]
    public void LocationOf_the_end_is_behind_the_last_character()
    {
        using var folder = new YamlFolder().With("q.yaml", YamlFolder.Source() + "---\n" + YamlFolder.Query(text: ">\n    MATCH (n)\n    RETURN n"));

        var result = folder.Read();
        var map = result.QueryTexts["hot"];
        var text = result.Set!.Queries[0].Text;

        text.Should().Be("MATCH (n) RETURN n\n");
        result.Set.Queries[0].TextLocation.Should().Be(map.LocationOf(0));
        (map.LocationOf(0).Line, map.LocationOf(0).Column).Should().Be((15, 5));
        (map.LocationOf(text.Length).Line, map.LocationOf(text.Length).Column).Should().Be((16, 13));
        map.LocationOf(int.MaxValue).Should().Be(map.LocationOf(text.Length));
    }
}
