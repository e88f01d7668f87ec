namespace Reactor.QueryCompiler.NativeImage;

/// <summary>Whether one thing that native images are built with is there.</summary>
/// <param name="Name">What it is, e.g. "C compiler".</param>
/// <param name="IsPresent">Whether it was found.</param>
/// <param name="Detail">Where it was found, or in one sentence what is missing.</param>
/// <param name="Remedy">What to do about it, one sentence; null when it is present.</param>
public sealed record ToolCheck(string Name, bool IsPresent, string Detail, string? Remedy = null);
