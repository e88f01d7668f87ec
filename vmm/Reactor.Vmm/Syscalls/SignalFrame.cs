using System.Buffers.Binary;
using Reactor.Vmm.Kvm;
using Reactor.Vmm.Memory;

namespace Reactor.Vmm.Syscalls;

/// <summary>The frame a handler runs on: struct rt_sigframe of Linux on x86-64 (return address, ucontext, siginfo), then the FPU state.</summary>
/// <remarks>The handler, and whoever unwinds through it, may change it: what <see cref="TryRead"/> reads back is hostile.</remarks>
internal static class SignalFrame
{
    /// <summary>Bytes below the stack pointer that the interrupted function may be using (System V ABI, AMD64 supplement, 3.2.2).</summary>
    internal const int RedZoneBytes = 128;

    // Offsets into the frame. The context starts behind the return address, the info behind the context.
    private const int Context = 8;
    private const int ContextStack = Context + 16;
    private const int ContextRegisters = Context + 40;
    private const int ContextSelectors = ContextRegisters + 144;
    private const int ContextErrorCode = ContextRegisters + 152;
    private const int ContextVector = ContextRegisters + 160;
    private const int ContextOldMask = ContextRegisters + 168;
    private const int ContextFaultAddress = ContextRegisters + 176;
    private const int ContextExtendedState = ContextRegisters + 184;
    private const int ContextMask = Context + 296;
    private const int Info = Context + 304;
    private const int FixedBytes = Info + SignalInfo.Bytes;
    private const int StateAlignment = 64;

    // UC_FP_XSTATE, UC_SIGCONTEXT_SS, UC_STRICT_RESTORE_SS.
    private const ulong ContextFlags = 7;

    /// <summary>Where a frame below a stack pointer starts: what the handler finds in RSP.</summary>
    internal static ulong PlaceBelow(ulong stackPointer)
    {
        ulong state = StateBelow(stackPointer);
        return unchecked(((state - FixedBytes) & ~15ul) - 8);
    }

    /// <summary>Address of siginfo_t in a frame, the handler's second argument.</summary>
    internal static ulong InfoOf(ulong frame) => unchecked(frame + Info);

    /// <summary>Address of ucontext_t in a frame, the handler's third argument.</summary>
    internal static ulong ContextOf(ulong frame) => unchecked(frame + Context);

    /// <summary>Writes a frame into the guest.</summary>
    /// <param name="memory">The guest's.</param>
    /// <param name="below">Stack pointer the frame lies below, red zone already skipped.</param>
    /// <param name="restorer">What the handler returns to.</param>
    /// <param name="info">The signal.</param>
    /// <param name="state">What the handler interrupts.</param>
    /// <returns><see langword="false"/> when the guest could not write there itself.</returns>
    internal static bool TryWrite(AddressSpace memory, ulong below, ulong restorer, in SignalInfo info, in InterruptedState state)
    {
        ulong start = PlaceBelow(below);
        ulong extendedState = StateBelow(below);
        int stateOffset = (int)(extendedState - start);
        Span<byte> frame = stackalloc byte[stateOffset + ExtendedStateImage.FrameBytes];
        frame.Clear();
        Write(frame, 0, restorer);
        Write(frame, Context, ContextFlags);
        state.Stack.Write(frame[ContextStack..], stackPointer: 0);
        WriteRegisters(frame[ContextRegisters..], state.Registers);
        Write(frame, ContextSelectors, SystemFrame.UserCodeSelector | (ulong)SystemFrame.UserDataSelector << 48);
        Write(frame, ContextErrorCode, info.ErrorCode);
        Write(frame, ContextVector, (ulong)info.Vector);
        Write(frame, ContextOldMask, state.Mask);
        Write(frame, ContextFaultAddress, info.Address);
        Write(frame, ContextExtendedState, extendedState);
        Write(frame, ContextMask, state.Mask);
        info.Write(frame[Info..]);
        ExtendedStateImage.WriteFrame(state.ExtendedState, frame[stateOffset..]);
        return memory.TryCopyIn(new GuestAddress(start), frame);
    }

    /// <summary>Reads back what rt_sigreturn(2) shall restore.</summary>
    /// <param name="memory">The guest's.</param>
    /// <param name="stackPointer">At the call: the return address has been taken off the frame.</param>
    /// <param name="state">What it says; only the extended state is checked.</param>
    /// <returns>What is wrong with the frame, or <see langword="null"/>.</returns>
    internal static string? TryRead(AddressSpace memory, ulong stackPointer, out InterruptedState state)
    {
        state = default;
        ulong start = unchecked(stackPointer - Context);
        Span<byte> frame = stackalloc byte[Info];
        if (!memory.TryCopyOut(new GuestAddress(unchecked(start + Context)), frame[Context..]))
        {
            return $"there is no frame at 0x{stackPointer:x}";
        }

        byte[] image = new byte[ExtendedStateImage.StateBytes];
        ulong extendedState = Read(frame, ContextExtendedState);
        if (extendedState == 0)
        {
            ExtendedStateImage.Initial.CopyTo(image);
        }
        else
        {
            Span<byte> saved = stackalloc byte[ExtendedStateImage.FrameBytes];
            if (!memory.TryCopyOut(new GuestAddress(extendedState), saved))
            {
                return $"there is no FPU state at 0x{extendedState:x}";
            }

            if (!ExtendedStateImage.TryReadFrame(saved, image))
            {
                return "its FPU state has bits set that no processor accepts";
            }
        }

        (ulong stackStart, uint stackFlags, ulong stackSize) = SignalStack.Read(frame[ContextStack..]);
        SignalStack stack = (stackFlags & SignalStack.Disabled) != 0 ? default : new SignalStack(stackStart, stackSize, stackFlags & SignalStack.AutoDisarm);
        state = new InterruptedState(ReadRegisters(frame[ContextRegisters..]), Read(frame, ContextMask) & ~SignalNumber.Unblockable, stack, image);
        return null;
    }

    private static ulong StateBelow(ulong stackPointer) =>
        unchecked(stackPointer - (ulong)ExtendedStateImage.FrameBytes) & ~(ulong)(StateAlignment - 1);

    // r8 to r15, di, si, bp, bx, dx, ax, cx, sp, ip, flags.
    private static void WriteRegisters(Span<byte> context, in VcpuRegisters registers)
    {
        ReadOnlySpan<ulong> values =
        [
            registers.R8, registers.R9, registers.R10, registers.R11, registers.R12, registers.R13, registers.R14, registers.R15,
            registers.Rdi, registers.Rsi, registers.Rbp, registers.Rbx, registers.Rdx, registers.Rax, registers.Rcx, registers.Rsp,
            registers.Rip, registers.Rflags,
        ];
        for (int i = 0; i < values.Length; i++)
        {
            Write(context, i * sizeof(ulong), values[i]);
        }
    }

    private static VcpuRegisters ReadRegisters(ReadOnlySpan<byte> context) => new()
    {
        R8 = Read(context, 0),
        R9 = Read(context, 8),
        R10 = Read(context, 16),
        R11 = Read(context, 24),
        R12 = Read(context, 32),
        R13 = Read(context, 40),
        R14 = Read(context, 48),
        R15 = Read(context, 56),
        Rdi = Read(context, 64),
        Rsi = Read(context, 72),
        Rbp = Read(context, 80),
        Rbx = Read(context, 88),
        Rdx = Read(context, 96),
        Rax = Read(context, 104),
        Rcx = Read(context, 112),
        Rsp = Read(context, 120),
        Rip = Read(context, 128),
        Rflags = Read(context, 136),
    };

    private static void Write(Span<byte> bytes, int offset, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(bytes[offset..], value);

    private static ulong Read(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[offset..]);
}
