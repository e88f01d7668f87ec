using Reactor.Cypher.Binding;

namespace Reactor.Cypher.Tests;

public sealed class GroupingTests
{
    [Theory]
    [InlineData("RETURN count(*)", "", "CountRows()", "agg0")]
    [InlineData("RETURN a.x, count(*)", "a#0.x", "CountRows()", "key0, agg0")]
    [InlineData("RETURN count(*), a.x", "a#0.x", "CountRows()", "agg0, key0")]
    [InlineData("RETURN a, sum(b.x)", "a#0", "Sum(b#1.x)", "key0, agg0")]
    [InlineData("RETURN a.x AS p, a.x AS q, max(b.y)", "a#0.x", "Maximum(b#1.y)", "key0, key0, agg0")]
    [InlineData("RETURN collect(DISTINCT a.x)", "", "Collect(distinct a#0.x)", "agg0")]
    [InlineData("RETURN sum(a.x) / count(a.x)", "", "Sum(a#0.x) Count(a#0.x)", "(Divide agg0 agg1)")]
    [InlineData("RETURN count(*) * 10, count(*) + 1", "", "CountRows()", "(Multiply agg0 10), (Add agg0 1)")]
    [InlineData("RETURN count(a.x), count(DISTINCT a.x)", "", "Count(a#0.x) Count(distinct a#0.x)", "agg0, agg1")]
    [InlineData("RETURN $age + avg(a.age) - 1000", "", "Average(a#0.age)", "(Subtract (Add $age agg0) 1000)")]
    [InlineData("RETURN a.x, a.x + count(b.y)", "a#0.x", "Count(b#1.y)", "key0, (Add key0 agg0)")]
    [InlineData("RETURN a, a.x + count(*)", "a#0", "CountRows()", "key0, (Add key0.x agg0)")]
    [InlineData("RETURN a, a.x.y + count(*)", "a#0", "CountRows()", "key0, (Add key0.x.y agg0)")]
    [InlineData("RETURN a.x, a.x.y + count(*)", "a#0.x", "CountRows()", "key0, (Add (. key0 y) agg0)")]
    [InlineData("RETURN a, size(labels(a)) + count(*)", "a#0", "CountRows()", "key0, (Add (size (labels key0)) agg0)")]
    [InlineData("RETURN size(collect(a.x)) > 2 AND true", "", "Collect(a#0.x)", "(And (Greater (size agg0) 2) true)")]
    [InlineData("RETURN CASE WHEN count(*) > 1 THEN a.x ELSE 0 END, a.x", "a#0.x", "CountRows()", "(Case (Greater agg0 1) key0 0), key0")]
    [InlineData("RETURN *, count(*)", "a#0 b#1", "CountRows()", "key0, key1, agg0")]
    [InlineData("RETURN DISTINCT a.x, min(b.x + 1)", "a#0.x", "Minimum((Add b#1.x 1))", "key0, agg0")]
    [InlineData("RETURN rand() AS r, count(*)", "(rand)", "CountRows()", "key0, agg0")]
    public void Items_are_split_into_keys_and_aggregates(string projection, string keys, string aggregates, string items)
    {
        var bound = Queries.LastProjection($"MATCH (a)-->(b) {projection}");

        string.Join(' ', bound.Aggregation!.Keys.Select(Sketch.Of)).Should().Be(keys);
        string.Join(' ', bound.Aggregation.Aggregates.Select(Describe)).Should().Be(aggregates);
        string.Join(", ", bound.Items.Select(item => Sketch.Of(item.Expression))).Should().Be(items);
    }

    [Fact]
    public void Projection_without_aggregate_does_not_group() =>
        Queries.LastProjection("MATCH (a) RETURN DISTINCT a.x").Should().BeEquivalentTo(new { Distinct = true, Aggregation = (object?)null });

    [Fact]
    public void Grouping_key_that_is_an_element_is_passed_on_as_such()
    {
        var query = Queries.Bind("MATCH (a)-->() WITH a AS n, count(*) AS c WHERE c > 1 RETURN n.name, c");

        var items = query.Parts[0].Projection.Items;
        items.Select(item => (item.Variable.Kind, item.Variable.Root.Name)).Should().Equal((VariableKind.Node, "a"), (VariableKind.Value, "c"));
        Sketch.Of(query.Parts[1].Projection.Items[0].Expression).Should().Be("n#3.name");
    }

    private static string Describe(BoundAggregate aggregate) =>
        $"{aggregate.Kind}({(aggregate.Distinct ? "distinct " : string.Empty)}{(aggregate.Argument is null ? string.Empty : Sketch.Of(aggregate.Argument))})";
}
