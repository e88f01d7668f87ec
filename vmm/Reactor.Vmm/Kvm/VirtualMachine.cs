using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Reactor.Vmm.Kvm.Interop;

namespace Reactor.Vmm.Kvm;

/// <summary>A virtual machine with one virtual CPU and nothing else: the shell an instance runs in.</summary>
/// <remarks>
/// Guest-physical memory is one range of a <see cref="HostMapping"/>, from 0 upwards, registered in slots that grow with what the guest
/// uses: registering costs about 0.4 µs per MiB, so an instance pays for what it has, not for its limit.
/// </remarks>
internal sealed unsafe class VirtualMachine : IDisposable
{
    /// <summary>Smallest slot added: 64 MiB, about 40 µs.</summary>
    private const long SlotBytes = 64L << 20;

    private readonly SafeFileHandle _handle;
    private readonly HostMapping _memory;
    private uint _slots;
    private long _registeredBytes;

    /// <param name="device">Where to create it.</param>
    /// <param name="memory">Guest-physical memory; stays the caller's and must outlive the machine.</param>
    /// <exception cref="KvmException">The host refused.</exception>
    internal VirtualMachine(KvmDevice device, HostMapping memory)
    {
        _memory = memory;
        _handle = device.CreateVm();
        try
        {
            Vcpu = new Vcpu(device, _handle);
        }
        catch
        {
            _handle.Dispose();
            throw;
        }
    }

    internal Vcpu Vcpu { get; }

    /// <summary>Makes guest-physical memory from 0 to at least <paramref name="bytes"/> accessible. The vCPU must not be running.</summary>
    internal void EnsureMemory(long bytes)
    {
        while (_registeredBytes < bytes)
        {
            long wanted = Math.Max(bytes - _registeredBytes, Math.Max(SlotBytes, _registeredBytes));
            AddSlot(Math.Min(wanted, _memory.Length - _registeredBytes));
        }
    }

    public void Dispose()
    {
        Vcpu.Dispose();
        _handle.Dispose();
    }

    private void AddSlot(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes);
        var region = new kvm_userspace_memory_region
        {
            slot = _slots,
            guest_phys_addr = (ulong)_registeredBytes,
            memory_size = (ulong)bytes,
            userspace_addr = (ulong)(_memory.Pointer + _registeredBytes),
        };
        if (Libc.ioctl(_handle, KvmApi.KVM_SET_USER_MEMORY_REGION, &region) != 0)
        {
            throw new KvmException(nameof(KvmApi.KVM_SET_USER_MEMORY_REGION), Marshal.GetLastPInvokeError());
        }

        _slots++;
        _registeredBytes += bytes;
    }
}
