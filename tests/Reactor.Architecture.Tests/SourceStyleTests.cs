using System.Text.RegularExpressions;

namespace Reactor.Architecture.Tests;

/// <summary>House rules a compiler does not check.</summary>
public sealed partial class SourceStyleTests
{
    private const int MaximumLines = 500;

    private static IEnumerable<string> ProductFiles => Repository.SourceFiles.Where(path => Repository.TopFolder(path) != "tests");

    [Fact]
    public void Sources_are_found()
    {
        Repository.SourceFiles.Should().Contain("contracts/Reactor.Contracts/Guests/GuestAbi.cs");
    }

    [Fact]
    public void No_product_file_is_longer_than_500_lines()
    {
        ProductFiles.Where(path => Repository.Read(path).Count(character => character == '\n') > MaximumLines).Should().BeEmpty();
    }

    [Fact]
    public void No_file_hides_code_in_regions()
    {
        Repository.SourceFiles.Where(path => Region().IsMatch(Repository.Read(path))).Should().BeEmpty();
    }

    [Fact]
    public void No_type_is_named_after_nothing_in_particular()
    {
        Repository.SourceFiles
            .SelectMany(path => VagueType().Matches(Repository.Read(path)).Select(match => $"{path}: {match.Value}"))
            .Should().BeEmpty();
    }

    [Fact]
    public void Native_code_is_imported_at_compile_time()
    {
        Repository.SourceFiles.Where(path => DllImport().IsMatch(Repository.Read(path))).Should().BeEmpty("[LibraryImport] generates its marshalling");
    }

    [Fact]
    public void Namespaces_are_project_and_folder()
    {
        var projects = Repository.Projects.Select(project => project[..project.LastIndexOf('/')]).ToArray();
        var wrong = new List<string>();
        foreach (var path in ProductFiles)
        {
            var declared = Namespace().Match(Repository.Read(path));
            var folder = path[..path.LastIndexOf('/')];
            var project = Array.Find(projects, candidate => folder == candidate || folder.StartsWith(candidate + "/", StringComparison.Ordinal));
            var expected = project is null ? "" : project.Split('/')[^1] + folder[project.Length..].Replace('/', '.');
            if (declared.Success && Repository.TopFolder(path) != "samples" && declared.Groups[1].Value != expected)
            {
                wrong.Add($"{path}: {declared.Groups[1].Value} instead of {expected}");
            }
        }

        wrong.Should().BeEmpty();
    }

    [GeneratedRegex(@"^\s*#region", RegexOptions.Multiline)]
    private static partial Regex Region();

    [GeneratedRegex(@"\b(?:class|struct|record|interface|enum)\s+\w*(?:Manager|Helpers?|Utils?|Utilities|Common)\b")]
    private static partial Regex VagueType();

    [GeneratedRegex(@"^\s*\[DllImport\(", RegexOptions.Multiline)]
    private static partial Regex DllImport();

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
