using Reactor.Cli.Display;
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
    /// <param name="problems">The mistakes.</param>
    /// <param name="printedBefore">Mistakes that were printed already and count too.</param>
    /// <returns>Whether there were none.</returns>
    public bool Report(IReadOnlyCollection<ResourceProblem> problems, int printedBefore = 0) => Report(Listing, problems, printedBefore);

    private static bool Report(SourceListing listing, IReadOnlyCollection<ResourceProblem> problems, int printedBefore = 0)
    {
        foreach (var problem in problems)
        {
            Console.Error.WriteLine(listing.Format(problem));
        }

        var mistakes = printedBefore + problems.Count;
        if (mistakes > 0)
        {
            Console.Error.WriteLine(Amount.Of(mistakes, "mistake"));
        }

        return mistakes == 0;
    }
}
