using Reactor.Contracts.Calls;
using Reactor.Vmm.Calls;

namespace Reactor.Vmm.Tests.Calls;

/// <summary>The guest <c>calls.c</c> with host functions that a test can change.</summary>
internal sealed class CallingGuest : IDisposable
{
    private readonly GuestTemplate _template;

    internal CallingGuest()
    {
        _template = Boot("calls", Functions());
        Guest = _template.Clone();
        Guest.CallDeadline = TestGuests.Deadline;
    }

    internal MicroVm Guest { get; }

    internal GuestTemplate Template => _template;

    /// <summary>What <c>note(bytes) -> bytes</c> does.</summary>
    internal Func<byte[], byte[]> Note { get; set; } = note => note;

    /// <summary>What <c>next() -> i64</c> does.</summary>
    internal Func<long> Next { get; set; } = () => 1;

    public void Dispose()
    {
        Guest.Dispose();
        _template.Dispose();
    }

    internal static GuestTemplate Boot(string name, HostFunctions functions, params (string Name, string Value)[] environment)
    {
        TestGuests.RequireKvm();
        return GuestTemplate.Boot(
            GuestImage.Load(TestGuests.Path(name)),
            new GuestLimits { MemoryBytes = 32 << 20 },
            environment.ToDictionary(variable => variable.Name, variable => variable.Value),
            TestGuests.Deadline,
            functions);
    }

    private HostFunctions Functions() => new HostFunctions()
        .Add("note", (byte[] note) => Note(note))
        .Add("next() -> i64", (ref CallReader _, ref CallWriter result) => result.Write(Next()));
}
