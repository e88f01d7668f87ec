using Reactor.Vmm;
using Reactor.Vmm.Calls;

// Runs any of the guests in query-guests/samples, whatever it is written in:
//     dotnet run --project samples/microvm -- guest.elf
if (args is not [string file])
{
    Console.Error.WriteLine("usage: microvm guest.elf");
    return 2;
}

KvmAvailability kvm = KvmHost.Probe();
if (!kvm.IsAvailable)
{
    Console.Error.WriteLine($"{kvm.Reason} {kvm.Remedy}");
    return 1;
}

try
{
    HostFunctions host = new HostFunctions().Add("hostAdd", (long a, long b) => a + b);
    using GuestTemplate template = GuestTemplate.Boot(GuestImage.Load(file), host);
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
}
catch (Exception problem) when (problem is IOException or GuestImageException or GuestBootException or KvmException or ArgumentException)
{
    // No file, no guest, a guest that does not start, a host that refuses, other exports than these: each says what is wrong.
    Console.Error.WriteLine(problem.Message);
    return 1;
}
