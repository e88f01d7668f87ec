using Reactor.Cypher.Binding;

namespace Reactor.Architecture.Tests;

/// <summary>docs/language.md is where users look functions up.</summary>
public sealed class LanguagePageTests
{
    [Fact]
    public void Every_function_is_on_the_page()
    {
        var page = Repository.Read("docs/language.md");

        FunctionTable.All.Select(function => function.Name)
            .Where(name => !page.Contains($"`{name}`", StringComparison.Ordinal) && !page.Contains($"`{name}(", StringComparison.Ordinal))
            .Should().BeEmpty();
    }
}
