using Reactor.Contracts.Queries;
using Reactor.Contracts.Resources;
using Reactor.Resources.Documents;

namespace Reactor.Resources;

/// <summary>Reads joins outside of a ContinuousQuery, by its rules.</summary>
public static class JoinReader
{
    /// <summary>Reads the list under <c>joins</c>.</summary>
    /// <param name="parent">The mapping that may have the list.</param>
    /// <param name="subject">What it is, for messages.</param>
    /// <param name="problems">Gets mistakes.</param>
    public static IReadOnlyList<JoinDefinition> Read(ResourceValue.Mapping parent, string subject, List<ResourceProblem> problems)
    {
        var findings = new Findings();
        var joins = JoinDocument.Read(new DocumentPart(parent, subject, findings), []);
        problems.AddRange(findings.Problems);
        return [.. joins.Select(join => join.Definition)];
    }
}
