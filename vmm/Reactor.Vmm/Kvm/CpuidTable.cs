using System.Runtime.Intrinsics.X86;
using Reactor.Vmm.Kvm.Interop;

namespace Reactor.Vmm.Kvm;

/// <summary>What CPUID answers in a guest: KVM's table, with the user-mode instruction sets of the real CPU put in and system features taken out.</summary>
/// <remarks>
/// Some hosts hide SSE3 to AVX2 in KVM_GET_SUPPORTED_CPUID although ring 3 executes them; a guest compiled for them refuses to start
/// when CPUID says no. AVX-512 and AMX stay out: their state is not enabled in XCR0. Where the host does not enforce the table
/// (ring 3 sees the real CPU), it is advice, not protection.
/// </remarks>
internal sealed class CpuidTable
{
    // Leaf 1, ECX: SSE3, PCLMUL, SSSE3, FMA, CX16, SSE4.1, SSE4.2, MOVBE, POPCNT, AES, XSAVE, OSXSAVE, AVX, F16C, RDRAND.
    private const uint UserEcx1 = 1u << 0 | 1u << 1 | 1u << 9 | 1u << 12 | 1u << 13 | 1u << 19 | 1u << 20 | 1u << 22 | 1u << 23 | 1u << 25
        | 1u << 26 | 1u << 27 | 1u << 28 | 1u << 29 | 1u << 30;

    // Leaf 1, ECX, taken out: MONITOR, VMX, SMX, PCID, x2APIC, TSC deadline, "there is a hypervisor".
    private const uint SystemEcx1 = 1u << 3 | 1u << 5 | 1u << 6 | 1u << 17 | 1u << 21 | 1u << 24 | 1u << 31;

    // Leaf 7, EBX: BMI1, AVX2, BMI2, ERMS, RDSEED, ADX, CLFLUSHOPT, CLWB, SHA.
    private const uint UserEbx7 = 1u << 3 | 1u << 5 | 1u << 8 | 1u << 9 | 1u << 18 | 1u << 19 | 1u << 23 | 1u << 24 | 1u << 29;

    // Leaf 7, ECX: GFNI, VAES, VPCLMULQDQ. EDX: FSRM.
    private const uint UserEcx7 = 1u << 8 | 1u << 9 | 1u << 10;
    private const uint UserEdx7 = 1u << 4;

    // Leaf 7, ECX, taken out: AVX-512 VBMI, PKU, OSPKE, WAITPKG, AVX-512 VBMI2, shadow stacks (CET), AVX-512 VNNI, BITALG and VPOPCNTDQ,
    // 57-bit addresses, key locker, ENQCMD. EDX: AVX-512 4VNNIW, 4FMAPS and VP2INTERSECT, user interrupts, PCONFIG, branch records,
    // branch tracking (CET), AMX and AVX-512 FP16.
    private const uint SystemEcx7 = 1u << 1 | 1u << 3 | 1u << 4 | 1u << 5 | 1u << 6 | 1u << 7 | 1u << 11 | 1u << 12 | 1u << 14 | 1u << 16
        | 1u << 23 | 1u << 29;

    private const uint SystemEdx7 = 1u << 2 | 1u << 3 | 1u << 5 | 1u << 8 | 1u << 18 | 1u << 19 | 1u << 20 | 1u << 22 | 1u << 23 | 1u << 24
        | 1u << 25;

    private const uint UmipEcx7 = 1u << 2;

    // Whole leaves taken out: performance monitoring, SVM, memory encryption; and what a hypervisor says of itself.
    private const uint PerformanceLeaf = 0xA;
    private const uint SvmLeaf = 0x8000_000A;
    private const uint EncryptionLeaf = 0x8000_001F;
    private const uint FirstHypervisorLeaf = 0x4000_0000;
    private const uint LastHypervisorLeaf = 0x4FFF_FFFF;

    // Leaf 0x80000001, ECX: LAHF, LZCNT, SSE4A, PREFETCHW. EDX: SYSCALL, NX, RDTSCP, long mode.
    private const uint UserEcxExtended1 = 1u << 0 | 1u << 5 | 1u << 6 | 1u << 8;
    private const uint UserEdxExtended1 = 1u << 11 | 1u << 20 | 1u << 27 | 1u << 29;

    // Leaf 0x80000001, ECX, taken out: SVM.
    private const uint SystemEcxExtended1 = 1u << 2;

    private kvm_cpuid2 _table;

    internal CpuidTable(KvmDevice device)
    {
        _table.nent = kvm_cpuid2.Capacity;
        device.GetSupportedCpuid(ref _table);
        HasAvx = Avx.IsSupported;
        RequireLeaf(7, 0);
        RequireLeaf(0xD, 0);
        RequireLeaf(0xD, 2);
        int count = (int)_table.nent;
        for (int i = 0; i < count; i++)
        {
            Adjust(ref _table.entries[i]);
        }
    }

    /// <summary>Whether the real CPU has AVX, so that XCR0 must enable its state.</summary>
    internal bool HasAvx { get; }

    /// <summary>ECX of leaf 1 as a guest is to see it.</summary>
    internal uint FeatureWord { get; private set; }

    /// <summary>What XCR0 is set to: x87 and SSE, AVX where the CPU has it.</summary>
    internal uint Xcr0 => HasAvx ? 7u : 3u;

    /// <summary>Whether KVM keeps sgdt, sidt, sldt, smsw and str from ring 3.</summary>
    internal bool HasUmip { get; private set; }

    internal ref readonly kvm_cpuid2 Table => ref _table;

    /// <summary>What a guest can learn of the CPU here and choose its code by.</summary>
    /// <param name="extendedStateBytes">Length of a vCPU's XSAVE image.</param>
    /// <param name="stateComponents">What it may hold.</param>
    internal CpuFeatures Features(int extendedStateBytes, uint stateComponents)
    {
        kvm_cpuid_entry2 basic = Leaf(1);
        kvm_cpuid_entry2 structured = Leaf(7);
        kvm_cpuid_entry2 extended = Leaf(0x80000001);

        // The upper byte of EBX of leaf 1 is not among them: it names the core that was asked.
        ReadOnlySpan<uint> words =
            [basic.ecx, basic.edx, structured.ebx, structured.ecx, structured.edx, extended.ecx, extended.edx, stateComponents];
        return new CpuFeatures(words, extendedStateBytes);
    }

    /// <summary>EDX of leaf 1, what AT_HWCAP carries on x86-64.</summary>
    internal static ulong HardwareCapabilities => (uint)X86Base.CpuId(1, 0).Edx;

    // Where KVM hides a whole leaf that user code asks for, the real CPU's answer is the base.
    private void RequireLeaf(uint function, uint index)
    {
        int count = (int)_table.nent;
        for (int i = 0; i < count; i++)
        {
            if (_table.entries[i].function == function && _table.entries[i].index == index)
            {
                return;
            }
        }

        if (count == kvm_cpuid2.Capacity)
        {
            return;
        }

        (int eax, int ebx, int ecx, int edx) = X86Base.CpuId((int)function, (int)index);
        _table.entries[count] = new kvm_cpuid_entry2
        {
            function = function,
            index = index,
            flags = KvmApi.KVM_CPUID_FLAG_SIGNIFCANT_INDEX,
            eax = function == 7 ? 0 : (uint)eax,
            ebx = function == 7 ? 0 : (uint)ebx,
            ecx = function == 7 ? 0 : (uint)ecx,
            edx = function == 7 ? 0 : (uint)edx,
        };
        _table.nent++;
    }

    private kvm_cpuid_entry2 Leaf(uint function)
    {
        int count = (int)_table.nent;
        for (int i = 0; i < count; i++)
        {
            if (_table.entries[i].function == function && _table.entries[i].index == 0)
            {
                return _table.entries[i];
            }
        }

        return default;
    }

    private void Adjust(ref kvm_cpuid_entry2 entry)
    {
        (_, int hostEbx, int hostEcx, int hostEdx) = X86Base.CpuId((int)entry.function, (int)entry.index);
        switch (entry.function)
        {
            case 1:
                entry.ecx = (entry.ecx | ((uint)hostEcx & UserEcx1)) & ~SystemEcx1;
                FeatureWord = entry.ecx;
                break;
            case 7 when entry.index == 0:
                entry.ebx = (entry.ebx & ~SystemEbx7()) | ((uint)hostEbx & UserEbx7);
                entry.ecx = (entry.ecx & ~SystemEcx7) | ((uint)hostEcx & UserEcx7);
                entry.edx = (entry.edx & ~SystemEdx7) | ((uint)hostEdx & UserEdx7);
                HasUmip = (entry.ecx & UmipEcx7) != 0;
                break;
            case 0xD when entry.index == 0:
                // x87, SSE and AVX state: 576 bytes of legacy area and header, then 256 bytes of upper halves.
                entry.eax = HasAvx ? 7u : 3u;
                entry.ebx = entry.ecx = HasAvx ? 832u : 576u;
                entry.edx = 0;
                break;
            case PerformanceLeaf or SvmLeaf or EncryptionLeaf or (>= FirstHypervisorLeaf and <= LastHypervisorLeaf):
                entry.eax = entry.ebx = entry.ecx = entry.edx = 0;
                break;
            case 0x80000001:
                entry.ecx = (entry.ecx | ((uint)hostEcx & UserEcxExtended1)) & ~SystemEcxExtended1;
                entry.edx |= (uint)hostEdx & UserEdxExtended1;
                break;
            default:
                break;
        }
    }

    // FSGSBASE (not enabled in CR4), RTM, MPX and everything of AVX-512.
    private static uint SystemEbx7() =>
        1u << 0 | 1u << 11 | 1u << 14 | 1u << 16 | 1u << 17 | 1u << 21 | 1u << 26 | 1u << 27 | 1u << 28 | 1u << 30 | 1u << 31;
}
