using System.Text.RegularExpressions;
using Reactor.QueryCompiler.Tests.Oracle;

namespace Reactor.QueryCompiler.Tests;

/// <summary>Whatever text it is given, the compiler answers with diagnostics or a plan.</summary>
public sealed partial class CompilerRobustnessTests(ITestOutputHelper output)
{
    private const int Mutants = 40_000;

    [Fact]
    public void No_mutation_of_a_query_makes_the_compiler_throw()
    {
        var random = new Random(4711);
        string[] queries = [.. QueryCorpus.Queries, .. TimedCorpus.Queries, .. JoinCorpus.Queries];
        string[] tokens = [.. queries.SelectMany(Split).Distinct()];
        var planned = 0;
        for (var i = 0; i < Mutants; i++)
        {
            var parts = Split(queries[random.Next(queries.Length)]);
            for (var change = random.Next(1, 4); change > 0 && parts.Count > 0; change--)
            {
                var place = random.Next(parts.Count);
                switch (random.Next(4))
                {
                    case 0:
                        parts.RemoveAt(place);
                        break;
                    case 1:
                        parts.Insert(place, tokens[random.Next(tokens.Length)]);
                        break;
                    case 2:
                        parts[place] = tokens[random.Next(tokens.Length)];
                        break;
                    default:
                        var other = random.Next(parts.Count);
                        (parts[place], parts[other]) = (parts[other], parts[place]);
                        break;
                }
            }

            var text = string.Concat(parts);
            var compile = () => QuerySetCompiler.Compile([QueryCorpus.Source(text, 0)]);
            planned += compile.Should().NotThrow("of {0}", text).Subject.Assembly is null ? 0 : 1;
        }

        output.WriteLine($"{planned} of {Mutants} have a plan");
        planned.Should().BeGreaterThan(Mutants / 20);
    }

    private static List<string> Split(string query) => [.. Token().Matches(query).Select(match => match.Value)];

    [GeneratedRegex(@"'[^']*'|[\w.]+|\s+|[^\w\s]")]
    private static partial Regex Token();
}
