using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Reactor.QueryCompiler.NativeImage;

/// <summary>All assemblies an image is made of, except those of the framework.</summary>
internal static class AssemblyClosure
{
    /// <summary>Follows the references of the request's assemblies.</summary>
    /// <param name="request">Its assemblies win over files of the same name.</param>
    /// <returns>Everything but the entry assembly, ordered by name.</returns>
    internal static IReadOnlyList<ManagedAssembly> Resolve(NativeImageRequest request)
    {
        var found = new SortedDictionary<string, ManagedAssembly>(StringComparer.Ordinal);
        foreach (ManagedAssembly library in request.Libraries)
        {
            found.Add(library.Name, library);
        }

        // An entry assembly that is not emitted yet references at most what the SDK references.
        var first = request.EntryAssembly.IsDeferred ? GuestLibraries.Sdk : request.EntryAssembly;
        if (request.EntryAssembly.IsDeferred)
        {
            found.TryAdd(first.Name, first);
        }

        var open = new Queue<ManagedAssembly>([first, .. request.Libraries]);
        while (open.TryDequeue(out ManagedAssembly? assembly))
        {
            foreach (string name in References(assembly))
            {
                if (!found.ContainsKey(name) && name != request.EntryAssembly.Name && GuestLibraries.TryLoad(name) is { } library)
                {
                    found.Add(name, library);
                    open.Enqueue(library);
                }
            }
        }

        return [.. found.Values];
    }

    private static List<string> References(ManagedAssembly assembly)
    {
        using var file = new PEReader([.. assembly.Image.Span]);
        MetadataReader metadata = file.GetMetadataReader();
        var names = new List<string>(metadata.AssemblyReferences.Count);
        foreach (AssemblyReferenceHandle handle in metadata.AssemblyReferences)
        {
            names.Add(metadata.GetString(metadata.GetAssemblyReference(handle).Name));
        }

        return names;
    }
}
