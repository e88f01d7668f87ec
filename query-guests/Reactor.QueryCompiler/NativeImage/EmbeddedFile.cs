namespace Reactor.QueryCompiler.NativeImage;

/// <summary>The files every .NET guest is built with, carried in this assembly.</summary>
internal static class EmbeddedFile
{
    /// <summary>libc stubs.</summary>
    internal const string Stubs = "wrap.c";

    /// <summary>What is added to the linker's own script.</summary>
    internal const string LinkerScript = "guest.ld";

    internal static byte[] Read(string name)
    {
        using Stream stream = typeof(EmbeddedFile).Assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
