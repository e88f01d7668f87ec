namespace Reactor.Engine.Isolation;

/// <summary>Where queries run.</summary>
public enum IsolationMode
{
    /// <summary>In micro-VMs where this machine can, otherwise in this process.</summary>
    Auto,

    /// <summary>In micro-VMs, or not at all.</summary>
    MicroVm,

    /// <summary>In this process: no isolation, no compiler for native code needed.</summary>
    InProcess,
}
