using Reactor.Contracts.Changes;
using Reactor.QueryCompiler.Tests.Support;
using Reactor.QueryRuntime.Dataflow;

namespace Reactor.QueryCompiler.Tests.Runtime;

/// <summary>Identities are stored by receivers and decide the order of diffs: if one of these values changes, every result set is invalid.</summary>
public sealed class RowIdentityTests
{
    private readonly GraphFeed _feed = new();

    [Fact]
    public void Identity_of_an_element_is_pinned()
    {
        RowIdentity.OfElement(ElementKind.Node, 0, "42"u8).Should().Be(Hex("775957d6e3a2d491c9ffa820cc592fc9"));
        RowIdentity.OfElement(ElementKind.Relation, 3, "42"u8).Should().Be(Hex("93f0a3bfdf463350d3f9f8c52f088d1d"));
    }

    [Fact]
    public void Identity_of_a_match_is_pinned()
    {
        RowIdentity.OfMatch((UInt128)5).Should().Be(Hex("12edc199a9dc009e88f5a234ea180efc"));
        RowIdentity.OfMatch([5]).Should().Be(RowIdentity.OfMatch((UInt128)5));
        RowIdentity.OfMatch([5, 6, 7]).Should().Be(Hex("534c3295d921cd4e8522435f79602ea7"));
        RowIdentity.OfMatch([.. Enumerable.Range(0, 20).Select(i => (UInt128)i)]).Should().Be(Hex("047b0f53d4817b00ffb4f129d43094fb"));
    }

    [Fact]
    public void Identity_of_a_relation_of_a_join_is_pinned()
    {
        RowIdentity.OfJoined("PLACED", 5, 6).Should().Be(Hex("33939a751f438d708f0e51e316c15966"));
        RowIdentity.OfJoined("PLACED", 6, 5).Should().Be(Hex("370ceaf794c710fe904d9f888cc33975"));
        RowIdentity.OfJoined("über", UInt128.MaxValue, 0).Should().Be(Hex("9211ebb746cd92fbe0a9d0b5b6f28353"));
        RowIdentity.OfJoined(new string('j', 300), 5, 6).Should().Be(Hex("c06afe7b58e3f984be8b782ecaa6d98f"), "a long name does not fit on the stack");
    }

    [Fact]
    public void Identities_of_rows_made_of_rows_are_pinned()
    {
        RowIdentity.OfJoin(5, 6).Should().Be(Hex("04f0c14db78ce0ccfdd16b90fa017dd9"));
        RowIdentity.OfMiss(5).Should().Be(Hex("f7030166324a76cb3a30fafca931467e"));
        RowIdentity.OfElementOf(5, 1).Should().Be(Hex("c4775e27ddbbbded6a54c5b49bc6f028"));
        RowIdentity.OfBranch(5, 1).Should().Be(Hex("cbef926b84cb678fe2cb3067f971b3ba"));
    }

    [Theory]
    [InlineData("MATCH (n:N) RETURN n.v AS v", "1aabf0106fce056d57db46ac4a1f9c53")]
    [InlineData("MATCH (n:N) RETURN DISTINCT n.v AS v", "33001aa611756161a30e2c96d04f873d")]
    [InlineData("MATCH (n:N) RETURN n.v AS v, n.t AS t, count(*) AS c", "b1aa479854b7a1ed77ccd30e4221ae11")]
    [InlineData("MATCH (n:N) RETURN n AS n, count(*) AS c", "fea8655100ccb6048f0dfd9c57aff084")]
    [InlineData("MATCH (n:N) RETURN count(*) AS c", "26ca0b9c70aa5e5d1830b2548d525eab")]
    [InlineData("RETURN 1 AS one", "6571c2408993abc9469136afefe185d2")]
    public void Identity_of_a_result_row_is_pinned_and_does_not_depend_on_the_seed(string query, string expected)
    {
        foreach (UInt128 seed in new UInt128[] { 1, UInt128.MaxValue })
        {
            using var run = QueryRun.Start(query, _feed, seed, _feed.Node("x", "N", ("v", 1.0), ("t", "a")));

            run.Identities.Should().Equal(Hex(expected));
        }
    }

    [Fact]
    public void Equivalent_groups_have_one_identity()
    {
        using var integer = QueryRun.Start("MATCH (n:N) RETURN DISTINCT n.v AS v", _feed, _feed.Node("x", "N", ("v", new object?[] { 1, null })));
        using var number = QueryRun.Start("MATCH (n:N) RETURN DISTINCT n.v AS v", _feed, _feed.Node("y", "N", ("v", new object?[] { 1.0, null })));

        number.Identities.Should().Equal(integer.Identities);
    }

    private static UInt128 Hex(string hex) => UInt128.Parse(hex, System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);
}
