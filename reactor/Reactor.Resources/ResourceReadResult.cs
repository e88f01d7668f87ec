using Reactor.Contracts.Resources;

namespace Reactor.Resources;

/// <summary>What came of reading resources.</summary>
/// <param name="Set">The resources, in the order of files and documents; null when there are problems.</param>
/// <param name="Problems">Mistakes, in the order of files and lines.</param>
/// <param name="Notices">What was understood but has no effect here.</param>
/// <param name="Listing">The files, to show problems with their lines.</param>
/// <param name="QueryTexts">By query name: where each character of the query's text stands in its file.</param>
public sealed record ResourceReadResult(
    ResourceSet? Set,
    IReadOnlyList<ResourceProblem> Problems,
    IReadOnlyList<ResourceProblem> Notices,
    SourceListing Listing,
    IReadOnlyDictionary<string, QueryTextMap> QueryTexts);
