namespace Reactor.QueryCompiler.NativeImage;

/// <summary>What the builder is doing, for a progress display.</summary>
public enum NativeImageStage
{
    /// <summary>Looking for the image in the cache.</summary>
    LookUp,

    /// <summary>Compiling IL to one object file: most of the time.</summary>
    Compile,

    /// <summary>Linking the object file with the runtime.</summary>
    Link,

    /// <summary>Moving the image into the cache.</summary>
    Store,
}
