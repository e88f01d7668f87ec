using System.Text;
using Reactor.Contracts.Guests;

namespace Reactor.Vmm.Tests.Hostile;

/// <summary>Every privileged instruction, executed in ring 3: none does anything but end the guest, or nothing at all.</summary>
public sealed class InstructionTests
{
    // What the CPU refuses ring 3 on every host.
    private const string Forbidden = """
        read_cr0 read_cr2 read_cr3 read_cr4 read_cr8 write_cr0 write_cr3 write_cr4 write_cr8 clts lmsw
        read_dr0 read_dr6 read_dr7 write_dr0 write_dr7
        rdmsr_0 rdmsr_tsc rdmsr_apic_base rdmsr_misc_enable rdmsr_x2apic rdmsr_efer rdmsr_star rdmsr_lstar rdmsr_fs_base rdmsr_kvm_clock
        rdmsr_pvm rdmsr_hyperv wrmsr_apic_base wrmsr_sysenter_cs wrmsr_efer wrmsr_lstar wrmsr_gs_base wrmsr_kvm_clock wrmsr_pvm wrmsr_hyperv
        wrmsr_microcode xsetbv_x87 xsetbv_avx512 xsaves xrstors
        lgdt lidt lldt ltr load_kernel_data load_kernel_stack load_null_stack far_return_to_ring0 iret_to_ring0 far_call_to_ring0
        far_jump_to_task
        cli sti hlt popf_trap int1 int3 into int_2 int_8 int_14 int_32 int_80 int_255 sysenter sysexit sysret swapgs stac clac
        rsm ud0 ud1 ud2
        invd wbinvd wbnoinvd invlpg invlpga invpcid clflush_ring0
        vmlaunch vmxoff vmxon vmread vmfunc vmrun vmload vmsave stgi clgi skinit tdcall encls getsec pconfig monitor mwait rdpmc
        wrpkru senduipi enqcmd
        outs_system_memory ins_hypercall outs_hypercall outs_syscall in_syscall out_exception outl_syscall outw_before_hypercall
        outl_inside_hypercall
        """;

    // What some hosts let pass; then it must leave no trace.
    private const string HarmlessIfAnything = """
        sgdt sidt sldt str_ smsw lsl_lar_verr popf_iopl prefetch_ring0 vmcall vmmcall vmgexit monitorx mwaitx umwait rdpru popf_alignment
        cpuid rdtsc rdtscp rdpid rdrand xgetbv wrgsbase write_avx512 read_avx512
        """;

    private const ulong InterruptsAndPrivilegeLevel = 0x3200;
    private const ulong InterruptsOnly = 0x200;

    public static TheoryData<string> ForbiddenInstructions => [.. Words(Forbidden)];

    public static TheoryData<string> HarmlessInstructions => [.. Words(HarmlessIfAnything)];

    [Theory]
    [MemberData(nameof(ForbiddenInstructions))]
    public void Privileged_instruction_ends_the_guest(string name)
    {
        using var witness = new Witness();
        using MicroVm guest = TestGuests.Template("instructions").Clone();

        GuestExit exit = Execute(guest, name);

        exit.Reason.Should().BeOneOf([GuestExitReason.Trapped, GuestExitReason.ProtocolViolation], "{0}", exit.Detail);
        guest.State.Should().Be(MicroVmState.Poisoned);
        witness.RemembersEverything();
    }

    [Theory]
    [MemberData(nameof(HarmlessInstructions))]
    public void Tolerated_instruction_changes_nothing_outside_the_guest(string name)
    {
        using var witness = new Witness();
        using MicroVm guest = TestGuests.Template("instructions").Clone();

        GuestExit exit = Execute(guest, name);

        exit.Reason.Should().BeOneOf([GuestExitReason.Done, GuestExitReason.Trapped], "{0}", exit.Detail);
        if (exit.IsHealthy)
        {
            Execute(guest, name).Should().Be(exit, "it does so again");
        }

        witness.RemembersEverything();
    }

    [Fact]
    public void Test_knows_every_instruction_of_its_guest()
    {
        using MicroVm guest = TestGuests.Template("instructions").Clone();

        _ = Execute(guest, "");

        string[] listed = Encoding.UTF8.GetString(guest.Outbox).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Words(Forbidden).Concat(Words(HarmlessIfAnything)).Should().BeEquivalentTo(listed);
    }

    [Fact]
    public void Ring_3_cannot_raise_its_port_privilege_or_stop_interrupts()
    {
        using MicroVm guest = TestGuests.Template("instructions").Clone();

        Execute(guest, "popf_iopl").Reason.Should().Be(GuestExitReason.Done);

        ulong flags = BitConverter.ToUInt64(guest.Outbox);
        (flags & InterruptsAndPrivilegeLevel).Should().Be(InterruptsOnly);
    }

    [Theory]
    [InlineData("sgdt")]
    [InlineData("sidt")]
    [InlineData("sldt")]
    [InlineData("str_")]
    [InlineData("smsw")]
    public void Descriptor_tables_are_not_told_to_ring_3(string name)
    {
        TestGuests.RequireKvm();
        Assert.SkipUnless(KvmHost.ProbeIsolation().HidesDescriptorTables, "This host's KVM lacks CR4.UMIP; ring 3 learns constants from it.");
        using MicroVm guest = TestGuests.Template("instructions").Clone();

        Execute(guest, name).Detail.Should().StartWith("#GP");
    }

    [Fact]
    public void Cpuid_tells_ring_3_of_no_system_feature()
    {
        const uint MonitorVmxSmxPcidX2ApicHypervisor = 1u << 3 | 1u << 5 | 1u << 6 | 1u << 17 | 1u << 21 | 1u << 31;
        TestGuests.RequireKvm();
        Assert.SkipUnless(
            KvmHost.ProbeIsolation().EnforcesCpuid, "This host's KVM does not enforce the CPUID table in ring 3: it sees the real CPU's.");
        using MicroVm guest = TestGuests.Template("instructions").Clone();

        Execute(guest, "cpuid").IsHealthy.Should().BeTrue();

        (BitConverter.ToUInt32(guest.Outbox) & MonitorVmxSmxPcidX2ApicHypervisor).Should().Be(0);
    }

    [Fact]
    public void Xcr0_is_what_was_set()
    {
        TestGuests.RequireKvm();
        Assert.SkipUnless(KvmHost.ProbeIsolation().EnforcesXcr0, "This host's KVM runs ring 3 with an XCR0 of its own.");
        using MicroVm guest = TestGuests.Template("instructions").Clone();

        Execute(guest, "xgetbv").IsHealthy.Should().BeTrue();

        BitConverter.ToUInt32(guest.Outbox).Should().BeOneOf(3, 7);
    }

    [Fact]
    public void Vector_state_beyond_xcr0_does_not_travel_between_instances()
    {
        GuestTemplate template = TestGuests.Template("instructions");
        using MicroVm first = template.Clone();
        using MicroVm second = template.Clone();
        if (!Execute(second, "read_avx512").IsHealthy)
        {
            return; // XCR0 gates AVX-512 here: nothing to carry over.
        }

        byte[] before = second.Outbox.ToArray();

        _ = Execute(first, "write_avx512");

        Execute(second, "read_avx512").IsHealthy.Should().BeTrue();
        second.Outbox.ToArray().Should().Equal(before);
        using MicroVm third = template.Clone();
        Execute(third, "read_avx512").IsHealthy.Should().BeTrue();
        third.Outbox.ToArray().Should().Equal(before);
    }

    private static GuestExit Execute(MicroVm guest, string name) => MicroVmTests.Call(guest, 0, name, TimeSpan.FromSeconds(2));

    private static string[] Words(string text) =>
        text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
