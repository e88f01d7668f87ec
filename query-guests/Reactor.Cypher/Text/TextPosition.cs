namespace Reactor.Cypher.Text;

/// <summary>A place in a text as people count it.</summary>
/// <param name="Line">1-based.</param>
/// <param name="Column">1-based, in UTF-16 code units from the start of the line; a tab counts as one.</param>
public readonly record struct TextPosition(int Line, int Column);
