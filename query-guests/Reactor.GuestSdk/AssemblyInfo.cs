using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

// Native calls pass numbers and pointers only; nothing needs the marshaller, and without it no stub is generated into every guest.
[assembly: DisableRuntimeMarshalling]

// libc is linked statically into a guest; nothing is ever searched for.
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
