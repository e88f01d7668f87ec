using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Reactor.QueryCompiler.NativeImage;

namespace Reactor.QueryCompiler.Tests.NativeImage;

/// <summary>Guests of the tests, from source text to a managed assembly.</summary>
internal static class GuestSource
{
    /// <summary>A hand-written guest whose functions do what a runtime without an operating system finds hard.</summary>
    internal const string Probe = """
        using System;
        using System.Collections.Generic;
        using System.Runtime.CompilerServices;
        using Reactor.GuestSdk;

        internal static class Program
        {
            private static long s_calls;
            private static byte[][] s_kept = [];

            private static void Main() => GuestProgram.Run(Call);

            private static int Call(uint argument, ReadOnlySpan<byte> inbox, Span<byte> outbox)
            {
                if (argument == 12)
                {
                    inbox.CopyTo(outbox);
                    return inbox.Length;
                }

                BitConverter.TryWriteBytes(outbox, Run(argument));
                return sizeof(long);
            }

            private static long Run(uint argument) => argument switch
            {
                1 => 42,
                2 => Collect(),
                3 => ThrowAndCatch(),
                4 => Strings(2_000_000),
                5 => Fill(1_000_000),
                6 => throw new InvalidOperationException("the sixth function always fails"),
                7 => Dereference(null),
                8 => ++s_calls,
                9 => Keep(1 << 20),
                10 => DateTime.UtcNow.Ticks - DateTime.UnixEpoch.Ticks,
                11 => Overflow(0),
                13 => new Random().NextInt64(),
                14 => Finalize(),
                15 => Divide(0),
                _ => -1,
            };

            private static long Collect()
            {
                GC.Collect();
                return GC.CollectionCount(2);
            }

            private static long ThrowAndCatch()
            {
                try
                {
                    throw new InvalidOperationException("x");
                }
                catch (InvalidOperationException exception)
                {
                    return exception.Message.Length;
                }
            }

            private static long Strings(int count)
            {
                long length = 0;
                for (int i = 0; i < count; i++)
                {
                    length += ("abc" + i).Length;
                }

                return length;
            }

            private static long Fill(int count)
            {
                var map = new Dictionary<long, long>();
                for (long i = 0; i < count; i++)
                {
                    map[i * 7919] = i;
                }

                long sum = 0;
                for (long i = 0; i < count; i++)
                {
                    sum += map[i * 7919];
                }

                return sum;
            }

            private static long Dereference(object? nothing)
            {
                try
                {
                    return nothing!.GetHashCode();
                }
                catch (NullReferenceException)
                {
                    return 77;
                }
            }

            private static long Divide(int zero)
            {
                try
                {
                    return 1 / zero;
                }
                catch (DivideByZeroException)
                {
                    return 78;
                }
            }

            private static long Keep(int bytes)
            {
                for (int i = 0; ; i++)
                {
                    Array.Resize(ref s_kept, i + 1);
                    s_kept[i] = new byte[bytes];
                }
            }

            private static long Overflow(long depth) => Overflow(depth + 1) + 1;

            private static long Finalize()
            {
                Drop();
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return Finalized.Count;
            }

            [MethodImpl(MethodImplOptions.NoInlining)]
            private static void Drop() => _ = new Finalized();

            private sealed class Finalized
            {
                internal static long Count;

                ~Finalized() => Count++;
            }
        }
        """;

    /// <summary>Compiles a program against GuestSdk and everything this test process can load, deterministically.</summary>
    internal static ManagedAssembly Compile(string name, string source, OutputKind kind = OutputKind.ConsoleApplication)
    {
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        var compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(source)],
            [.. platform.Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)), MetadataReference.CreateFromImage(GuestLibraries.Sdk.Image.ToArray())],
            new CSharpCompilationOptions(kind, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable)
                .WithDeterministic(true));
        using var image = new MemoryStream();
        compilation.Emit(image).Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Should().BeEmpty();
        return new ManagedAssembly(name, image.ToArray());
    }
}
