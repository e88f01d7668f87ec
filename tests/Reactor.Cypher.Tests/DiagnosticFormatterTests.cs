using Reactor.Cypher.Diagnostics;
using Reactor.Cypher.Text;

namespace Reactor.Cypher.Tests;

public sealed class DiagnosticFormatterTests
{
    [Fact]
    public void Format_shows_place_line_and_carets()
    {
        var result = CypherCompiler.Bind("MATCH (person)\r\nWHERE\tpersn.x > 1\r\nRETURN person", new BindOptions { FileName = "late.cypher" });

        var text = DiagnosticFormatter.Format(result.Diagnostics[0], result.Source);

        text.Should().Be(
            "late.cypher:2:7: error UndefinedVariable: Variable 'persn' is not defined; did you mean 'person'?\n"
            + "WHERE\tpersn.x > 1\n"
            + "     \t^^^^^");
    }

    [Fact]
    public void Format_marks_one_place_where_something_is_missing()
    {
        var result = CypherCompiler.Bind("MATCH (a");

        DiagnosticFormatter.Format(result.Diagnostics[0], result.Source).Should().EndWith("\nMATCH (a\n        ^");
    }

    [Fact]
    public void Format_marks_a_span_of_several_lines_to_the_end_of_the_first()
    {
        var source = new SourceText("ab\ncd");

        DiagnosticFormatter.Format(new Diagnostic(DiagnosticCode.UnexpectedSyntax, Severity.Warning, new TextSpan(1, 4), "Odd"), source)
            .Should().Be("query:1:2: warning UnexpectedSyntax: Odd\nab\n ^");
    }

    [Fact]
    public void Format_counts_a_surrogate_pair_as_one_place()
    {
        var result = CypherCompiler.Bind("RETURN '😀' + b");

        DiagnosticFormatter.Format(result.Diagnostics[0], result.Source).Should().EndWith("\n" + new string(' ', 13) + "^");
    }

    [Fact]
    public void Position_inside_another_file_counts_from_there()
    {
        var result = CypherCompiler.Bind("MATCH (a)\nRETURN b", new BindOptions { FileName = "q.yaml", FirstLine = 7, Indentation = 6 });

        DiagnosticFormatter.Format(result.Diagnostics[0], result.Source).Should().StartWith("q.yaml:8:14: error");
    }

    [Fact]
    public void Message_quotes_long_text_on_one_line()
    {
        var result = CypherCompiler.Bind("MATCH (a) WITH a.x +\n" + new string(' ', 30) + string.Join(" + ", Enumerable.Repeat("a.y", 30)) + " RETURN 1");

        result.Diagnostics[0].Message.Should().NotContain("\n").And.HaveLength("An expression in WITH needs a name: ' AS name'".Length + 40);
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(2, 1, 3)]    // the CR itself still belongs to line 1
    [InlineData(4, 2, 1)]
    [InlineData(6, 3, 1)]    // behind a lone CR
    [InlineData(8, 4, 1)]    // behind a lone LF, at the end
    [InlineData(99, 4, 1)]
    public void PositionOf_counts_lines_ended_by_any_break(int offset, int line, int column)
    {
        var source = new SourceText("ab\r\nc\rd\n");

        source.PositionOf(offset).Should().Be(new TextPosition(line, column));
    }
}
