using System.Globalization;
using Reactor.Contracts.Changes;

namespace Reactor.Bench.Queries;

/// <summary>Scenarios whose state is large, of any size.</summary>
internal static class StateScenarios
{
    private const string Key = "key";
    private const string Value = "value";

    /// <summary>Counts elements per key; updates move an element to another key.</summary>
    /// <param name="name">Of its figures.</param>
    /// <param name="elements">Elements.</param>
    /// <param name="keys">Different keys, spread evenly.</param>
    internal static Scenario CountPerKey(string name, int elements, int keys)
    {
        var feed = new FeedBuilder();
        return new Scenario(
            name,
            "MATCH (e:Event) RETURN e.key AS key, count(*) AS n",
            feed,
            Enumerable.Range(0, elements).Select(element => feed.Node("Event", Id('e', element), (Key, Integer(element % keys)))),
            () => feed.Merge("Event", Id('e', feed.Random.Next(elements)), (Key, Integer(feed.Random.Next(keys)))));
    }

    /// <summary>Three labels joined on two keys; updates change a value of the result, so that all rows with the element are updated.</summary>
    /// <param name="name">Of its figures.</param>
    /// <param name="elements">Elements of each label.</param>
    /// <param name="matches">Elements of a label with the same key: an element is in its square of rows.</param>
    internal static Scenario Join(string name, int elements, int matches)
    {
        int keys = Math.Max(1, elements / matches);
        var feed = new FeedBuilder();
        return new Scenario(
            name,
            "MATCH (a:A), (b:B), (c:C) WHERE a.key = b.key AND b.other = c.key RETURN a.value AS a, b.value AS b, c.value AS c",
            feed,
            Enumerable.Range(0, elements).SelectMany(element => new[]
            {
                feed.Node("A", Id('a', element), (Key, Integer(element % keys)), (Value, Integer(0))),
                feed.Node("B", Id('b', element), (Key, Integer(element % keys)), ("other", Integer((element + 1) % keys)), (Value, Integer(0))),
                feed.Node("C", Id('c', element), (Key, Integer(element % keys)), (Value, Integer(0))),
            }),
            () =>
            {
                int side = feed.Random.Next(3);
                return feed.Merge("ABC"[side..(side + 1)], Id("abc"[side], feed.Random.Next(elements)), (Value, Integer(feed.Random.Next())));
            });
    }

    /// <summary>The ten largest of many values; updates give an element another value.</summary>
    internal static Scenario TopTen(string name, int elements)
    {
        var feed = new FeedBuilder();
        return new Scenario(
            name,
            "MATCH (s:Sensor) RETURN elementId(s) AS id, s.value AS value ORDER BY value DESC LIMIT 10",
            feed,
            Enumerable.Range(0, elements).Select(element => feed.Node("Sensor", Id('s', element), (Value, Integer(feed.Random.Next())))),
            () => feed.Merge("Sensor", Id('s', feed.Random.Next(elements)), (Value, Integer(feed.Random.Next()))));
    }

    /// <summary>Every element with its value.</summary>
    internal static Scenario Projection(string name, int elements)
    {
        var feed = new FeedBuilder();
        return new Scenario(
            name,
            "MATCH (s:Sensor) RETURN elementId(s) AS id, s.value AS value",
            feed,
            Enumerable.Range(0, elements).Select(element => feed.Node("Sensor", Id('s', element), (Value, Integer(0)))),
            () => feed.Merge("Sensor", Id('s', feed.Random.Next(elements)), (Value, Integer(feed.Random.Next()))));
    }

    private static PropertyValue Integer(int value) => PropertyValue.FromInteger(value);

    private static string Id(char prefix, int number) => prefix + number.ToString(CultureInfo.InvariantCulture);
}
