using Reactor.Contracts.Changes;

namespace Reactor.Contracts.Tests.Changes;

public sealed class SourceVocabularyTests
{
    [Fact]
    public void Numbers_are_given_out_in_order_of_arrival_and_never_change()
    {
        var vocabulary = new SourceVocabulary();

        vocabulary.PropertyNumber("b").Should().Be(0);
        vocabulary.PropertyNumber("a").Should().Be(1);
        vocabulary.PropertyNumber("b").Should().Be(0);
        vocabulary.PropertyName(1).Should().Be("a");
        vocabulary.PropertyNameCount.Should().Be(2);
        vocabulary.PropertyNumbers.TryGetValue("a".AsSpan(), out var number).Should().BeTrue();
        number.Should().Be(1);
    }

    [Fact]
    public void Equal_label_sets_are_one_object_whatever_order_and_repetition()
    {
        var vocabulary = new SourceVocabulary();

        var set = vocabulary.Labels("b", "a", "b");

        set.Names.Should().Equal("a", "b");
        vocabulary.Labels("a", "b").Should().BeSameAs(set);
        vocabulary.Labels("a").Should().NotBeSameAs(set);
    }

    [Fact]
    public void Different_label_sets_stay_different_whatever_characters_their_names_hold()
    {
        var vocabulary = new SourceVocabulary();
        string[][] sets = [[], [""], ["a\u0001b"], ["a", "b"], ["", "a"], ["a:b"], ["1:a"], ["ab"], ["a\0", "b"], ["a", "\0b"]];

        var interned = sets.Select(names => vocabulary.Labels(names)).ToArray();

        interned.Distinct().Should().HaveCount(sets.Length);
        interned.Select(set => set.Number).Should().Equal(Enumerable.Range(0, sets.Length));
        interned.Zip(sets).Should().OnlyContain(pair => pair.First.Names.ToHashSet().SetEquals(pair.Second));
    }

    [Fact]
    public void Too_many_property_names_are_refused_by_name()
    {
        var vocabulary = new SourceVocabulary();
        for (var i = 0; i < SourceVocabulary.Capacity; i++)
        {
            vocabulary.PropertyNumber($"p{i}");
        }

        var oneMore = () => vocabulary.PropertyNumber("one more");

        oneMore.Should().Throw<VocabularyFullException>().Which.Capacity.Should().Be(SourceVocabulary.Capacity);
        vocabulary.PropertyNumber("p65535").Should().Be(65535, "names that are known still work");
    }

    [Fact]
    public void Too_many_label_sets_are_refused_by_name()
    {
        var vocabulary = new SourceVocabulary();
        for (var i = 0; i < SourceVocabulary.Capacity; i++)
        {
            vocabulary.Labels($"l{i}");
        }

        var oneMore = () => vocabulary.Labels("one more");

        oneMore.Should().Throw<VocabularyFullException>().Which.What.Should().Be("label sets");
        vocabulary.Labels("l3").Number.Should().Be(3);
    }

    [Fact]
    public async Task Many_threads_agree_on_every_number()
    {
        var vocabulary = new SourceVocabulary();
        using var start = new Barrier(4);

        var seen = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return Enumerable.Range(0, 2000).Select(i => (vocabulary.PropertyNumber($"p{i % 1000}"), vocabulary.Labels($"l{i % 300}", "x"))).ToArray();
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        seen.Should().OnlyContain(pairs => pairs.SequenceEqual(seen[0]));
        vocabulary.PropertyNameCount.Should().Be(1000);
        Enumerable.Range(0, 1000).Select(vocabulary.PropertyName).Should().OnlyHaveUniqueItems();
        Enumerable.Range(0, 300).Select(i => vocabulary.Labels($"l{i}", "x").Number).Should().BeEquivalentTo(Enumerable.Range(0, 300));
    }
}
