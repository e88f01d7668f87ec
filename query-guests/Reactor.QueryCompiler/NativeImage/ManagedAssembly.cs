namespace Reactor.QueryCompiler.NativeImage;

/// <summary>A compiled managed assembly, as Roslyn emitted it.</summary>
/// <param name="Name">Simple name, without extension.</param>
/// <param name="Image">The PE file. Same source, same bytes: the cache is keyed by them, so it must have been emitted deterministically.</param>
public sealed record ManagedAssembly(string Name, ReadOnlyMemory<byte> Image);
