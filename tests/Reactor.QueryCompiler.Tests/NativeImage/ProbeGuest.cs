using Reactor.QueryCompiler.NativeImage;

namespace Reactor.QueryCompiler.Tests.NativeImage;

/// <summary>The image of <see cref="GuestSource.Probe"/>, built once for all tests of a class.</summary>
public sealed class ProbeGuest : IDisposable
{
    private readonly ScratchDirectory _directory = new();
    private Task<Reactor.QueryCompiler.NativeImage.NativeImage>? _image;

    internal Task<Reactor.QueryCompiler.NativeImage.NativeImage> BuildAsync()
    {
        NativeToolchain toolchain = NativeTools.Require();
        return _image ??= new NativeImageBuilder(toolchain, new ImageCache(_directory.Path))
            .BuildAsync(new NativeImageRequest(GuestSource.Compile("probe", GuestSource.Probe)));
    }

    public void Dispose() => _directory.Dispose();
}
