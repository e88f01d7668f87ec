namespace Reactor.Contracts.Resources;

/// <summary>Where a piece of a resource was written, so that a mistake found late can still be shown in its file.</summary>
/// <param name="File">Path of the file as the user named it, or what stands for it.</param>
/// <param name="Line">1-based.</param>
/// <param name="Column">1-based.</param>
public readonly record struct ResourceLocation(string File, int Line, int Column)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}:{Line}:{Column}";
}
