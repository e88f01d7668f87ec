using Reactor.Contracts.Resources;
using Reactor.Resources;

namespace Reactor.Cli.Composition;

/// <summary>Resources that were read and found free of mistakes so far.</summary>
/// <param name="Set">The resources.</param>
/// <param name="Listing">Their files, to show later mistakes with their lines.</param>
/// <param name="QueryTexts">Where each query's text stands.</param>
internal sealed record LoadedResources(ResourceSet Set, SourceListing Listing, IReadOnlyDictionary<string, QueryTextMap> QueryTexts)
{
    /// <summary>Reads files and directories; mistakes go to stderr.</summary>
    /// <param name="paths">Files and directories.</param>
    /// <returns>Null when there are mistakes.</returns>
    public static LoadedResources? Read(IReadOnlyList<string> paths)
    {
        var result = ResourceReader.Read(paths);
        foreach (var notice in result.Notices)
        {
            Console.Error.WriteLine(result.Listing.Format(notice, "notice"));
        }

        Report(result.Listing, result.Problems);
        return result.Set is null ? null : new LoadedResources(result.Set, result.Listing, result.QueryTexts);
    }

    /// <summary>Prints mistakes to stderr.</summary>
    /// <returns>Whether there were none.</returns>
    public bool Report(IReadOnlyCollection<ResourceProblem> problems) => Report(Listing, problems);

    private static bool Report(SourceListing listing, IReadOnlyCollection<ResourceProblem> problems)
    {
        foreach (var problem in problems)
        {
            Console.Error.WriteLine(listing.Format(problem));
        }

        if (problems.Count > 0)
        {
            Console.Error.WriteLine(problems.Count == 1 ? "1 mistake" : $"{problems.Count} mistakes");
        }

        return problems.Count == 0;
    }
}
