using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Reactor.Vmm.Kvm;
using Reactor.Vmm.Kvm.Interop;

namespace Reactor.Vmm;

/// <summary>What this host offers.</summary>
public static class KvmHost
{
    /// <summary>Finds out whether micro-VMs can run here, by opening the device and creating one. Takes about 1 ms.</summary>
    /// <returns>Never throws over a host that cannot: the answer says why.</returns>
    public static KvmAvailability Probe()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            return new KvmAvailability(
                false,
                $"Micro-VMs need Linux on x86-64; this is {RuntimeInformation.OSDescription} on {RuntimeInformation.ProcessArchitecture}.",
                "Run on such a machine, or run queries in-process.");
        }

        try
        {
            using KvmDevice device = KvmDevice.Open();
            return Missing(device) is { } capability
                ? new KvmAvailability(
                    false, $"The kernel's KVM lacks {capability}.", "Use a kernel from 4.20 on with KVM for x86, or run queries in-process.")
                : TryCreate(device);
        }
        catch (KvmException exception)
        {
            return Explain(exception);
        }
    }

    /// <summary>Finds out what the host's KVM enforces, by running a few instructions in machines of their own. Takes about 10 ms.</summary>
    /// <exception cref="KvmException">Micro-VMs cannot run here; <see cref="Probe"/> says why.</exception>
    public static KvmIsolation ProbeIsolation()
    {
        using KvmDevice device = KvmDevice.Open();
        return IsolationProbe.Run(device);
    }

    private static KvmAvailability TryCreate(KvmDevice device)
    {
        using SafeFileHandle machine = device.CreateVm();
        using var vcpu = new Vcpu(device, machine);
        return new KvmAvailability(
            true,
            $"KVM API {device.Version()}, registers {(device.HasSyncRegisters ? "in the shared page" : "by ioctl (no KVM_CAP_SYNC_REGS: calls are slower)")}, "
                + $"XSAVE image of {device.ExtendedStateBytes} bytes.");
    }

    private static string? Missing(KvmDevice device)
    {
        if (device.Version() != KvmApi.KVM_API_VERSION)
        {
            return $"API version {KvmApi.KVM_API_VERSION} (it has {device.Version()})";
        }

        (int Number, string Name)[] required =
        [
            (KvmApi.KVM_CAP_USER_MEMORY, nameof(KvmApi.KVM_CAP_USER_MEMORY)),
            (KvmApi.KVM_CAP_XSAVE, nameof(KvmApi.KVM_CAP_XSAVE)),
            (KvmApi.KVM_CAP_XCRS, nameof(KvmApi.KVM_CAP_XCRS)),
            (KvmApi.KVM_CAP_IMMEDIATE_EXIT, nameof(KvmApi.KVM_CAP_IMMEDIATE_EXIT)),
        ];
        foreach ((int number, string name) in required)
        {
            if (device.Extension(number) == 0)
            {
                return name;
            }
        }

        return null;
    }

    private static KvmAvailability Explain(KvmException exception) => exception.Errno switch
    {
        Libc.ENOENT => new(
            false,
            $"There is no {KvmDevice.Path} on this machine.",
            "Load the module (modprobe kvm_amd or kvm_intel), switch virtualization on in the firmware or, in a virtual machine, nested virtualization in its host."),
        Libc.EACCES or Libc.EPERM => new(
            false,
            $"{KvmDevice.Path} may not be opened by this user.",
            "Add the user to the group kvm (usermod -aG kvm USER, then log in again), or pass the device into the container (--device /dev/kvm)."),
        _ => new(false, $"KVM does not work here: {exception.Message}", "See the kernel log (dmesg) for kvm's messages."),
    };
}
