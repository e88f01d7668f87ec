using System.Reflection;
using System.Runtime.Loader;
using Reactor.QueryCompiler.Emission;
using Reactor.QueryRuntime.Loop;

namespace Reactor.QueryCompiler;

/// <summary>Compiled queries loaded into this process. Disposing lets their code be collected once no query object is left.</summary>
public sealed class LoadedQueries : IDisposable
{
    private readonly AssemblyLoadContext _context;
    private readonly Func<int, CompiledQuery> _factory;

    internal LoadedQueries(byte[] image)
    {
        _context = new AssemblyLoadContext(ProgramEmitter.Namespace, isCollectible: true);
        using var stream = new MemoryStream(image, writable: false);
        var factory = _context.LoadFromStream(stream)
            .GetType($"{ProgramEmitter.Namespace}.{ProgramEmitter.FactoryClass}", throwOnError: true)!
            .GetMethod(ProgramEmitter.FactoryMethod, BindingFlags.Public | BindingFlags.Static)!;
        _factory = factory.CreateDelegate<Func<int, CompiledQuery>>();
    }

    /// <summary>Makes a query that nobody has opened.</summary>
    /// <param name="number">Its number in the assembly.</param>
    /// <exception cref="ArgumentOutOfRangeException">No query has the number.</exception>
    public CompiledQuery Create(int number) => _factory(number);

    /// <summary>Gives the code back.</summary>
    public void Dispose() => _context.Unload();
}
