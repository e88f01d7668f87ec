namespace Reactor.QueryCompiler.NativeImage;

/// <summary>A managed assembly that images are made of.</summary>
public sealed class ManagedAssembly
{
    private readonly Lazy<ReadOnlyMemory<byte>> _image;
    private readonly ReadOnlyMemory<byte>? _identity;

    /// <summary>An assembly that exists.</summary>
    /// <param name="name">Simple name, without extension.</param>
    /// <param name="image">The PE file, emitted deterministically: the cache is keyed by it.</param>
    public ManagedAssembly(string name, ReadOnlyMemory<byte> image)
    {
        Name = name;
        _image = new Lazy<ReadOnlyMemory<byte>>(image);
    }

    /// <summary>An assembly that is emitted only when the cache has no image of it.</summary>
    /// <param name="name">Simple name, without extension.</param>
    /// <param name="identity">What decides the PE file; the cache is keyed by it.</param>
    /// <param name="emit">Makes the PE file; it may reference the guest SDK, what the SDK references, and the framework.</param>
    public ManagedAssembly(string name, ReadOnlyMemory<byte> identity, Func<ReadOnlyMemory<byte>> emit)
    {
        Name = name;
        _identity = identity;
        _image = new Lazy<ReadOnlyMemory<byte>>(emit);
    }

    /// <summary>Simple name, without extension.</summary>
    public string Name { get; }

    /// <summary>The PE file.</summary>
    public ReadOnlyMemory<byte> Image => _image.Value;

    /// <summary>What the cache knows it by.</summary>
    internal ReadOnlyMemory<byte> Identity => _identity ?? Image;

    /// <summary>Whether the PE file may not exist yet, so that its references are not read.</summary>
    internal bool IsDeferred => _identity is not null;
}
