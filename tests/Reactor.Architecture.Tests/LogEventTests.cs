using System.Globalization;
using System.Text.RegularExpressions;

namespace Reactor.Architecture.Tests;

/// <summary>Event ids of [LoggerMessage]: unique in the product and in the range of their folder, so that an id names its place.</summary>
public sealed partial class LogEventTests
{
    private static readonly Dictionary<string, int> FirstIds = new(StringComparer.Ordinal)
    {
        ["ingest"] = 1000,
        ["vmm"] = 2000,
        ["reactor"] = 3000,
        ["query-guests"] = 4000,
    };

    [Fact]
    public void Every_log_message_has_an_id_in_the_range_of_its_folder()
    {
        foreach (var (path, attribute, id) in Messages())
        {
            var folder = Repository.TopFolder(path);
            FirstIds.Should().ContainKey(folder, $"{path} logs: {attribute}");
            id.Should().BeInRange(FirstIds[folder], FirstIds[folder] + 999, $"{path}: {attribute}");
        }
    }

    [Fact]
    public void No_two_log_messages_share_an_id()
    {
        Messages().GroupBy(message => message.Id)
            .Where(group => group.Count() > 1)
            .Select(group => $"{group.Key}: {string.Join(", ", group.Select(message => message.Path))}")
            .Should().BeEmpty();
    }

    [Theory]
    [InlineData("[LoggerMessage(1001, LogLevel.Information, \"x\")]", 1001)]
    [InlineData("[LoggerMessage(EventId = 1002, Level = LogLevel.Information, Message = \"x (y)\")]", 1002)]
    [InlineData("[LoggerMessage(\n    Level = LogLevel.Error,\n    EventId = 1_003)]", 1003)]
    [InlineData("[LoggerMessage(LogLevel.Error, \"no id 1004\")]", -1)]
    public void Ids_are_found_in_every_spelling(string source, int expected)
    {
        Ids(source).Should().ContainSingle().Which.Id.Should().Be(expected);
    }

    private static IEnumerable<(string Path, string Attribute, int Id)> Messages() =>
        Repository.SourceFiles.Where(path => Repository.TopFolder(path) is not ("tests" or "samples"))
            .SelectMany(path => Ids(Repository.Read(path)).Select(message => (path, message.Attribute, message.Id)));

    private static IEnumerable<(string Attribute, int Id)> Ids(string source)
    {
        foreach (Match attribute in Attribute().Matches(source))
        {
            var id = EventId().Match(attribute.Groups[1].Value);
            var digits = (id.Groups[1].Value + id.Groups[2].Value).Replace("_", "", StringComparison.Ordinal);
            yield return (attribute.Value, id.Success ? int.Parse(digits, CultureInfo.InvariantCulture) : -1);
        }
    }

    [GeneratedRegex(@"\[LoggerMessage\b(.*?)\]\s*(?:$|[^\s""])", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Attribute();

    [GeneratedRegex(@"^\(\s*(\d[\d_]*)|EventId\s*=\s*(\d[\d_]*)")]
    private static partial Regex EventId();
}
