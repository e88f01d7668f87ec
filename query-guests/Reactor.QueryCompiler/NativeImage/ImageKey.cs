using System.Security.Cryptography;
using System.Text;
using Reactor.Contracts.Guests;

namespace Reactor.QueryCompiler.NativeImage;

/// <summary>What an image is kept under in the cache: SHA-256 over all that decides what it does.</summary>
/// <remarks>
/// Not part of it are gcc and the system's libc: an image linked with another version of them does the same, and a machine
/// without them can still use the images it has.
/// </remarks>
internal static class ImageKey
{
    /// <returns>64 lower-case hexadecimal digits.</returns>
    internal static string Of(ManagedAssembly entryAssembly, IReadOnlyList<ManagedAssembly> libraries)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, $"reactor native image, guest ABI {GuestAbi.Version}, runtime {NativeToolchain.Version}");
        foreach (string option in (IEnumerable<string>)[.. IlcOptions.Fixed, .. LinkOptions.CompileStubs, .. LinkOptions.Fixed])
        {
            Append(hash, option);
        }

        Append(hash, EmbeddedFile.Read(EmbeddedFile.Stubs));
        Append(hash, EmbeddedFile.Read(EmbeddedFile.LinkerScript));
        foreach (ManagedAssembly assembly in (IEnumerable<ManagedAssembly>)[entryAssembly, .. libraries])
        {
            Append(hash, assembly.Name);
            Append(hash, assembly.Identity.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, string text) => Append(hash, Encoding.UTF8.GetBytes(text));

    /// <summary>Length first, so that no two sequences of parts read the same.</summary>
    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> part)
    {
        hash.AppendData(BitConverter.GetBytes(part.Length));
        hash.AppendData(part);
    }
}
