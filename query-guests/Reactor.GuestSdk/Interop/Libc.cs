using System.Runtime.InteropServices;

namespace Reactor.GuestSdk.Interop;

/// <summary>The one libc function a .NET guest calls itself; it is linked statically (<c>--directpinvoke:libc</c>).</summary>
internal static partial class Libc
{
    /// <summary>getauxval(3). Value of an entry of the auxiliary vector, 0 when there is none of that type. Reads memory, makes no system call.</summary>
    [LibraryImport("libc")]
    internal static partial nuint getauxval(nuint type);
}
