# What a guest's clock functions do without leaving it (GuestLayout.Vdso). Vdso.cs holds these bytes; a test assembles this file and compares.
#
# Clocks are the batch's (GuestClock says how time passes): wall time is the mailbox's clock and 2 us more per reading, the others are the
# mailbox's monotonic clock, 2 us more per reading and never before the batch. A clock of 0 means that the guest is being booted, when
# the host's own time counts: then, as for clocks nobody has heard of, the system call is made.
.intel_syntax noprefix
.text

clock_gettime:
    cmp edi, 11
    ja .Lcall
    movabs rdx, 0x7F0000000000      # the mailbox
    mov rax, [rdx+0x50]             # clock of the batch
    test rax, rax
    jz .Lcall
    test edi, edi
    jz .Lwall
    cmp edi, 5                      # CLOCK_REALTIME_COARSE
    jz .Lwall
    mov rcx, [rdx+0xC0]             # monotonic clock
    add rcx, 2000
    cmp rcx, rax
    cmovl rcx, rax
    mov [rdx+0xC0], rcx
    mov rax, rcx
    jmp .Lstore
.Lwall:
    mov rcx, [rdx+0xC8]             # passed by readings of wall time in this batch
    add rcx, 2000
    mov [rdx+0xC8], rcx
    add rax, rcx
.Lstore:
    mov ecx, 1000000000
    cqo
    idiv rcx
    test rdx, rdx
    jns .Lfraction
    add rdx, rcx
    dec rax
.Lfraction:
    mov [rsi], rax
    mov [rsi+8], rdx
    xor eax, eax
    ret
.Lcall:
    mov eax, 228
    syscall
    ret

gettimeofday:
    push rdi
    sub rsp, 16
    mov rsi, rsp
    xor edi, edi
    call clock_gettime
    mov rdi, [rsp+16]
    test rdi, rdi
    jz .Lday_end
    mov rax, [rsp]
    mov [rdi], rax
    mov rax, [rsp+8]
    xor edx, edx
    mov ecx, 1000
    div rcx
    mov [rdi+8], rax
.Lday_end:
    add rsp, 24
    xor eax, eax
    ret

time:
    push rdi
    sub rsp, 16
    mov rsi, rsp
    xor edi, edi
    call clock_gettime
    mov rdi, [rsp+16]
    mov rax, [rsp]
    test rdi, rdi
    jz .Ltime_end
    mov [rdi], rax
.Ltime_end:
    add rsp, 24
    ret

clock_getres:
    cmp edi, 11
    ja .Lresolution_call
    test rsi, rsi
    jz .Lresolution_end
    mov qword ptr [rsi], 0
    mov qword ptr [rsi+8], 1
.Lresolution_end:
    xor eax, eax
    ret
.Lresolution_call:
    mov eax, 229
    syscall
    ret
