using Reactor.Bench.Guest;
using Reactor.GuestSdk;

// The same file runs in a micro-VM and, for the figures that compare, as a process.
if (args is [GuestFunctions.ProcessArgument])
{
    ProcessLoop.Run();
}
else if (Environment.GetEnvironmentVariable("REACTOR_BENCH_TYPED") is not null)
{
    Func<int, int, int> hostAdd = GuestProgram.Import<int, int, int>("host_add");
    GuestProgram.Export<int, int, int>("add", (first, second) => hostAdd(first, second));
    GuestProgram.Export<string, string>("echo", text => text);
    GuestProgram.Run();
}
else
{
    GuestFunctions.PrepareState();
    GuestProgram.Run(GuestFunctions.Call);
}
