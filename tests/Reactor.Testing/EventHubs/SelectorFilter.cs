using System.Text.RegularExpressions;
using Amqp.Framing;
using Amqp.Types;

namespace Reactor.Testing.EventHubs;

/// <summary>
/// Where a receiver starts: <c>amqp.annotation.x-opt-{offset|sequence-number|enqueued-time} {>|>=} value</c>, the value quoted or not.
/// </summary>
internal sealed partial record SelectorFilter(string Field, bool IsInclusive, string Value)
{
    private const string Name = "apache.org:selector-filter:string";

    public bool IsLatest => Value == "@latest";

    /// <summary>The filter of a receiver's source. Clients describe it by name or by one of several numbers, so only its name counts.</summary>
    public static SelectorFilter Of(Source source)
    {
        var described = source.FilterSet?.FirstOrDefault(entry => entry.Key.ToString() == Name).Value;
        var expression = (described is DescribedValue value ? value.Value : described)?.ToString() ?? "amqp.annotation.x-opt-offset > '@latest'";
        var match = Expression().Match(expression);
        return match.Success
            ? new SelectorFilter(match.Groups["field"].Value, match.Groups["equal"].Length > 0, match.Groups["value"].Value)
            : throw new FormatException($"filter not understood: {expression}");
    }

    public bool Matches(long sequence, long offset, long enqueuedMs)
    {
        var actual = Field switch
        {
            "offset" => offset,
            "sequence-number" => sequence,
            _ => enqueuedMs,
        };
        var limit = long.Parse(Value);
        return actual > limit || (IsInclusive && actual == limit);
    }

    [GeneratedRegex(@"^amqp\.annotation\.x-opt-(?<field>offset|sequence-number|enqueued-time) >(?<equal>=?) '?(?<value>-?\d+|@latest)'?$")]
    private static partial Regex Expression();
}
