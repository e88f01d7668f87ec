namespace Reactor.QueryCompiler.Tests.NativeImage;

/// <summary>A directory that lives as long as a test.</summary>
internal sealed class ScratchDirectory : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("reactor-native-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
