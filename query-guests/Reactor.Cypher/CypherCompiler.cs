using Reactor.Cypher.Binding;
using Reactor.Cypher.Syntax;
using Reactor.Cypher.Text;

namespace Reactor.Cypher;

/// <summary>The front end's entry point: openCypher or GQL text in, bound query or diagnostics out.</summary>
public static class CypherCompiler
{
    /// <summary>Parses and binds one query.</summary>
    /// <param name="text">One query, in the language that the options name.</param>
    /// <param name="options">Defaults when <see langword="null"/>.</param>
    /// <returns>Never throws for mistakes in <paramref name="text"/>: they are diagnostics.</returns>
    public static BindResult Bind(string text, BindOptions? options = null)
    {
        options ??= new BindOptions();
        var source = new SourceText(text, options.FileName, options.FirstLine, options.Indentation);
        var (syntax, mistakes) = Parser.Parse(source, options.Language);
        if (syntax is null)
        {
            return new BindResult(source, null, mistakes);
        }

        var (query, findings) = Binder.Bind(syntax, source, options);
        return new BindResult(source, query, findings);
    }
}
