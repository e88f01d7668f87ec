using Reactor.Contracts.Calls;
using Reactor.GuestSdk;

// A guest in C#: echoes, calls its host, fails. Whatever .NET offers may be used, as long as it needs no file, socket or process.
Func<long, long, long> hostAdd = GuestProgram.Import<long, long, long>("hostAdd");

// Text in place: nothing is allocated. The typed form of the same is Export("echo", static (string text) => text).
GuestProgram.Export("echo(string) -> string", static (ref CallReader arguments, ref CallWriter result) => result.Write(arguments.ReadBytes()));

// Lets the host do the sum.
GuestProgram.Export("add", (long a, long b) => hostAdd(a, b));

// An error of the call: the guest goes on. Any other exception would end it.
GuestProgram.Export("fail", static () => throw new CallErrorException("this function always fails"));

GuestProgram.Run();
