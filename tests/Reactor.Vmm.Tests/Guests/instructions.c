/* Executes one instruction that ring 3 may not, or may, execute. The inbox names it; a guest that lives through it says what it saw. */
#include "reactor_guest.h"
#include <stdio.h>

static uint64_t seen[8];
static char area[4096] __attribute__((aligned(4096)));

struct instruction {
    const char *name;
    void (*run)(void);
};

#define RING0_GDT 0xFFFFFF8000004000ul
#define I(id, ...) static void id(void) { __asm__ volatile(__VA_ARGS__); }
#define CLOBBERS "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "r11", "memory", "cc"

/* Control, debug and model-specific registers. */
I(read_cr0, "mov %%cr0, %%rax; mov %%rax, %0" : "=m"(seen[0]) :: CLOBBERS)
I(read_cr2, "mov %%cr2, %%rax; mov %%rax, %0" : "=m"(seen[0]) :: CLOBBERS)
I(read_cr3, "mov %%cr3, %%rax; mov %%rax, %0" : "=m"(seen[0]) :: CLOBBERS)
I(read_cr4, "mov %%cr4, %%rax; mov %%rax, %0" : "=m"(seen[0]) :: CLOBBERS)
I(read_cr8, "mov %%cr8, %%rax; mov %%rax, %0" : "=m"(seen[0]) :: CLOBBERS)
I(write_cr0, "mov $0x80000011, %%eax; mov %%rax, %%cr0" ::: CLOBBERS)
I(write_cr3, "mov $0x1000, %%eax; mov %%rax, %%cr3" ::: CLOBBERS)
I(write_cr4, "xor %%eax, %%eax; mov %%rax, %%cr4" ::: CLOBBERS)
I(write_cr8, "xor %%eax, %%eax; mov %%rax, %%cr8" ::: CLOBBERS)
I(clts, "clts" ::: CLOBBERS)
I(lmsw, "mov $1, %%eax; lmsw %%ax" ::: CLOBBERS)
I(read_dr0, "mov %%dr0, %%rax; mov %%rax, %0" : "=m"(seen[0]) :: CLOBBERS)
I(read_dr6, "mov %%dr6, %%rax; mov %%rax, %0" : "=m"(seen[0]) :: CLOBBERS)
I(read_dr7, "mov %%dr7, %%rax; mov %%rax, %0" : "=m"(seen[0]) :: CLOBBERS)
I(write_dr0, "mov $0x400000, %%eax; mov %%rax, %%dr0" ::: CLOBBERS)
I(write_dr7, "mov $0x401, %%eax; mov %%rax, %%dr7" ::: CLOBBERS)
#define RDMSR(id, number) I(id, "mov $" number ", %%ecx; rdmsr; mov %%eax, %0; mov %%edx, 4+%0" : "=m"(seen[0]) :: CLOBBERS)
#define WRMSR(id, number) I(id, "mov $" number ", %%ecx; xor %%eax, %%eax; xor %%edx, %%edx; wrmsr" ::: CLOBBERS)
RDMSR(rdmsr_0, "0") RDMSR(rdmsr_tsc, "0x10") RDMSR(rdmsr_apic_base, "0x1B") RDMSR(rdmsr_misc_enable, "0x1A0") RDMSR(rdmsr_x2apic, "0x802")
RDMSR(rdmsr_efer, "0xC0000080") RDMSR(rdmsr_star, "0xC0000081") RDMSR(rdmsr_lstar, "0xC0000082") RDMSR(rdmsr_fs_base, "0xC0000100")
RDMSR(rdmsr_kvm_clock, "0x4B564D01") RDMSR(rdmsr_pvm, "0x4B564DF0") RDMSR(rdmsr_hyperv, "0x40000000")
WRMSR(wrmsr_apic_base, "0x1B") WRMSR(wrmsr_sysenter_cs, "0x174") WRMSR(wrmsr_efer, "0xC0000080") WRMSR(wrmsr_lstar, "0xC0000082")
WRMSR(wrmsr_gs_base, "0xC0000101") WRMSR(wrmsr_kvm_clock, "0x4B564D01") WRMSR(wrmsr_pvm, "0x4B564DF1")
WRMSR(wrmsr_hyperv, "0x40000001") WRMSR(wrmsr_microcode, "0xC0010020")
I(xsetbv_x87, "xor %%ecx, %%ecx; mov $1, %%eax; xor %%edx, %%edx; xsetbv" ::: CLOBBERS)
I(xsetbv_avx512, "xor %%ecx, %%ecx; mov $0xE7, %%eax; xor %%edx, %%edx; xsetbv" ::: CLOBBERS)
I(xsaves, "mov $7, %%eax; xor %%edx, %%edx; lea %0, %%rsi; .byte 0x0F, 0xC7, 0x2E" : "+m"(area) :: CLOBBERS)
I(xrstors, "mov $7, %%eax; xor %%edx, %%edx; lea %0, %%rsi; .byte 0x0F, 0xC7, 0x1E" : "+m"(area) :: CLOBBERS)

/* Descriptor tables and segments. */
static struct { uint16_t limit; uint64_t base; } __attribute__((packed)) table;
I(lgdt, "lgdt %0" : "+m"(table) :: CLOBBERS)
I(lidt, "lidt %0" : "+m"(table) :: CLOBBERS)
I(lldt, "xor %%eax, %%eax; lldt %%ax" ::: CLOBBERS)
I(ltr, "mov $0x18, %%eax; ltr %%ax" ::: CLOBBERS)
I(sgdt, "sgdt %0" : "=m"(table) :: CLOBBERS)
I(sidt, "sidt %0" : "=m"(table) :: CLOBBERS)
I(sldt, "sldt %%eax; mov %%eax, %0" : "=m"(seen[0]) :: CLOBBERS)
I(str_, "str %%eax; mov %%eax, %0" : "=m"(seen[0]) :: CLOBBERS)
I(smsw, "smsw %%eax; mov %%eax, %0" : "=m"(seen[0]) :: CLOBBERS)
I(load_kernel_data, "mov $0x10, %%eax; mov %%eax, %%ds" ::: CLOBBERS)
I(load_kernel_stack, "mov $0x10, %%eax; mov %%eax, %%ss" ::: CLOBBERS)
I(load_null_stack, "xor %%eax, %%eax; mov %%eax, %%ss; push %%rax; pop %%rax" ::: CLOBBERS)
I(far_return_to_ring0, "push $0x08; lea 1f(%%rip), %%rax; push %%rax; lretq; 1:" ::: CLOBBERS)
I(iret_to_ring0, "push $0x10; push %%rsp; push $0x202; push $0x08; lea 1f(%%rip), %%rax; push %%rax; iretq; 1:" ::: CLOBBERS)
static struct { uint64_t offset; uint16_t selector; } __attribute__((packed)) gate = { 0x400000, 0x08 }, task = { 0, 0x18 };
I(far_call_to_ring0, "rex.W lcall *%0" : "+m"(gate) :: CLOBBERS)
I(far_jump_to_task, "rex.W ljmp *%0" : "+m"(task) :: CLOBBERS)
I(lsl_lar_verr, "mov $0x08, %%ecx; lsl %%ecx, %%eax; lar %%ecx, %%edx; verr %%cx; verw %%cx; mov %%eax, %0" : "=m"(seen[0]) :: CLOBBERS)

/* Interrupts, halting, privilege. */
I(cli, "cli" ::: CLOBBERS)
I(sti, "sti" ::: CLOBBERS)
I(hlt, "hlt" ::: CLOBBERS)
I(popf_iopl, "pushfq; orq $0x3000, (%%rsp); andq $~0x200, (%%rsp); popfq; pushfq; popq %0" : "=m"(seen[0]) :: CLOBBERS)
I(popf_trap, "pushfq; orq $0x100, (%%rsp); popfq; nop; nop" ::: CLOBBERS)
I(popf_alignment, "pushfq; orq $0x40000, (%%rsp); popfq; mov 1+%0, %%eax; pushfq; andq $~0x40000, (%%rsp); popfq" : "+m"(area) :: CLOBBERS)
I(int1, ".byte 0xF1" ::: CLOBBERS)
I(int3, "int3" ::: CLOBBERS)
I(into, ".byte 0xCE" ::: CLOBBERS)
I(int_2, "int $2" ::: CLOBBERS)
I(int_8, "int $8" ::: CLOBBERS)
I(int_14, "int $14" ::: CLOBBERS)
I(int_32, "int $32" ::: CLOBBERS)
I(int_80, "int $0x80" ::: CLOBBERS)
I(int_255, "int $255" ::: CLOBBERS)
I(sysenter, "mov %%rsp, %%rcx; lea 1f(%%rip), %%rdx; sysenter; 1:" ::: CLOBBERS)
I(sysexit, "lea 1f(%%rip), %%rdx; mov %%rsp, %%rcx; sysexitl; 1:" ::: CLOBBERS)
I(sysret, "lea 1f(%%rip), %%rcx; mov $0x202, %%r11d; sysretq; 1:" ::: CLOBBERS)
I(swapgs, "swapgs" ::: CLOBBERS)
I(stac, ".byte 0x0F, 0x01, 0xCB" ::: CLOBBERS)
I(clac, ".byte 0x0F, 0x01, 0xCA" ::: CLOBBERS)
I(rsm, "rsm" ::: CLOBBERS)
I(ud0, ".byte 0x0F, 0xFF, 0xC0" ::: CLOBBERS)
I(ud1, ".byte 0x0F, 0xB9, 0xC0" ::: CLOBBERS)
I(ud2, "ud2" ::: CLOBBERS)

/* Caches and translations. */
I(invd, "invd" ::: CLOBBERS)
I(wbinvd, "wbinvd" ::: CLOBBERS)
I(wbnoinvd, ".byte 0xF3, 0x0F, 0x09" ::: CLOBBERS)
I(invlpg, "invlpg %0" : "+m"(area) :: CLOBBERS)
I(invlpga, ".byte 0x0F, 0x01, 0xDF" ::: CLOBBERS)
I(invpcid, "xor %%eax, %%eax; lea %0, %%rsi; .byte 0x66, 0x0F, 0x38, 0x82, 0x06" : "+m"(area) :: CLOBBERS)
I(clflush_ring0, "mov %0, %%rax; clflush (%%rax)" :: "i"(RING0_GDT) : CLOBBERS)
I(prefetch_ring0, "mov %0, %%rax; prefetcht0 (%%rax)" :: "i"(RING0_GDT) : CLOBBERS)

/* Virtualization, monitoring, enclaves. */
I(vmcall, "mov $0x4B564D, %%eax; .byte 0x0F, 0x01, 0xC1; mov %%rax, %0" : "=m"(seen[0]) :: CLOBBERS)
I(vmmcall, "mov $0x4B564D, %%eax; .byte 0x0F, 0x01, 0xD9; mov %%rax, %0" : "=m"(seen[0]) :: CLOBBERS)
I(vmlaunch, ".byte 0x0F, 0x01, 0xC2" ::: CLOBBERS)
I(vmxoff, ".byte 0x0F, 0x01, 0xC4" ::: CLOBBERS)
I(vmxon, ".byte 0xF3, 0x0F, 0xC7, 0x30" :: "a"(area) : "memory")
I(vmread, ".byte 0x0F, 0x78, 0xC3" ::: CLOBBERS)
I(vmfunc, "xor %%eax, %%eax; xor %%ecx, %%ecx; .byte 0x0F, 0x01, 0xD4" ::: CLOBBERS)
I(vmrun, "xor %%eax, %%eax; .byte 0x0F, 0x01, 0xD8" ::: CLOBBERS)
I(vmload, "xor %%eax, %%eax; .byte 0x0F, 0x01, 0xDA" ::: CLOBBERS)
I(vmsave, "xor %%eax, %%eax; .byte 0x0F, 0x01, 0xDB" ::: CLOBBERS)
I(stgi, ".byte 0x0F, 0x01, 0xDC" ::: CLOBBERS)
I(clgi, ".byte 0x0F, 0x01, 0xDD" ::: CLOBBERS)
I(skinit, "xor %%eax, %%eax; .byte 0x0F, 0x01, 0xDE" ::: CLOBBERS)
I(vmgexit, ".byte 0xF3, 0x0F, 0x01, 0xD9" ::: CLOBBERS)
I(tdcall, ".byte 0x66, 0x0F, 0x01, 0xCC" ::: CLOBBERS)
I(encls, "xor %%eax, %%eax; .byte 0x0F, 0x01, 0xCF" ::: CLOBBERS)
I(getsec, "xor %%eax, %%eax; .byte 0x0F, 0x37" ::: CLOBBERS)
I(pconfig, "xor %%eax, %%eax; .byte 0x0F, 0x01, 0xC5" ::: CLOBBERS)
I(monitor, "lea %0, %%rax; xor %%ecx, %%ecx; xor %%edx, %%edx; monitor" : "+m"(area) :: CLOBBERS)
I(mwait, "xor %%eax, %%eax; xor %%ecx, %%ecx; mwait" ::: CLOBBERS)
I(monitorx, "lea %0, %%rax; xor %%ecx, %%ecx; xor %%edx, %%edx; .byte 0x0F, 0x01, 0xFA" : "+m"(area) :: CLOBBERS)
I(mwaitx, "xor %%eax, %%eax; mov $2, %%ecx; mov $1, %%ebx; .byte 0x0F, 0x01, 0xFB" ::: CLOBBERS)
I(umwait, "xor %%eax, %%eax; xor %%edx, %%edx; xor %%ecx, %%ecx; .byte 0xF2, 0x0F, 0xAE, 0xF1" ::: CLOBBERS)
I(rdpmc, "xor %%ecx, %%ecx; rdpmc; mov %%eax, %0" : "=m"(seen[0]) :: CLOBBERS)
I(rdpru, "xor %%ecx, %%ecx; .byte 0x0F, 0x01, 0xFD; mov %%eax, %0" : "=m"(seen[0]) :: CLOBBERS)
I(wrpkru, "xor %%eax, %%eax; xor %%ecx, %%ecx; xor %%edx, %%edx; .byte 0x0F, 0x01, 0xEF" ::: CLOBBERS)
I(senduipi, ".byte 0xF3, 0x0F, 0xC7, 0xF0" ::: CLOBBERS)
I(enqcmd, "lea %0, %%rax; .byte 0xF2, 0x0F, 0x38, 0xF8, 0x00" : "+m"(area) :: CLOBBERS)

/* Ring 3 may: what it learns is its own affair. */
I(cpuid, "mov $1, %%eax; xor %%ecx, %%ecx; cpuid; mov %%ecx, %0" : "=m"(seen[0]) :: CLOBBERS)
I(rdtsc, "rdtsc; mov %%eax, %0" : "=m"(seen[0]) :: CLOBBERS)
I(rdtscp, "rdtscp; mov %%eax, %0" : "=m"(seen[0]) :: CLOBBERS)
I(rdpid, ".byte 0xF3, 0x0F, 0xC7, 0xF8; mov %%rax, %0" : "=m"(seen[0]) :: CLOBBERS)
I(rdrand, "rdrand %%rax; mov %%rax, %0" : "=m"(seen[0]) :: CLOBBERS)
I(xgetbv, "xor %%ecx, %%ecx; xgetbv; mov %%eax, %0" : "=m"(seen[0]) :: CLOBBERS)
I(wrgsbase, "mov $0x1234, %%eax; wrgsbase %%rax; rdgsbase %%rax; mov %%rax, %0" : "=m"(seen[0]) :: CLOBBERS)
I(write_avx512, "mov $0x5EC2E7, %%eax; vpbroadcastd %%eax, %%zmm17; kmovw %%eax, %%k7" ::: CLOBBERS)
I(read_avx512, "vmovups %%zmm17, %0; kmovw %%k7, %%eax; or %%eax, %0" : "+m"(seen) :: CLOBBERS)

/* Ports, string forms included. */
I(outs_system_memory, "mov %0, %%rsi; mov $0x510, %%edx; outsl" :: "i"(RING0_GDT) : CLOBBERS)
I(ins_hypercall, "lea %0, %%rdi; mov $0x510, %%edx; insl" : "+m"(area) :: CLOBBERS)
I(outs_hypercall, "lea %0, %%rsi; mov $0x510, %%edx; mov $1024, %%ecx; rep outsl" : "+m"(area) :: CLOBBERS)
I(outs_syscall, "lea %0, %%rsi; mov $0xE0, %%edx; mov $64, %%ecx; rep outsb" : "+m"(area) :: CLOBBERS)
I(in_syscall, "in $0xE0, %%al" ::: CLOBBERS)
I(out_exception, "out %%al, $0xE1" ::: CLOBBERS)
I(outl_syscall, "out %%eax, $0xE0" ::: CLOBBERS)
I(outw_before_hypercall, "mov $0x50F, %%edx; out %%ax, %%dx" ::: CLOBBERS)
I(outl_inside_hypercall, "mov $0x511, %%edx; out %%eax, %%dx" ::: CLOBBERS)

#define N(id) { #id, id },
static const struct instruction instructions[] = {
    N(read_cr0) N(read_cr2) N(read_cr3) N(read_cr4) N(read_cr8) N(write_cr0) N(write_cr3) N(write_cr4) N(write_cr8) N(clts) N(lmsw)
    N(read_dr0) N(read_dr6) N(read_dr7) N(write_dr0) N(write_dr7)
    N(rdmsr_0) N(rdmsr_tsc) N(rdmsr_apic_base) N(rdmsr_misc_enable) N(rdmsr_x2apic) N(rdmsr_efer) N(rdmsr_star) N(rdmsr_lstar) N(rdmsr_fs_base)
    N(rdmsr_kvm_clock) N(rdmsr_pvm) N(rdmsr_hyperv) N(wrmsr_apic_base) N(wrmsr_sysenter_cs) N(wrmsr_efer) N(wrmsr_lstar) N(wrmsr_gs_base)
    N(wrmsr_kvm_clock) N(wrmsr_pvm) N(wrmsr_hyperv) N(wrmsr_microcode) N(xsetbv_x87) N(xsetbv_avx512) N(xsaves) N(xrstors)
    N(lgdt) N(lidt) N(lldt) N(ltr) N(sgdt) N(sidt) N(sldt) N(str_) N(smsw) N(load_kernel_data) N(load_kernel_stack) N(load_null_stack)
    N(far_return_to_ring0) N(iret_to_ring0) N(far_call_to_ring0) N(far_jump_to_task) N(lsl_lar_verr)
    N(cli) N(sti) N(hlt) N(popf_iopl) N(popf_trap) N(popf_alignment) N(int1) N(int3) N(into) N(int_2) N(int_8) N(int_14) N(int_32) N(int_80)
    N(int_255) N(sysenter) N(sysexit) N(sysret) N(swapgs) N(stac) N(clac) N(rsm) N(ud0) N(ud1) N(ud2)
    N(invd) N(wbinvd) N(wbnoinvd) N(invlpg) N(invlpga) N(invpcid) N(clflush_ring0) N(prefetch_ring0)
    N(vmcall) N(vmmcall) N(vmlaunch) N(vmxoff) N(vmxon) N(vmread) N(vmfunc) N(vmrun) N(vmload) N(vmsave) N(stgi) N(clgi) N(skinit) N(vmgexit)
    N(tdcall) N(encls) N(getsec) N(pconfig) N(monitor) N(mwait) N(monitorx) N(mwaitx) N(umwait) N(rdpmc) N(rdpru) N(wrpkru) N(senduipi) N(enqcmd)
    N(cpuid) N(rdtsc) N(rdtscp) N(rdpid) N(rdrand) N(xgetbv) N(wrgsbase) N(write_avx512) N(read_avx512)
    N(outs_system_memory) N(ins_hypercall) N(outs_hypercall) N(outs_syscall) N(in_syscall) N(out_exception) N(outl_syscall)
    N(outw_before_hypercall) N(outl_inside_hypercall)
};

static void answer(struct reactor_mailbox *box)
{
    size_t count = sizeof instructions / sizeof *instructions;
    if (box->inbox_length == 0) {
        size_t length = 0;
        for (size_t i = 0; i < count; i++)
            length += (size_t)sprintf((char *)box->outbox + length, "%s\n", instructions[i].name);
        reactor_done(length);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (strlen(instructions[i].name) == box->inbox_length && !memcmp(instructions[i].name, box->inbox, box->inbox_length)) {
            instructions[i].run();
            memcpy(box->outbox, seen, sizeof seen);
            memcpy(box->outbox + sizeof seen, &table, sizeof table);
            reactor_done(sizeof seen + sizeof table);
            return;
        }
    }
    reactor_fail("no such instruction");
}

int main(void)
{
    struct reactor_mailbox *box = reactor_attach();
    if (!box) return 1;
    reactor_ready();
    for (;;) answer(box);
}
