namespace Reactor.Cypher;

/// <summary>What the binder may know beside the text.</summary>
public sealed record BindOptions
{
    /// <summary>Names of the parameters that are given, without $. <see langword="null"/> (default) accepts any; otherwise use of another
    /// one is an error.</summary>
    public IReadOnlyCollection<string>? Parameters { get; init; }

    /// <summary>The language of the text.</summary>
    public QueryLanguage Language { get; init; }

    /// <summary>Shown in front of positions in formatted diagnostics.</summary>
    public string FileName { get; init; } = "query";

    /// <summary>Line of the file on which the query starts, 1-based.</summary>
    public int FirstLine { get; init; } = 1;

    /// <summary>Columns in front of every line of the query in that file.</summary>
    public int Indentation { get; init; }
}
