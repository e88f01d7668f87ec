using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Functions;

/// <content>What belongs to functions of time and history but needs neither.</content>
public static partial class ScalarFunctions
{
    /// <summary><c>drasi.awaiting()</c>.</summary>
    public static Value DrasiAwaiting() => Value.Awaiting;
}
