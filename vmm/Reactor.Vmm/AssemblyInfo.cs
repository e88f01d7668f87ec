using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

// Native calls pass numbers, pointers and safe handles only.
[assembly: DisableRuntimeMarshalling]

// libc is the only native library; it is part of the process already.
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
