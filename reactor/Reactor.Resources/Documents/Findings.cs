using Reactor.Contracts.Resources;

namespace Reactor.Resources.Documents;

/// <summary>What was found while reading.</summary>
internal sealed class Findings
{
    /// <summary>Mistakes: any of them means that there is no resource set.</summary>
    public List<ResourceProblem> Problems { get; } = [];

    /// <summary>What has no effect.</summary>
    public List<ResourceProblem> Notices { get; } = [];
}
