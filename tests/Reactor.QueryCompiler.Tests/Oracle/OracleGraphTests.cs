using Reactor.Contracts.Changes;
using Reactor.Oracle.Graph;

namespace Reactor.QueryCompiler.Tests.Oracle;

/// <summary>The oracle's graph does what docs/semantics.md, sections 2 and 3, say.</summary>
public sealed class OracleGraphTests
{
    private readonly Feed _feed = new();
    private readonly OracleGraph _graph = new();

    [Fact]
    public void Insert_of_an_existing_id_replaces_its_properties()
    {
        Apply(_feed.Node(ChangeOperation.Insert, "a", ["A"], ("x", 1), ("y", 2)), _feed.Node(ChangeOperation.Insert, "a", ["B"], ("x", 3)));

        Shown().Should().Equal("a:B x=3");
    }

    [Fact]
    public void Merge_changes_what_it_names_and_null_removes()
    {
        Apply(_feed.Node(ChangeOperation.Insert, "a", ["A"], ("x", 1), ("y", 2), ("z", 3)), _feed.Node(ChangeOperation.UpdateMerge, "a", null, ("x", null), ("y", 5)));

        Shown().Should().Equal("a:A y=5 z=3");
    }

    [Fact]
    public void Replace_removes_what_it_does_not_name_and_keeps_labels_it_does_not_give()
    {
        Apply(_feed.Node(ChangeOperation.Insert, "a", ["A"], ("x", 1), ("y", 2)), _feed.Node(ChangeOperation.UpdateReplace, "a", null, ("y", 5)));

        Shown().Should().Equal("a:A y=5");
    }

    [Fact]
    public void Update_of_an_unknown_id_inserts_and_delete_of_one_does_nothing()
    {
        Apply(_feed.Node(ChangeOperation.UpdateMerge, "a", ["A"], ("x", 1)), _feed.Node(ChangeOperation.Delete, "b", null));

        Shown().Should().Equal("a:A x=1");
    }

    [Fact]
    public void Relation_is_matchable_only_while_both_ends_exist()
    {
        Apply(_feed.Relation(ChangeOperation.Insert, "r", "R", "a", "b"), _feed.Node(ChangeOperation.Insert, "a", []));
        _graph.MatchableRelations.Should().BeEmpty();

        Apply(_feed.Node(ChangeOperation.Insert, "b", []));
        _graph.MatchableRelations.Should().ContainSingle();

        Apply(_feed.Node(ChangeOperation.Delete, "a", null));
        _graph.MatchableRelations.Should().BeEmpty();

        Apply(_feed.Node(ChangeOperation.Insert, "a", []));
        _graph.MatchableRelations.Should().ContainSingle();
    }

    [Fact]
    public void Node_and_relation_of_one_id_are_two_elements()
    {
        Apply(_feed.Node(ChangeOperation.Insert, "x", []), _feed.Relation(ChangeOperation.Insert, "x", "R", "x", "x"));

        _graph.Elements.Should().HaveCount(2);
        _graph.MatchableRelations.Should().ContainSingle();
    }

    [Fact]
    public void Relation_keeps_ends_that_an_update_does_not_repeat()
    {
        Apply(
            _feed.Node(ChangeOperation.Insert, "a", []),
            _feed.Node(ChangeOperation.Insert, "b", []),
            _feed.Relation(ChangeOperation.Insert, "r", "R", "a", "a"),
            _feed.Relation(ChangeOperation.UpdateMerge, "r", null, null, "b"));

        var relation = _graph.MatchableRelations.Single();
        (_graph.Start(relation).Id, _graph.End(relation).Id).Should().Be(("a", "b"));
    }

    [Fact]
    public void Truncate_removes_every_element_that_carries_the_label()
    {
        Apply(
            _feed.Node(ChangeOperation.Insert, "a", ["A"]),
            _feed.Node(ChangeOperation.Insert, "b", ["A", "B"]),
            _feed.Node(ChangeOperation.Insert, "c", ["C"]),
            _feed.Truncate("A"));

        Shown().Should().Equal("c:C");
    }

    private void Apply(params ElementChange[] changes)
    {
        foreach (var change in changes)
        {
            _graph.Apply(change, _feed.Vocabulary);
        }
    }

    private IEnumerable<string> Shown() =>
        _graph.Elements.Select(element => string.Join(
            ' ', element.Properties.Select(entry => $"{entry.Key}={entry.Value}").Prepend($"{element.Id}:{string.Join(':', element.Labels)}")));
}
