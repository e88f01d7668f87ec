namespace Reactor.QueryTests.Reports;

/// <summary>How one case ended.</summary>
/// <param name="File">Its file.</param>
/// <param name="Test">Name of its document.</param>
/// <param name="Case">Its name; null for a document whose query is to be refused.</param>
/// <param name="Failures">What differs; none when it passed.</param>
/// <param name="Duration">How long it ran.</param>
internal sealed record CaseResult(string File, string Test, string? Case, IReadOnlyList<TestFailure> Failures, TimeSpan Duration)
{
    /// <summary>Whether nothing differs.</summary>
    internal bool Passed => Failures.Count == 0;

    /// <summary>Document and case.</summary>
    internal string FullName => Case is null ? Test : $"{Test} / {Case}";
}
