using Reactor.Contracts.Changes;

namespace Reactor.QueryTests.Values;

/// <summary>How values are compared.</summary>
/// <param name="IsLoose">Whether an integer equals the float of its value.</param>
/// <param name="Tolerance">By how much floats may differ, as a part of the expected one, of 1 where that is less.</param>
internal sealed record ComparisonRules(bool IsLoose, double Tolerance)
{
    /// <summary>Whether a value is the expected one.</summary>
    internal bool Match(TestValue expected, TestValue got) => (expected, got) switch
    {
        (TestValue.Scalar left, TestValue.Scalar right) => MatchScalars(left.Value, right.Value),
        (TestValue.List left, TestValue.List right) => Match(left.Items, right.Items),
        (TestValue.Path left, TestValue.Path right) => Match(left.Elements, right.Elements),
        (TestValue.Map left, TestValue.Map right) => Match(left.Entries, right.Entries),
        (TestValue.Element left, TestValue.Element right) => MatchElements(left, right),
        _ => false,
    };

    /// <summary>Whether columns or entries are the expected ones, all of them and no others.</summary>
    internal bool Match(IReadOnlyDictionary<string, TestValue> expected, IReadOnlyDictionary<string, TestValue> got) =>
        expected.Count == got.Count && expected.All(entry => got.TryGetValue(entry.Key, out var value) && Match(entry.Value, value));

    private bool Match(IReadOnlyList<TestValue> expected, IReadOnlyList<TestValue> got) =>
        expected.Count == got.Count && expected.Zip(got).All(pair => Match(pair.First, pair.Second));

    private bool MatchElements(TestValue.Element expected, TestValue.Element got) =>
        expected.IsNode == got.IsNode
        && (expected.Id ?? got.Id) == got.Id
        && (expected.From ?? got.From) == got.From
        && (expected.To ?? got.To) == got.To
        && (expected.Labels is null || expected.Labels.Order(StringComparer.Ordinal).SequenceEqual((got.Labels ?? []).Order(StringComparer.Ordinal)))
        && (expected.Properties is null || Match(expected.Properties, got.Properties ?? new Dictionary<string, TestValue>()));

    private bool MatchScalars(in PropertyValue expected, in PropertyValue got)
    {
        var areNumbers = IsNumber(expected) && IsNumber(got);
        return areNumbers && (expected.Kind == PropertyValueKind.Float || got.Kind == PropertyValueKind.Float)
            ? (IsLoose || expected.Kind == got.Kind) && MatchFloats(ToFloat(expected), ToFloat(got))
            : expected.Equals(got);
    }

    private bool MatchFloats(double expected, double got) =>
        expected.Equals(got) || expected == got || Math.Abs(expected - got) <= Tolerance * Math.Max(1, Math.Abs(expected));

    private static bool IsNumber(in PropertyValue value) => value.Kind is PropertyValueKind.Integer or PropertyValueKind.Float;

    private static double ToFloat(in PropertyValue value) => value.Kind == PropertyValueKind.Integer ? value.Integer : value.Float;
}
