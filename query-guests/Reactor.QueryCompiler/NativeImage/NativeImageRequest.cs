namespace Reactor.QueryCompiler.NativeImage;

/// <summary>What one native image is made of.</summary>
/// <param name="EntryAssembly">The assembly with <c>Main</c>, an executable.</param>
/// <param name="Libraries">Further compiled assemblies. What they reference and is not here is one of
/// <see cref="GuestLibraries"/> or belongs to the framework.</param>
public sealed record NativeImageRequest(ManagedAssembly EntryAssembly, IReadOnlyList<ManagedAssembly> Libraries)
{
    /// <summary>An image made of one assembly and what it references.</summary>
    /// <param name="entryAssembly">The assembly with <c>Main</c>, an executable.</param>
    public NativeImageRequest(ManagedAssembly entryAssembly)
        : this(entryAssembly, [])
    {
    }
}
