using Reactor.Contracts.Calls;
using Reactor.Contracts.Guests;

namespace Reactor.Vmm.Calls;

/// <summary>Calls of a guest's exports, by name or, without a look-up, by <see cref="GuestExport"/>.</summary>
/// <remarks>
/// <para>Types are any of int, uint, long, ulong, float, double, bool, string and byte[]; with the numbers among them, and with
/// <see cref="Call(MicroVm, GuestExport, in CallWriter)"/>, a call allocates nothing. <c>Call</c> is for exports that return a value, <c>Run</c> for those that return none.</para>
/// <para>Each takes <see cref="MicroVm.CallDeadline"/> and the time of <see cref="MicroVm.CallClock"/>, and throws:
/// <see cref="GuestCallException"/> when the guest did not return a result; <see cref="ArgumentException"/> when there is no such export,
/// or it has other types; <see cref="InvalidOperationException"/> when the guest cannot be entered now, or the arguments do not fit its inbox.</para>
/// </remarks>
public static class MicroVmCalls
{
    /// <summary>Calls an export with arguments written in place.</summary>
    /// <param name="guest">The instance.</param>
    /// <param name="export">Of this guest.</param>
    /// <param name="arguments">Written to a <c>new CallWriter(guest.Inbox)</c>, one value per parameter.</param>
    /// <returns>The result, in place: valid until the guest is entered again.</returns>
    /// <exception cref="GuestCallException">The guest did not return a result.</exception>
    /// <exception cref="ArgumentException">The arguments are not those of the export, or it is another guest's.</exception>
    public static CallReader Call(this MicroVm guest, GuestExport export, scoped in CallWriter arguments)
    {
        guest.RequireExport(export);
        return CallFrame.FindFault(guest.Inbox[..arguments.Length], export.Signature.Parameters) is { } fault
            ? throw new ArgumentException($"These are not the arguments of '{export.Signature}': {fault}.", nameof(arguments))
            : Enter(guest, export, arguments.Length);
    }

    /// <summary>Calls an export by name.</summary>
    public static TResult Call<TResult>(this MicroVm guest, string export) =>
        guest.Call<TResult>(guest.Export(export));

    /// <summary>Calls an export.</summary>
    public static TResult Call<TResult>(this MicroVm guest, GuestExport export)
    {
        guest.RequireExport(export);
        export.RequireTypes([], CallValue.TypeOf<TResult>());
        CallReader result = Enter(guest, export, 0);
        return CallValue.Read<TResult>(ref result);
    }

    /// <summary>Calls an export by name.</summary>
    public static TResult Call<T1, TResult>(this MicroVm guest, string export, T1 first) =>
        guest.Call<T1, TResult>(guest.Export(export), first);

    /// <summary>Calls an export.</summary>
    public static TResult Call<T1, TResult>(this MicroVm guest, GuestExport export, T1 first)
    {
        guest.RequireExport(export);
        export.RequireTypes([CallValue.TypeOf<T1>()], CallValue.TypeOf<TResult>());
        var arguments = new CallWriter(guest.Inbox);
        CallValue.Write(ref arguments, first);
        CallReader result = Enter(guest, export, arguments.Length);
        return CallValue.Read<TResult>(ref result);
    }

    /// <summary>Calls an export by name.</summary>
    public static TResult Call<T1, T2, TResult>(this MicroVm guest, string export, T1 first, T2 second) =>
        guest.Call<T1, T2, TResult>(guest.Export(export), first, second);

    /// <summary>Calls an export.</summary>
    public static TResult Call<T1, T2, TResult>(this MicroVm guest, GuestExport export, T1 first, T2 second)
    {
        guest.RequireExport(export);
        export.RequireTypes([CallValue.TypeOf<T1>(), CallValue.TypeOf<T2>()], CallValue.TypeOf<TResult>());
        var arguments = new CallWriter(guest.Inbox);
        CallValue.Write(ref arguments, first);
        CallValue.Write(ref arguments, second);
        CallReader result = Enter(guest, export, arguments.Length);
        return CallValue.Read<TResult>(ref result);
    }

    /// <summary>Calls an export by name.</summary>
    public static TResult Call<T1, T2, T3, TResult>(this MicroVm guest, string export, T1 first, T2 second, T3 third) =>
        guest.Call<T1, T2, T3, TResult>(guest.Export(export), first, second, third);

    /// <summary>Calls an export.</summary>
    public static TResult Call<T1, T2, T3, TResult>(this MicroVm guest, GuestExport export, T1 first, T2 second, T3 third)
    {
        guest.RequireExport(export);
        export.RequireTypes([CallValue.TypeOf<T1>(), CallValue.TypeOf<T2>(), CallValue.TypeOf<T3>()], CallValue.TypeOf<TResult>());
        var arguments = new CallWriter(guest.Inbox);
        CallValue.Write(ref arguments, first);
        CallValue.Write(ref arguments, second);
        CallValue.Write(ref arguments, third);
        CallReader result = Enter(guest, export, arguments.Length);
        return CallValue.Read<TResult>(ref result);
    }

    /// <summary>Calls an export by name.</summary>
    public static TResult Call<T1, T2, T3, T4, TResult>(this MicroVm guest, string export, T1 first, T2 second, T3 third, T4 fourth) =>
        guest.Call<T1, T2, T3, T4, TResult>(guest.Export(export), first, second, third, fourth);

    /// <summary>Calls an export.</summary>
    public static TResult Call<T1, T2, T3, T4, TResult>(this MicroVm guest, GuestExport export, T1 first, T2 second, T3 third, T4 fourth)
    {
        guest.RequireExport(export);
        export.RequireTypes([CallValue.TypeOf<T1>(), CallValue.TypeOf<T2>(), CallValue.TypeOf<T3>(), CallValue.TypeOf<T4>()], CallValue.TypeOf<TResult>());
        var arguments = new CallWriter(guest.Inbox);
        CallValue.Write(ref arguments, first);
        CallValue.Write(ref arguments, second);
        CallValue.Write(ref arguments, third);
        CallValue.Write(ref arguments, fourth);
        CallReader result = Enter(guest, export, arguments.Length);
        return CallValue.Read<TResult>(ref result);
    }

    /// <summary>Calls an export by name.</summary>
    public static void Run(this MicroVm guest, string export) =>
        guest.Run(guest.Export(export));

    /// <summary>Calls an export.</summary>
    public static void Run(this MicroVm guest, GuestExport export)
    {
        guest.RequireExport(export);
        export.RequireTypes([], CallType.Void);
        _ = Enter(guest, export, 0);
    }

    /// <summary>Calls an export by name.</summary>
    public static void Run<T1>(this MicroVm guest, string export, T1 first) =>
        guest.Run<T1>(guest.Export(export), first);

    /// <summary>Calls an export.</summary>
    public static void Run<T1>(this MicroVm guest, GuestExport export, T1 first)
    {
        guest.RequireExport(export);
        export.RequireTypes([CallValue.TypeOf<T1>()], CallType.Void);
        var arguments = new CallWriter(guest.Inbox);
        CallValue.Write(ref arguments, first);
        _ = Enter(guest, export, arguments.Length);
    }

    /// <summary>Calls an export by name.</summary>
    public static void Run<T1, T2>(this MicroVm guest, string export, T1 first, T2 second) =>
        guest.Run<T1, T2>(guest.Export(export), first, second);

    /// <summary>Calls an export.</summary>
    public static void Run<T1, T2>(this MicroVm guest, GuestExport export, T1 first, T2 second)
    {
        guest.RequireExport(export);
        export.RequireTypes([CallValue.TypeOf<T1>(), CallValue.TypeOf<T2>()], CallType.Void);
        var arguments = new CallWriter(guest.Inbox);
        CallValue.Write(ref arguments, first);
        CallValue.Write(ref arguments, second);
        _ = Enter(guest, export, arguments.Length);
    }

    /// <summary>Calls an export by name.</summary>
    public static void Run<T1, T2, T3>(this MicroVm guest, string export, T1 first, T2 second, T3 third) =>
        guest.Run<T1, T2, T3>(guest.Export(export), first, second, third);

    /// <summary>Calls an export.</summary>
    public static void Run<T1, T2, T3>(this MicroVm guest, GuestExport export, T1 first, T2 second, T3 third)
    {
        guest.RequireExport(export);
        export.RequireTypes([CallValue.TypeOf<T1>(), CallValue.TypeOf<T2>(), CallValue.TypeOf<T3>()], CallType.Void);
        var arguments = new CallWriter(guest.Inbox);
        CallValue.Write(ref arguments, first);
        CallValue.Write(ref arguments, second);
        CallValue.Write(ref arguments, third);
        _ = Enter(guest, export, arguments.Length);
    }

    /// <summary>Calls an export by name.</summary>
    public static void Run<T1, T2, T3, T4>(this MicroVm guest, string export, T1 first, T2 second, T3 third, T4 fourth) =>
        guest.Run<T1, T2, T3, T4>(guest.Export(export), first, second, third, fourth);

    /// <summary>Calls an export.</summary>
    public static void Run<T1, T2, T3, T4>(this MicroVm guest, GuestExport export, T1 first, T2 second, T3 third, T4 fourth)
    {
        guest.RequireExport(export);
        export.RequireTypes([CallValue.TypeOf<T1>(), CallValue.TypeOf<T2>(), CallValue.TypeOf<T3>(), CallValue.TypeOf<T4>()], CallType.Void);
        var arguments = new CallWriter(guest.Inbox);
        CallValue.Write(ref arguments, first);
        CallValue.Write(ref arguments, second);
        CallValue.Write(ref arguments, third);
        CallValue.Write(ref arguments, fourth);
        _ = Enter(guest, export, arguments.Length);
    }

    private static CallReader Enter(MicroVm guest, GuestExport export, int argumentsLength)
    {
        GuestExit exit = guest.Enter(
            GuestCommand.Call, export.Number, argumentsLength, NanosecondsOf(guest.CallClock.GetUtcNow()), guest.CallDeadline);
        if (exit.Reason == GuestExitReason.OutboxFull)
        {
            exit = guest.Refuse("guest answered a call with a result that spans two fills of its outbox");
        }
        else if (exit.Reason == GuestExitReason.Done && CallFrame.FindFault(guest.Outbox, export.Signature.Result) is { } fault)
        {
            exit = guest.Refuse($"guest answered '{export.Signature}' with a malformed result: {fault}");
        }

        return exit.Reason == GuestExitReason.Done ? new CallReader(guest.Outbox) : throw new GuestCallException(export.Signature, exit);
    }

    private static long NanosecondsOf(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
}
