using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Reactor.Vmm.Kvm.Interop;

namespace Reactor.Vmm.Kvm;

/// <summary>A virtual machine with one virtual CPU and nothing else: instances are attached to it to run, and detached to make room.</summary>
/// <remarks>
/// <para>Attached, guest-physical memory is one range of the instance's <see cref="HostMapping"/>, from 0 upwards, registered in slots that grow
/// with what the guest uses: registering costs about 0.4 µs per MiB, so an instance pays for what it has, not for its limit.</para>
/// <para>A shell belongs to whoever claimed it (<see cref="TryClaim"/>); everything else here is the claimant's to call.</para>
/// </remarks>
internal sealed unsafe class VmShell : IDisposable
{
    /// <summary>Smallest slot added: 64 MiB, about 40 µs.</summary>
    private const long SlotBytes = 64L << 20;

    private readonly SafeFileHandle _handle;
    private HostMapping? _memory;
    private uint _slots;
    private long _registeredBytes;
    private int _isClaimed = 1;

    /// <summary>Creates an empty shell, claimed by the caller: 0.6 to 2 ms, most of it for the MSR filter.</summary>
    /// <exception cref="KvmException">The host refused.</exception>
    internal VmShell(KvmDevice device)
    {
        _handle = device.CreateVm();
        try
        {
            if (device.HasMsrFilter)
            {
                DenyModelSpecificRegisters();
            }

            Vcpu = new Vcpu(device, _handle);
            Vcpu.Initialise(device.Cpuid);
        }
        catch
        {
            Vcpu?.Dispose();
            _handle.Dispose();
            throw;
        }
    }

    internal Vcpu Vcpu { get; }

    /// <summary>Whose memory and registers it holds; changed by the claimant only.</summary>
    internal ShellTenant? Tenant { get; private set; }

    /// <summary>Whether an entry left the vCPU in a state that no other instance should start from.</summary>
    internal bool IsSpent { get; private set; }

    /// <summary>Stopwatch timestamp of the last release.</summary>
    internal long LastUsed { get; private set; }

    /// <summary>The host thread that used it last: its caches and the kernel's bookkeeping of the vCPU are warm there.</summary>
    internal VcpuThread? LastThread { get; private set; }

    /// <summary>Entries since the tenant was attached.</summary>
    internal long Entries { get; private set; }

    /// <summary>Whether somebody has it, at this moment.</summary>
    internal bool IsClaimed => Volatile.Read(ref _isClaimed) != 0;

    /// <summary>Takes the shell if nobody has it.</summary>
    internal bool TryClaim() => Interlocked.CompareExchange(ref _isClaimed, 1, 0) == 0;

    /// <summary>Gives the shell up. A full fence: a waiter that looks afterwards sees it free.</summary>
    internal void Unclaim() => Interlocked.Exchange(ref _isClaimed, 0);

    /// <summary>Records that the calling thread has used it.</summary>
    internal void Touch(VcpuThread thread, long now)
    {
        LastThread = thread;
        LastUsed = now;
        Entries++;
    }

    /// <summary>Keeps the shell from being used for another instance.</summary>
    internal void MarkSpent() => IsSpent = true;

    /// <summary>Puts an instance in: its memory, then its registers. The shell is empty.</summary>
    /// <exception cref="KvmException">The host refused; the shell is spent.</exception>
    internal void Attach(ShellTenant tenant)
    {
        IsSpent = true;
        _memory = tenant.Memory.Mapping;
        EnsureMemory(tenant.Process.Memory.ExtentBytes);
        Vcpu.DropEvents();
        Vcpu.Load(tenant.State);
        IsSpent = false;
        Entries = 0;
        Tenant = tenant;
        tenant.Shell = this;
        tenant.Memory.ForgetTranslations = ForgetTranslations;
        tenant.Process.Memory.Unbind();
    }

    /// <summary>Takes the instance out.</summary>
    /// <param name="save">Whether its registers are kept; not those of one that will never run again.</param>
    /// <exception cref="KvmException">The host refused; the shell is spent.</exception>
    internal void Detach(bool save)
    {
        if (Tenant is not { } tenant)
        {
            return;
        }

        bool wasSpent = IsSpent;
        IsSpent = true;
        if (save)
        {
            Vcpu.Save(tenant.State);
        }

        DeleteSlots();
        tenant.Memory.ForgetTranslations = null;
        tenant.Process.Memory.Unbind();
        _memory = null;
        Tenant = null;
        IsSpent = wasSpent;
        tenant.Shell = null;
    }

    /// <summary>Makes guest-physical memory from 0 to at least <paramref name="bytes"/> accessible. The vCPU must not be running.</summary>
    internal void EnsureMemory(long bytes)
    {
        while (_registeredBytes < bytes)
        {
            long wanted = Math.Max(bytes - _registeredBytes, Math.Max(SlotBytes, _registeredBytes));
            long added = Math.Min(wanted, _memory!.Length - _registeredBytes);
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(added);
            SetSlot(_slots, _registeredBytes, added);
            _slots++;
            _registeredBytes += added;
        }
    }

    /// <summary>Destroys the machine: about 0.6 ms. A tenant that is still in it is lost, because its registers are.</summary>
    public void Dispose()
    {
        if (Tenant is { } tenant)
        {
            Tenant = null;
            tenant.IsLost = true;
            tenant.Shell = null;
        }

        Vcpu.Dispose();
        _handle.Dispose();
    }

    // Slots that are deleted take every translation into them along; the guest faults its pages in again.
    private void ForgetTranslations()
    {
        long registered = _registeredBytes;
        DeleteSlots();
        EnsureMemory(registered);
    }

    private void DeleteSlots()
    {
        while (_slots > 0)
        {
            SetSlot(_slots - 1, 0, 0);
            _slots--;
        }

        _registeredBytes = 0;
    }

    // Ring 0 holds no instruction that reads or writes one: if a guest ever came to run there, it would find them closed. The host's own
    // requests (KVM_SET_MSRS) are not filtered. A filter without any range would switch filtering off, so one register is denied by name.
    private void DenyModelSpecificRegisters()
    {
        byte none = 0;
        var filter = new kvm_msr_filter { flags = KvmApi.KVM_MSR_FILTER_DEFAULT_DENY };
        filter.ranges[0] = new kvm_msr_filter_range
        {
            flags = KvmApi.KVM_MSR_FILTER_READ | KvmApi.KVM_MSR_FILTER_WRITE,
            nmsrs = 1,
            bitmap = &none,
        };
        if (Libc.ioctl(_handle, KvmApi.KVM_X86_SET_MSR_FILTER, &filter) != 0)
        {
            throw new KvmException(nameof(KvmApi.KVM_X86_SET_MSR_FILTER), Marshal.GetLastPInvokeError());
        }
    }

    // A slot of no bytes is deleted.
    private void SetSlot(uint slot, long start, long bytes)
    {
        var region = new kvm_userspace_memory_region
        {
            slot = slot,
            guest_phys_addr = (ulong)start,
            memory_size = (ulong)bytes,
            userspace_addr = bytes == 0 ? 0 : (ulong)(_memory!.Pointer + start),
        };
        if (Libc.ioctl(_handle, KvmApi.KVM_SET_USER_MEMORY_REGION, &region) != 0)
        {
            throw new KvmException(nameof(KvmApi.KVM_SET_USER_MEMORY_REGION), Marshal.GetLastPInvokeError());
        }
    }
}
