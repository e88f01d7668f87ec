namespace Reactor.Vmm;

/// <summary>What this host's KVM enforces of what guests are kept from; docs/security.md says what follows from each.</summary>
/// <param name="RunsRing0Natively">Whether ring 0 runs on the CPU; otherwise KVM emulates it, and only ring 3 is fast. Guests live in ring 3.</param>
/// <param name="Ring0InstructionNs">Nanoseconds of one instruction in ring 0, measured over 2,000.</param>
/// <param name="FiltersModelSpecificRegisters">Whether KVM_CAP_X86_MSR_FILTER is there; then every register is denied.</param>
/// <param name="EnforcesCpuid">Whether ring 3 sees the CPUID table given to KVM; otherwise it sees the real CPU's, or what a hypervisor outside makes of it.</param>
/// <param name="EnforcesXcr0">Whether ring 3 sees the given XCR0; otherwise it may use vector state beyond AVX, which stays its own.</param>
/// <param name="HidesDescriptorTables">Whether sgdt and its kin fault in ring 3 (CR4.UMIP).</param>
public sealed record KvmIsolation(
    bool RunsRing0Natively,
    double Ring0InstructionNs,
    bool FiltersModelSpecificRegisters,
    bool EnforcesCpuid,
    bool EnforcesXcr0,
    bool HidesDescriptorTables);
