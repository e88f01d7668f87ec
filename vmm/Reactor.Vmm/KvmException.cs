namespace Reactor.Vmm;

/// <summary>The host refused something a micro-VM needs: a broken or exhausted host, never a guest's doing.</summary>
public sealed class KvmException : Exception
{
    /// <param name="operation">What was asked for, as the kernel spells it (<c>KVM_CREATE_VM</c>, <c>mmap</c>).</param>
    /// <param name="errno">The error number of Linux.</param>
    public KvmException(string operation, int errno)
        : base($"{operation} failed: {System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(errno)} (errno {errno}).")
    {
        Operation = operation;
        Errno = errno;
    }

    /// <summary>What was asked for, as the kernel spells it.</summary>
    public string Operation { get; }

    /// <summary>The error number of Linux.</summary>
    public int Errno { get; }
}
