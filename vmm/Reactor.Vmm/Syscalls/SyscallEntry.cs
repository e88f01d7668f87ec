namespace Reactor.Vmm.Syscalls;

/// <summary>One system call a guest may make.</summary>
/// <param name="Number">On x86-64 (asm/unistd_64.h).</param>
/// <param name="Name">As in the manual's section 2.</param>
/// <param name="Handler">Answers it; <see langword="null"/> when making it ends the guest.</param>
internal sealed record SyscallEntry(int Number, string Name, SyscallHandler? Handler);
