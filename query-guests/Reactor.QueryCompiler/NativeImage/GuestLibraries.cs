using Reactor.QueryRuntime.Loop;

namespace Reactor.QueryCompiler.NativeImage;

/// <summary>Our own libraries that guests are compiled with.</summary>
public static class GuestLibraries
{
    private const string SdkName = "Reactor.GuestSdk";

    /// <summary>What QueryRuntime needs lies beside it: the build copies it there.</summary>
    private static readonly string Directory = Path.GetDirectoryName(typeof(QueryLoop).Assembly.Location)!;

    /// <summary>Reactor.GuestSdk, to compile a guest's <c>Main</c> against. It is carried inside this assembly: no host process loads it.</summary>
    public static ManagedAssembly Sdk { get; } = new(SdkName, EmbeddedFile.Read(SdkName + ".dll"));

    /// <summary>Finds an assembly that a guest references.</summary>
    /// <param name="name">Its simple name.</param>
    /// <returns>The assembly, or null when it is not ours: then it belongs to the framework.</returns>
    internal static ManagedAssembly? TryLoad(string name)
    {
        if (name == SdkName)
        {
            return Sdk;
        }

        string file = Path.Combine(Directory, name + ".dll");
        return File.Exists(file) ? new ManagedAssembly(name, File.ReadAllBytes(file)) : null;
    }
}
