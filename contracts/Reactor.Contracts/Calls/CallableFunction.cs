namespace Reactor.Contracts.Calls;

/// <summary>A function that can be called from the other side: an export of a guest, or a function of the host.</summary>
/// <param name="Signature">What it is called by, and with.</param>
/// <param name="Handler">What it does.</param>
public sealed record CallableFunction(FunctionSignature Signature, CallHandler Handler)
{
    /// <summary>A delegate as a function; its types are the signature's (<see cref="CallValue"/>).</summary>
    /// <exception cref="ArgumentException">The name cannot be one.</exception>
    /// <exception cref="NotSupportedException">A type cannot be passed.</exception>
    public static CallableFunction From<TResult>(string name, Func<TResult> body) => new(
        new FunctionSignature(name, [], CallValue.TypeOf<TResult>()),
        (ref CallReader arguments, ref CallWriter result) => CallValue.Write(ref result, body()));

    /// <summary>A delegate as a function; its types are the signature's (<see cref="CallValue"/>).</summary>
    /// <exception cref="ArgumentException">The name cannot be one.</exception>
    /// <exception cref="NotSupportedException">A type cannot be passed.</exception>
    public static CallableFunction From<T1, TResult>(string name, Func<T1, TResult> body) => new(
        new FunctionSignature(name, [CallValue.TypeOf<T1>()], CallValue.TypeOf<TResult>()),
        (ref CallReader arguments, ref CallWriter result) => CallValue.Write(ref result, body(CallValue.Read<T1>(ref arguments))));

    /// <summary>A delegate as a function; its types are the signature's (<see cref="CallValue"/>).</summary>
    /// <exception cref="ArgumentException">The name cannot be one.</exception>
    /// <exception cref="NotSupportedException">A type cannot be passed.</exception>
    public static CallableFunction From<T1, T2, TResult>(string name, Func<T1, T2, TResult> body) => new(
        new FunctionSignature(name, [CallValue.TypeOf<T1>(), CallValue.TypeOf<T2>()], CallValue.TypeOf<TResult>()),
        (ref CallReader arguments, ref CallWriter result) => CallValue.Write(ref result, body(CallValue.Read<T1>(ref arguments), CallValue.Read<T2>(ref arguments))));

    /// <summary>A delegate as a function; its types are the signature's (<see cref="CallValue"/>).</summary>
    /// <exception cref="ArgumentException">The name cannot be one.</exception>
    /// <exception cref="NotSupportedException">A type cannot be passed.</exception>
    public static CallableFunction From<T1, T2, T3, TResult>(string name, Func<T1, T2, T3, TResult> body) => new(
        new FunctionSignature(name, [CallValue.TypeOf<T1>(), CallValue.TypeOf<T2>(), CallValue.TypeOf<T3>()], CallValue.TypeOf<TResult>()),
        (ref CallReader arguments, ref CallWriter result) => CallValue.Write(ref result, body(CallValue.Read<T1>(ref arguments), CallValue.Read<T2>(ref arguments), CallValue.Read<T3>(ref arguments))));

    /// <summary>A delegate as a function; its types are the signature's (<see cref="CallValue"/>).</summary>
    /// <exception cref="ArgumentException">The name cannot be one.</exception>
    /// <exception cref="NotSupportedException">A type cannot be passed.</exception>
    public static CallableFunction From<T1, T2, T3, T4, TResult>(string name, Func<T1, T2, T3, T4, TResult> body) => new(
        new FunctionSignature(name, [CallValue.TypeOf<T1>(), CallValue.TypeOf<T2>(), CallValue.TypeOf<T3>(), CallValue.TypeOf<T4>()], CallValue.TypeOf<TResult>()),
        (ref CallReader arguments, ref CallWriter result) => CallValue.Write(ref result, body(CallValue.Read<T1>(ref arguments), CallValue.Read<T2>(ref arguments), CallValue.Read<T3>(ref arguments), CallValue.Read<T4>(ref arguments))));

    /// <summary>A delegate as a function; its types are the signature's (<see cref="CallValue"/>).</summary>
    /// <exception cref="ArgumentException">The name cannot be one.</exception>
    /// <exception cref="NotSupportedException">A type cannot be passed.</exception>
    public static CallableFunction From(string name, Action body) => new(
        new FunctionSignature(name, [], CallType.Void),
        (ref CallReader arguments, ref CallWriter result) => body());

    /// <summary>A delegate as a function; its types are the signature's (<see cref="CallValue"/>).</summary>
    /// <exception cref="ArgumentException">The name cannot be one.</exception>
    /// <exception cref="NotSupportedException">A type cannot be passed.</exception>
    public static CallableFunction From<T1>(string name, Action<T1> body) => new(
        new FunctionSignature(name, [CallValue.TypeOf<T1>()], CallType.Void),
        (ref CallReader arguments, ref CallWriter result) => body(CallValue.Read<T1>(ref arguments)));

    /// <summary>A delegate as a function; its types are the signature's (<see cref="CallValue"/>).</summary>
    /// <exception cref="ArgumentException">The name cannot be one.</exception>
    /// <exception cref="NotSupportedException">A type cannot be passed.</exception>
    public static CallableFunction From<T1, T2>(string name, Action<T1, T2> body) => new(
        new FunctionSignature(name, [CallValue.TypeOf<T1>(), CallValue.TypeOf<T2>()], CallType.Void),
        (ref CallReader arguments, ref CallWriter result) => body(CallValue.Read<T1>(ref arguments), CallValue.Read<T2>(ref arguments)));

    /// <summary>A delegate as a function; its types are the signature's (<see cref="CallValue"/>).</summary>
    /// <exception cref="ArgumentException">The name cannot be one.</exception>
    /// <exception cref="NotSupportedException">A type cannot be passed.</exception>
    public static CallableFunction From<T1, T2, T3>(string name, Action<T1, T2, T3> body) => new(
        new FunctionSignature(name, [CallValue.TypeOf<T1>(), CallValue.TypeOf<T2>(), CallValue.TypeOf<T3>()], CallType.Void),
        (ref CallReader arguments, ref CallWriter result) => body(CallValue.Read<T1>(ref arguments), CallValue.Read<T2>(ref arguments), CallValue.Read<T3>(ref arguments)));

    /// <summary>A delegate as a function; its types are the signature's (<see cref="CallValue"/>).</summary>
    /// <exception cref="ArgumentException">The name cannot be one.</exception>
    /// <exception cref="NotSupportedException">A type cannot be passed.</exception>
    public static CallableFunction From<T1, T2, T3, T4>(string name, Action<T1, T2, T3, T4> body) => new(
        new FunctionSignature(name, [CallValue.TypeOf<T1>(), CallValue.TypeOf<T2>(), CallValue.TypeOf<T3>(), CallValue.TypeOf<T4>()], CallType.Void),
        (ref CallReader arguments, ref CallWriter result) => body(CallValue.Read<T1>(ref arguments), CallValue.Read<T2>(ref arguments), CallValue.Read<T3>(ref arguments), CallValue.Read<T4>(ref arguments)));
}
