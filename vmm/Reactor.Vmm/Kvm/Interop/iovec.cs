namespace Reactor.Vmm.Kvm.Interop;

/// <summary>struct iovec, linux/uio.h.</summary>
internal struct iovec
{
    internal nint iov_base;
    internal nuint iov_len;
}
