using Reactor.Bench.Guest;
using Reactor.GuestSdk;

// The same file runs in a micro-VM and, for the figures that compare, as a process.
if (args is [GuestFunctions.ProcessArgument])
{
    ProcessLoop.Run();
}
else
{
    GuestFunctions.PrepareState();
    GuestProgram.Run(GuestFunctions.Call);
}
