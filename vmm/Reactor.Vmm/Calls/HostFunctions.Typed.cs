using Reactor.Contracts.Calls;

namespace Reactor.Vmm.Calls;

/// <summary>The typed forms: any of int, uint, long, ulong, float, double, bool, string and byte[], up to four parameters.</summary>
public sealed partial class HostFunctions
{
    /// <summary>Offers a delegate; its types are the signature's.</summary>
    /// <exception cref="ArgumentException">There is one of that name, or the name cannot be one.</exception>
    public HostFunctions Add<TResult>(string name, Func<TResult> body) => Add(CallableFunction.From(name, body));

    /// <summary>Offers a delegate; its types are the signature's.</summary>
    /// <exception cref="ArgumentException">There is one of that name, or the name cannot be one.</exception>
    public HostFunctions Add<T1, TResult>(string name, Func<T1, TResult> body) => Add(CallableFunction.From(name, body));

    /// <summary>Offers a delegate; its types are the signature's.</summary>
    /// <exception cref="ArgumentException">There is one of that name, or the name cannot be one.</exception>
    public HostFunctions Add<T1, T2, TResult>(string name, Func<T1, T2, TResult> body) => Add(CallableFunction.From(name, body));

    /// <summary>Offers a delegate; its types are the signature's.</summary>
    /// <exception cref="ArgumentException">There is one of that name, or the name cannot be one.</exception>
    public HostFunctions Add<T1, T2, T3, TResult>(string name, Func<T1, T2, T3, TResult> body) => Add(CallableFunction.From(name, body));

    /// <summary>Offers a delegate; its types are the signature's.</summary>
    /// <exception cref="ArgumentException">There is one of that name, or the name cannot be one.</exception>
    public HostFunctions Add<T1, T2, T3, T4, TResult>(string name, Func<T1, T2, T3, T4, TResult> body) => Add(CallableFunction.From(name, body));

    /// <summary>Offers a delegate; its types are the signature's.</summary>
    /// <exception cref="ArgumentException">There is one of that name, or the name cannot be one.</exception>
    public HostFunctions Add(string name, Action body) => Add(CallableFunction.From(name, body));

    /// <summary>Offers a delegate; its types are the signature's.</summary>
    /// <exception cref="ArgumentException">There is one of that name, or the name cannot be one.</exception>
    public HostFunctions Add<T1>(string name, Action<T1> body) => Add(CallableFunction.From(name, body));

    /// <summary>Offers a delegate; its types are the signature's.</summary>
    /// <exception cref="ArgumentException">There is one of that name, or the name cannot be one.</exception>
    public HostFunctions Add<T1, T2>(string name, Action<T1, T2> body) => Add(CallableFunction.From(name, body));

    /// <summary>Offers a delegate; its types are the signature's.</summary>
    /// <exception cref="ArgumentException">There is one of that name, or the name cannot be one.</exception>
    public HostFunctions Add<T1, T2, T3>(string name, Action<T1, T2, T3> body) => Add(CallableFunction.From(name, body));

    /// <summary>Offers a delegate; its types are the signature's.</summary>
    /// <exception cref="ArgumentException">There is one of that name, or the name cannot be one.</exception>
    public HostFunctions Add<T1, T2, T3, T4>(string name, Action<T1, T2, T3, T4> body) => Add(CallableFunction.From(name, body));
}
