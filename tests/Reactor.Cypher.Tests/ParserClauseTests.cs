using Reactor.Cypher.Syntax;
using Reactor.Cypher.Text;

namespace Reactor.Cypher.Tests;

public sealed class ParserClauseTests
{
    [Theory]
    [InlineData("(a)-[r:T]->(b)", PatternDirection.Outgoing)]
    [InlineData("(a)<-[r:T]-(b)", PatternDirection.Incoming)]
    [InlineData("(a)-[r:T]-(b)", PatternDirection.Either)]
    [InlineData("(a)<-[r:T]->(b)", PatternDirection.Either)]
    [InlineData("(a)-->(b)", PatternDirection.Outgoing)]
    [InlineData("(a)<--(b)", PatternDirection.Incoming)]
    [InlineData("(a)--(b)", PatternDirection.Either)]
    [InlineData("(a)<-->(b)", PatternDirection.Either)]
    [InlineData("(a) - [ r ] - > (b)", PatternDirection.Outgoing)]
    [InlineData("(a)\u2013[r]\u2013>(b)", PatternDirection.Outgoing)]
    public void Relation_points_where_it_is_drawn(string path, PatternDirection expected)
    {
        var pattern = Pattern(path);

        pattern.Relations.Should().ContainSingle().Which.Direction.Should().Be(expected);
    }

    [Fact]
    public void Node_has_variable_labels_properties_and_predicate()
    {
        var node = Pattern("(n:A:`B c` {x: 1, y: $p} WHERE n.z)").Nodes[0];

        node.Variable!.Name.Should().Be("n");
        node.Labels.Select(label => label.Name).Should().Equal("A", "B c");
        Sketch.Of(node.Properties!).Should().Be("(map x 1 y $p)");
        Sketch.Of(node.Where!).Should().Be("(. n z)");
    }

    [Theory]
    [InlineData("[:A|B]", "A B", null, null, false)]
    [InlineData("[r:A|:B|C]", "A B C", null, null, false)]
    [InlineData("[:(A|B)&!C]", "A B", null, null, false)]
    [InlineData("[:!A]", "", null, null, false)]
    [InlineData("[:%]", "", null, null, false)]
    [InlineData("[:A|B*]", "A B", null, null, true)]
    [InlineData("[*]", "", null, null, true)]
    [InlineData("[:A*2]", "A", 2L, 2L, true)]
    [InlineData("[:A*1..3 {x: 1}]", "A", 1L, 3L, true)]
    [InlineData("[*..3]", "", null, 3L, true)]
    [InlineData("[*2..]", "", 2L, null, true)]
    public void Relation_has_types_and_length(string detail, string types, long? minimum, long? maximum, bool hasLength)
    {
        var relation = Pattern($"()-{detail}->()").Relations[0];

        string.Join(' ', relation.Types.Select(type => type.Name)).Should().Be(types);
        (relation.Length is not null).Should().Be(hasLength);
        (relation.Length?.Minimum, relation.Length?.Maximum).Should().Be((minimum, maximum));
    }

    [Fact]
    public void Every_clause_of_the_read_side_is_parsed()
    {
        var query = Queries.Parse("""
            match p = (a:A)-[r]->(b), (c) where a.x > 1
            optional match (a)-->(d)
            unwind a.list as item
            with distinct a, item order by item desc, a.x asc skip 1 limit $n where item <> 2
            match shortestPath((a)-[*]-(e))
            return *, a.x as x order by x limit 3
            union all
            return 1 as a
            union
            return 2 as a;
            """);

        query.Branches.Should().HaveCount(3);
        query.Unions.Select(union => union.All).Should().Equal(true, false);
        query.Branches[0].Clauses.Select(clause => clause.GetType().Name).Should()
            .Equal("Match", "Match", "Unwind", "With", "Match", "Return");
        var with = (ClauseSyntax.With)query.Branches[0].Clauses[3];
        with.Projection.OrderBy.Select(item => item.Descending).Should().Equal(true, false);
        Sketch.Of(with.Where!).Should().Be("(NotEqual item 2)");
    }

    [Fact]
    public void Spans_cover_exactly_their_text()
    {
        const string Text = "MATCH (a)-[r:T]->(b) WHERE (a.x + 1) > 2 RETURN ( a.x ) AS y";
        var clauses = Queries.Parse(Text).Branches[0].Clauses;
        var match = (ClauseSyntax.Match)clauses[0];
        var item = ((ClauseSyntax.Return)clauses[1]).Projection.Items[0];

        TextOf(match.Patterns[0].Relations[0]).Should().Be("-[r:T]->");
        TextOf(match.Patterns[0]).Should().Be("(a)-[r:T]->(b)");
        TextOf(match).Should().Be("MATCH (a)-[r:T]->(b) WHERE (a.x + 1) > 2");
        TextOf(item).Should().Be("( a.x ) AS y");
        TextOf(item.Expression).Should().Be("a.x");
        Text.Substring(item.ExpressionSpan.Start, item.ExpressionSpan.Length).Should().Be("( a.x )");

        static string TextOf(SyntaxNode node) => new SourceText(Text).Slice(node.Span);
    }

    private static PathPatternSyntax Pattern(string path) =>
        ((ClauseSyntax.Match)Queries.Parse($"MATCH {path} RETURN 1").Branches[0].Clauses[0]).Patterns[0];
}
