using Reactor.Vmm;
using Reactor.Vmm.Calls;

// Runs any of the guests in query-guests/samples, whatever it is written in:
//     dotnet run --project samples/microvm -- guest.elf
KvmAvailability kvm = KvmHost.Probe();
if (!kvm.IsAvailable)
{
    Console.Error.WriteLine($"{kvm.Reason} {kvm.Remedy}");
    return 1;
}

HostFunctions host = new HostFunctions().Add("hostAdd", (long a, long b) => a + b);
using GuestTemplate template = GuestTemplate.Boot(GuestImage.Load(args[0]), host);
Console.WriteLine($"exports: {string.Join("; ", template.Manifest.Exports.OrderBy(export => export.Name))}");

using MicroVm guest = template.Clone();
Console.WriteLine($"echo:    {guest.Call<string, string>("echo", "hello")}");
Console.WriteLine($"add:     {guest.Call<long, long, long>("add", 1, 41)}");
try
{
    guest.Run("fail");
}
catch (GuestCallException failure)
{
    Console.WriteLine($"fail:    {failure.Exit.Reason}: {failure.Exit.Detail}");
}

return 0;
