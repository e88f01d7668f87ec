using Reactor.Contracts.Calls;

namespace Reactor.GuestSdk;

/// <summary>The typed forms of exports and imports: any of int, uint, long, ulong, float, double, bool, string and byte[], up to four parameters.</summary>
public static partial class GuestProgram
{
    /// <summary>Exports a function. To be said before <see cref="Run()"/>.</summary>
    public static void Export<TResult>(string name, Func<TResult> body) => Export(CallableFunction.From(name, body));

    /// <summary>Exports a function. To be said before <see cref="Run()"/>.</summary>
    public static void Export<T1, TResult>(string name, Func<T1, TResult> body) => Export(CallableFunction.From(name, body));

    /// <summary>Exports a function. To be said before <see cref="Run()"/>.</summary>
    public static void Export<T1, T2, TResult>(string name, Func<T1, T2, TResult> body) => Export(CallableFunction.From(name, body));

    /// <summary>Exports a function. To be said before <see cref="Run()"/>.</summary>
    public static void Export<T1, T2, T3, TResult>(string name, Func<T1, T2, T3, TResult> body) => Export(CallableFunction.From(name, body));

    /// <summary>Exports a function. To be said before <see cref="Run()"/>.</summary>
    public static void Export<T1, T2, T3, T4, TResult>(string name, Func<T1, T2, T3, T4, TResult> body) => Export(CallableFunction.From(name, body));

    /// <summary>Exports a function. To be said before <see cref="Run()"/>.</summary>
    public static void Export(string name, Action body) => Export(CallableFunction.From(name, body));

    /// <summary>Exports a function. To be said before <see cref="Run()"/>.</summary>
    public static void Export<T1>(string name, Action<T1> body) => Export(CallableFunction.From(name, body));

    /// <summary>Exports a function. To be said before <see cref="Run()"/>.</summary>
    public static void Export<T1, T2>(string name, Action<T1, T2> body) => Export(CallableFunction.From(name, body));

    /// <summary>Exports a function. To be said before <see cref="Run()"/>.</summary>
    public static void Export<T1, T2, T3>(string name, Action<T1, T2, T3> body) => Export(CallableFunction.From(name, body));

    /// <summary>Exports a function. To be said before <see cref="Run()"/>.</summary>
    public static void Export<T1, T2, T3, T4>(string name, Action<T1, T2, T3, T4> body) => Export(CallableFunction.From(name, body));

    /// <summary>Declares a function of the host that this guest needs. To be said before <see cref="Run()"/>, to be called after.</summary>
    /// <returns>Calls it; throws <see cref="CallErrorException"/> with the error it ended in.</returns>
    public static Func<TResult> Import<TResult>(string name)
    {
        ImportedFunction function = Import(new FunctionSignature(name, [], CallValue.TypeOf<TResult>()));
        return () =>
        {
            CallWriter arguments = function.Arguments;
            CallReader result = function.Call(arguments);
            return CallValue.Read<TResult>(ref result);
        };
    }

    /// <summary>Declares a function of the host that this guest needs. To be said before <see cref="Run()"/>, to be called after.</summary>
    /// <returns>Calls it; throws <see cref="CallErrorException"/> with the error it ended in.</returns>
    public static Func<T1, TResult> Import<T1, TResult>(string name)
    {
        ImportedFunction function = Import(new FunctionSignature(name, [CallValue.TypeOf<T1>()], CallValue.TypeOf<TResult>()));
        return (first) =>
        {
            CallWriter arguments = function.Arguments;
            CallValue.Write(ref arguments, first);
            CallReader result = function.Call(arguments);
            return CallValue.Read<TResult>(ref result);
        };
    }

    /// <summary>Declares a function of the host that this guest needs. To be said before <see cref="Run()"/>, to be called after.</summary>
    /// <returns>Calls it; throws <see cref="CallErrorException"/> with the error it ended in.</returns>
    public static Func<T1, T2, TResult> Import<T1, T2, TResult>(string name)
    {
        ImportedFunction function = Import(new FunctionSignature(name, [CallValue.TypeOf<T1>(), CallValue.TypeOf<T2>()], CallValue.TypeOf<TResult>()));
        return (first, second) =>
        {
            CallWriter arguments = function.Arguments;
            CallValue.Write(ref arguments, first);
            CallValue.Write(ref arguments, second);
            CallReader result = function.Call(arguments);
            return CallValue.Read<TResult>(ref result);
        };
    }

    /// <summary>Declares a function of the host that this guest needs. To be said before <see cref="Run()"/>, to be called after.</summary>
    /// <returns>Calls it; throws <see cref="CallErrorException"/> with the error it ended in.</returns>
    public static Func<T1, T2, T3, TResult> Import<T1, T2, T3, TResult>(string name)
    {
        ImportedFunction function = Import(new FunctionSignature(name, [CallValue.TypeOf<T1>(), CallValue.TypeOf<T2>(), CallValue.TypeOf<T3>()], CallValue.TypeOf<TResult>()));
        return (first, second, third) =>
        {
            CallWriter arguments = function.Arguments;
            CallValue.Write(ref arguments, first);
            CallValue.Write(ref arguments, second);
            CallValue.Write(ref arguments, third);
            CallReader result = function.Call(arguments);
            return CallValue.Read<TResult>(ref result);
        };
    }

    /// <summary>Declares a function of the host that this guest needs. To be said before <see cref="Run()"/>, to be called after.</summary>
    /// <returns>Calls it; throws <see cref="CallErrorException"/> with the error it ended in.</returns>
    public static Func<T1, T2, T3, T4, TResult> Import<T1, T2, T3, T4, TResult>(string name)
    {
        ImportedFunction function = Import(new FunctionSignature(name, [CallValue.TypeOf<T1>(), CallValue.TypeOf<T2>(), CallValue.TypeOf<T3>(), CallValue.TypeOf<T4>()], CallValue.TypeOf<TResult>()));
        return (first, second, third, fourth) =>
        {
            CallWriter arguments = function.Arguments;
            CallValue.Write(ref arguments, first);
            CallValue.Write(ref arguments, second);
            CallValue.Write(ref arguments, third);
            CallValue.Write(ref arguments, fourth);
            CallReader result = function.Call(arguments);
            return CallValue.Read<TResult>(ref result);
        };
    }

    /// <summary>Declares a function of the host that this guest needs. To be said before <see cref="Run()"/>, to be called after.</summary>
    /// <returns>Calls it; throws <see cref="CallErrorException"/> with the error it ended in.</returns>
    public static Action ImportAction(string name)
    {
        ImportedFunction function = Import(new FunctionSignature(name, [], CallType.Void));
        return () =>
        {
            CallWriter arguments = function.Arguments;
            _ = function.Call(arguments);
        };
    }

    /// <summary>Declares a function of the host that this guest needs. To be said before <see cref="Run()"/>, to be called after.</summary>
    /// <returns>Calls it; throws <see cref="CallErrorException"/> with the error it ended in.</returns>
    public static Action<T1> ImportAction<T1>(string name)
    {
        ImportedFunction function = Import(new FunctionSignature(name, [CallValue.TypeOf<T1>()], CallType.Void));
        return (first) =>
        {
            CallWriter arguments = function.Arguments;
            CallValue.Write(ref arguments, first);
            _ = function.Call(arguments);
        };
    }

    /// <summary>Declares a function of the host that this guest needs. To be said before <see cref="Run()"/>, to be called after.</summary>
    /// <returns>Calls it; throws <see cref="CallErrorException"/> with the error it ended in.</returns>
    public static Action<T1, T2> ImportAction<T1, T2>(string name)
    {
        ImportedFunction function = Import(new FunctionSignature(name, [CallValue.TypeOf<T1>(), CallValue.TypeOf<T2>()], CallType.Void));
        return (first, second) =>
        {
            CallWriter arguments = function.Arguments;
            CallValue.Write(ref arguments, first);
            CallValue.Write(ref arguments, second);
            _ = function.Call(arguments);
        };
    }

    /// <summary>Declares a function of the host that this guest needs. To be said before <see cref="Run()"/>, to be called after.</summary>
    /// <returns>Calls it; throws <see cref="CallErrorException"/> with the error it ended in.</returns>
    public static Action<T1, T2, T3> ImportAction<T1, T2, T3>(string name)
    {
        ImportedFunction function = Import(new FunctionSignature(name, [CallValue.TypeOf<T1>(), CallValue.TypeOf<T2>(), CallValue.TypeOf<T3>()], CallType.Void));
        return (first, second, third) =>
        {
            CallWriter arguments = function.Arguments;
            CallValue.Write(ref arguments, first);
            CallValue.Write(ref arguments, second);
            CallValue.Write(ref arguments, third);
            _ = function.Call(arguments);
        };
    }

    /// <summary>Declares a function of the host that this guest needs. To be said before <see cref="Run()"/>, to be called after.</summary>
    /// <returns>Calls it; throws <see cref="CallErrorException"/> with the error it ended in.</returns>
    public static Action<T1, T2, T3, T4> ImportAction<T1, T2, T3, T4>(string name)
    {
        ImportedFunction function = Import(new FunctionSignature(name, [CallValue.TypeOf<T1>(), CallValue.TypeOf<T2>(), CallValue.TypeOf<T3>(), CallValue.TypeOf<T4>()], CallType.Void));
        return (first, second, third, fourth) =>
        {
            CallWriter arguments = function.Arguments;
            CallValue.Write(ref arguments, first);
            CallValue.Write(ref arguments, second);
            CallValue.Write(ref arguments, third);
            CallValue.Write(ref arguments, fourth);
            _ = function.Call(arguments);
        };
    }
}
