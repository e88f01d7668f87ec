namespace Reactor.QueryCompiler.NativeImage;

/// <summary>A guest image in the cache: a static ELF executable for the micro-VM (docs/abi.md, section 1).</summary>
/// <param name="Path">The file. It stays as long as the cache keeps it; a process that has opened it keeps it anyway.</param>
/// <param name="ContentHash">SHA-256 of the file, 64 lower-case hexadecimal digits, verified when it was taken from the cache.</param>
/// <param name="FromCache">Whether it had been built before.</param>
/// <param name="Ilc">Time the compiler took; zero from the cache.</param>
/// <param name="Link">Time the linker took, beyond the compiler's; zero from the cache.</param>
public sealed record NativeImage(string Path, string ContentHash, bool FromCache, TimeSpan Ilc, TimeSpan Link);
