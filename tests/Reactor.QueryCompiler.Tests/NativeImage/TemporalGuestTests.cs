using Reactor.QueryCompiler.NativeImage;
using Reactor.Vmm;

namespace Reactor.QueryCompiler.Tests.NativeImage;

/// <summary>Temporal values in a native guest: the zone database is a resource of an assembly, and there are no files.</summary>
public sealed class TemporalGuestTests : IDisposable
{
    private const string Source = """
        using System;
        using Reactor.GuestSdk;
        using Reactor.QueryRuntime.Functions;
        using Reactor.QueryRuntime.Values;

        internal static class Program
        {
            private static void Main() => GuestProgram.Run(Call);

            private static int Call(uint argument, ReadOnlySpan<byte> inbox, Span<byte> outbox)
            {
                var time = ScalarFunctions.Datetime(Value.FromText(argument == 0 ? "2021-07-01T12:00[Europe/Berlin]" : "2021-01-01T12:00[America/New_York]"));
                BitConverter.TryWriteBytes(outbox, Operators.Property(time, "offsetMinutes").Integer);
                return sizeof(long);
            }
        }
        """;

    private readonly ScratchDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Guest_knows_the_rules_of_time_zones()
    {
        var builder = new NativeImageBuilder(NativeTools.Require(), new ImageCache(_directory.Path));
        var image = await builder.BuildAsync(new NativeImageRequest(GuestSource.Compile("temporal", Source)));
        TestContext.Current.TestOutputHelper?.WriteLine($"{new FileInfo(image.Path).Length >> 10} KiB");
        using GuestTemplate template = GuestInMicroVm.Boot(image.Path);
        using MicroVm guest = template.Clone();

        guest.Call(0).Should().Be(120);
        guest.Call(1).Should().Be(-300);
    }
}
