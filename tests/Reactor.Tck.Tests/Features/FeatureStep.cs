namespace Reactor.Tck.Tests.Features;

/// <summary>One step: its text without Given, When, Then, And or But, and what hangs on it.</summary>
/// <param name="Text">As written, placeholders of an outline filled in.</param>
/// <param name="Document">The text between triple quotes, without the indentation of the quotes; or null.</param>
/// <param name="Table">Rows of cells, empty without a table.</param>
internal sealed record FeatureStep(string Text, string? Document, IReadOnlyList<IReadOnlyList<string>> Table)
{
    /// <summary>The step with placeholders of an outline filled in.</summary>
    internal FeatureStep With(Func<string, string> fill) =>
        new(fill(Text), Document is null ? null : fill(Document), [.. Table.Select(row => (IReadOnlyList<string>)[.. row.Select(fill)])]);
}
