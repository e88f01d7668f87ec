namespace Reactor.QueryCompiler;

/// <summary>A generated C# file.</summary>
/// <param name="Name">File name.</param>
/// <param name="Text">Its content; lines end with LF.</param>
public sealed record GeneratedFile(string Name, string Text);
