using Reactor.Contracts.Guests;
using Reactor.QueryCompiler.NativeImage;
using Reactor.Vmm;
using Reactor.Vmm.Calls;

namespace Reactor.QueryCompiler.Tests.NativeImage;

/// <summary>Exports and imports of .NET guests: the sample in query-guests/samples/dotnet, and one that uses every form.</summary>
public sealed class GuestCallTests : IDisposable
{
    private const string EveryForm = """
        using System;
        using Reactor.Contracts.Calls;
        using Reactor.GuestSdk;

        Func<long> next = GuestProgram.Import<long>("next");
        Action<string, byte[]> note = GuestProgram.ImportAction<string, byte[]>("note");
        ImportedFunction reverse = GuestProgram.Import(FunctionSignature.Parse("reverse(bytes) -> bytes"));
        long kept = 0;

        GuestProgram.Export("all", static (int a, uint b, float c, bool d) => $"{a} {b} {c} {d}");
        GuestProgram.Export("wide", static (long a, ulong b, double c, byte[] d) => a + (long)b + (long)c + d.Length);
        GuestProgram.Export("keep", (long value) => { kept += value; });
        GuestProgram.Export("sum", (long times) =>
        {
            for (long i = 0; i < times; i++)
            {
                kept += next();
            }

            return kept;
        });
        GuestProgram.Export("note", (string text) => note(text, [1, 2]));
        GuestProgram.Export("crash", static () => throw new InvalidOperationException("nobody catches this"));
        GuestProgram.Export("reverse(bytes) -> bytes", (ref CallReader arguments, ref CallWriter result) =>
        {
            CallWriter sent = reverse.Arguments;
            sent.Write(arguments.ReadBytes());
            result.Write(reverse.Call(sent).ReadBytes());
        });
        GuestProgram.Run();
        """;

    private readonly ScratchDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Sample_echoes_calls_its_host_and_fails_with_a_text()
    {
        byte[] assembly = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Reactor.Samples.DotNetGuest.dll"));
        using GuestTemplate template = await BootAsync(
            new ManagedAssembly("Reactor.Samples.DotNetGuest", assembly), new HostFunctions().Add("hostAdd", (long a, long b) => a + b));
        using MicroVm guest = template.Clone();

        guest.Call<string, string>("echo", "hello\n").Should().Be("hello\n");
        guest.Call<long, long, long>("add", 1, 41).Should().Be(42);
        guest.Invoking(it => it.Run("fail")).Should().Throw<GuestCallException>()
            .Which.Exit.Should().Be(new GuestExit(GuestExitReason.Error, 0, "this function always fails"));
        guest.Call<long, long, long>("add", -1, 1).Should().Be(0);
        guest.SystemCallCount.Should().Be(0);
    }

    [Fact]
    public async Task Every_form_of_exports_and_imports_works_and_errors_arrive_on_both_sides()
    {
        long next = 0;
        string? noted = null;
        var functions = new HostFunctions()
            .Add("next", () => ++next)
            .Add("note", (string text, byte[] bytes) =>
            {
                noted = text.Length > 0 ? $"{text} {bytes.Length}" : throw new Contracts.Calls.CallErrorException("an empty note");
            })
            .Add("reverse", (byte[] bytes) => bytes.Reverse().ToArray());
        using GuestTemplate template = await BootAsync(GuestSource.Compile("forms", EveryForm), functions);
        using MicroVm guest = template.Clone();

        guest.Call<int, uint, float, bool, string>("all", -1, 2, 0.5f, true).Should().Be("-1 2 0.5 True");
        guest.Call<long, ulong, double, byte[], long>("wide", -10, 2, 3, new byte[5]).Should().Be(0);
        guest.Run("keep", 100L);
        guest.Call<long, long>("sum", 10).Should().Be(155);
        guest.Run("note", "a note");
        noted.Should().Be("a note 2");
        guest.Call<byte[], byte[]>("reverse", [1, 2, 3]).Should().Equal(3, 2, 1);

        guest.Invoking(it => it.Run("note", "")).Should().Throw<GuestCallException>("an error nobody catches in the guest is the call's")
            .Which.Exit.Detail.Should().Be("an empty note");
        guest.Call<long, long>("sum", 0).Should().Be(155);
        guest.Invoking(it => it.Run("crash")).Should().Throw<GuestCallException>()
            .Which.Exit.Should().Match<GuestExit>(exit => !exit.IsHealthy && exit.Detail!.Contains("nobody catches this"));
    }

    private async Task<GuestTemplate> BootAsync(ManagedAssembly assembly, HostFunctions functions)
    {
        var image = await new NativeImageBuilder(NativeTools.Require(), new ImageCache(_directory.Path)).BuildAsync(new NativeImageRequest(assembly));
        return GuestInMicroVm.Boot(image.Path, hostFunctions: functions);
    }
}
