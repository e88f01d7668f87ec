using Reactor.QueryCompiler.NativeImage;

namespace Reactor.QueryCompiler.Tests.NativeImage;

/// <summary>A guest that uses what .NET's runtime offers beside computing: threads, timers, finalizers, the console. Built once for all tests of a class.</summary>
public sealed class RuntimeGuest : IDisposable
{
    private const string Source = """
        using System;
        using System.Collections.Generic;
        using System.Diagnostics;
        using System.Linq;
        using System.Runtime.CompilerServices;
        using System.Threading;
        using System.Threading.Channels;
        using System.Threading.Tasks;
        using Reactor.GuestSdk;

        internal static class Program
        {
            private static readonly List<Timer> s_timers = [];
            private static byte[][]? s_kept;
            private static int s_ticks;

            private static void Main() => GuestProgram.Run(Call);

            private static int Call(uint argument, ReadOnlySpan<byte> inbox, Span<byte> outbox)
            {
                BitConverter.TryWriteBytes(outbox, Run(argument));
                return sizeof(long);
            }

            private static long Run(uint argument) => argument switch
            {
                1 => Faults(),
                2 => FaultInThread(),
                3 => Write(),
                4 => Threads(),
                5 => Tasks(),
                6 => MonitorWait(),
                7 => Contention(),
                8 => Semaphores(),
                9 => Delays().GetAwaiter().GetResult(),
                10 => Timers(),
                11 => Finalizers(),
                12 => Locals(),
                13 => Async().GetAwaiter().GetResult(),
                14 => OutOfMemory(),
                15 => Pressure(),
                16 => CollectWhileOthersWait(),
                17 => Sleepers(),
                18 => SpinForFlag(),
                19 => Parallels(),
                20 => ManyThreads(),
                21 => Interrupted(),
                22 => Clocks(),
                23 => StartTimer(),
                24 => s_ticks,
                25 => Cancellation().GetAwaiter().GetResult(),
                26 => Channels().GetAwaiter().GetResult(),
                27 => Names(),
                28 => ReaderWriter(),
                29 => CollectWhileOthersYield(),

                40 => Recurse(0),
                41 => RecurseInThread(),
                42 => ThrowInThread(),
                43 => ThrowInFinalizer(),
                44 => Deadlock(),
                45 => Exit(),
                46 => FailFast(),
                47 => WaitForNobody(),
                48 => throw new InvalidOperationException("outer", new ArgumentException("inner")),
                49 => Compute(),
                50 => TooManyThreads(),
                51 => ThrowInAsync().GetAwaiter().GetResult(),
                52 => RecurseThroughFaults(null),
                _ => -1,
            };

            private static long Faults()
            {
                long caught = 0;
                object? nothing = null;
                int[]? none = null;
                for (int i = 0; i < 100; i++)
                {
                    try { nothing!.GetHashCode(); } catch (NullReferenceException) { caught++; }
                    try { none![3] = 1; } catch (NullReferenceException) { caught++; }
                    try { caught += Divide(i, 0); } catch (DivideByZeroException) { caught++; }
                    try { caught += Divide(int.MinValue, -1); } catch (OverflowException) { caught++; }
                    try { try { nothing!.ToString(); } finally { caught++; } } catch (NullReferenceException e) when (e.StackTrace!.Contains("Faults")) { caught++; }
                    try { try { nothing!.ToString(); } catch (NullReferenceException) { none!.ToString(); } } catch (NullReferenceException) { caught++; }
                }

                return caught;
            }

            [MethodImpl(MethodImplOptions.NoInlining)]
            private static int Divide(int a, int b) => a / b;

            private static long FaultInThread()
            {
                long caught = 0;
                var thread = new Thread(() => caught = Faults());
                thread.Start();
                thread.Join();
                return caught;
            }

            private static long Write()
            {
                Console.Out.WriteLine("to the output");
                Console.Error.WriteLine("to the error");
                Console.WriteLine("{0} and more", 3);
                Debug.WriteLine("nothing");
                Console.ForegroundColor = ConsoleColor.Red;
                Console.ResetColor();
                return Console.In.Read() + (Console.IsOutputRedirected ? 10 : 0);
            }

            private static long Threads()
            {
                long sum = 0;
                Thread[] threads = [.. Enumerable.Range(1, 10).Select(i => new Thread(() => Interlocked.Add(ref sum, i)) { IsBackground = true })];
                foreach (var thread in threads) thread.Start();
                foreach (var thread in threads) thread.Join();
                return sum;
            }

            private static long Tasks()
            {
                Task<int>[] tasks = [.. Enumerable.Range(1, 20).Select(i => Task.Run(() => i * i))];
                Task.WaitAll(tasks);
                return tasks.Sum(task => task.Result);
            }

            private static long MonitorWait()
            {
                object gate = new();
                bool ready = false;
                long log = 0;
                lock (gate)
                {
                    log += Monitor.Wait(gate, 50) ? 0 : 1;
                }

                var thread = new Thread(() => { lock (gate) { ready = true; Monitor.PulseAll(gate); } });
                lock (gate)
                {
                    thread.Start();
                    while (!ready) log += Monitor.Wait(gate, 60_000) ? 10 : 0;
                }

                thread.Join();
                return log;
            }

            private static long Contention()
            {
                object gate = new();
                long count = 0;
                Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
                {
                    for (int i = 0; i < 1000; i++)
                    {
                        lock (gate) { long seen = count; if (i % 50 == 0) Thread.Sleep(1); count = seen + 1; }
                    }
                }))];
                foreach (var thread in threads) thread.Start();
                foreach (var thread in threads) thread.Join();
                return count;
            }

            private static long Semaphores()
            {
                using var slim = new SemaphoreSlim(0);
                using var kernel = new Semaphore(0, 10);
                using var done = new ManualResetEventSlim();
                long log = slim.Wait(20) ? 0 : 1;
                log += kernel.WaitOne(20) ? 0 : 10;
                var thread = new Thread(() => { slim.Release(3); kernel.Release(2); done.Set(); });
                thread.Start();
                done.Wait();
                log += slim.Wait(0) ? 100 : 0;
                log += kernel.WaitOne() && kernel.WaitOne() ? 1000 : 0;
                thread.Join();
                return log;
            }

            private static async Task<long> Delays()
            {
                long start = Environment.TickCount64;
                var watch = Stopwatch.StartNew();
                DateTime wall = DateTime.UtcNow;
                await Task.Delay(1500);
                await Task.WhenAll(Task.Delay(500), Task.Delay(1000), Task.Run(() => Thread.Sleep(200)));
                bool timedOut = false;
                try { await Task.Delay(10_000).WaitAsync(TimeSpan.FromMilliseconds(100)); } catch (TimeoutException) { timedOut = true; }
                long ms = Environment.TickCount64 - start;
                return timedOut && ms is >= 2600 and < 3000 && watch.ElapsedMilliseconds >= 2599 && (DateTime.UtcNow - wall).TotalMilliseconds is >= 2599 and < 3100 ? 1 : -ms;
            }

            private static long Timers()
            {
                int ticks = 0;
                using var enough = new ManualResetEventSlim();
                using var timer = new Timer(_ => { if (++ticks == 5) enough.Set(); }, null, 100, 100);
                bool came = enough.Wait(TimeSpan.FromSeconds(5));
                return came && ticks >= 5 ? 1 : -ticks;
            }

            private static long StartTimer()
            {
                s_timers.Add(new Timer(_ => s_ticks++, null, 1000, 1000));
                return s_ticks;
            }

            private static long Finalizers()
            {
                int before = Finalized.Count;
                Drop(10);
                GC.Collect();
                GC.WaitForPendingFinalizers();
                WeakReference weak = MakeWeak();
                GC.Collect();
                return Finalized.Count - before + (weak.IsAlive ? 1000 : 0);
            }

            [MethodImpl(MethodImplOptions.NoInlining)]
            private static void Drop(int count) { for (int i = 0; i < count; i++) _ = new Finalized(); }

            [MethodImpl(MethodImplOptions.NoInlining)]
            private static WeakReference MakeWeak() => new(new object());

            private static long Locals()
            {
                using var local = new ThreadLocal<int>(() => 5, trackAllValues: true);
                var flowing = new AsyncLocal<int> { Value = 7 };
                t_own = 1;
                local.Value++;
                long seen = 0;
                var thread = new Thread(() => { local.Value += 10; t_own += 100; seen = t_own * 1000 + local.Value * 10 + flowing.Value; });
                thread.Start();
                thread.Join();
                return seen + local.Value * 1_000_000 + local.Values.Count * 10_000_000;
            }

            [ThreadStatic]
            private static int t_own;

            private static async Task<long> Async()
            {
                long sum = 0;
                for (int i = 0; i < 50; i++)
                {
                    await Task.Yield();
                    sum += await Task.Run(async () => { await Task.Delay(i % 3); return i; });
                }

                try { await Task.Run(() => throw new InvalidOperationException("from the pool")); }
                catch (InvalidOperationException exception) when (exception.Message == "from the pool") { sum += 10_000; }

                try { Task.Run(() => ((object)null!).ToString()).Wait(); }
                catch (AggregateException exception) when (exception.InnerException is NullReferenceException) { sum += 100_000; }

                return sum;
            }

            private static long OutOfMemory()
            {
                long caught = 0;
                for (int round = 0; round < 3; round++)
                {
                    try
                    {
                        Fill();
                    }
                    catch (OutOfMemoryException)
                    {
                        s_kept = null;
                        caught++;
                    }
                }

                try { _ = new byte[1 << 30]; } catch (OutOfMemoryException) { caught += 10; }
                GC.Collect();
                return caught + (new byte[8 << 20].Length >> 20) * 100;
            }

            [MethodImpl(MethodImplOptions.NoInlining)]
            private static void Fill()
            {
                s_kept = new byte[4096][];
                for (int i = 0; i < s_kept.Length; i++) s_kept[i] = new byte[100_000];
            }

            private static long Pressure()
            {
                var random = new Random(1);
                var live = new byte[200][];
                long allocated = 0;
                for (int i = 0; i < 20_000; i++)
                {
                    int length = random.Next(1, 100_000);
                    live[random.Next(live.Length)] = new byte[length];
                    allocated += length;
                }

                return allocated > 500_000_000 && GC.CollectionCount(0) > 10 ? 1 : -allocated;
            }

            private static long CollectWhileOthersWait()
            {
                using var go = new ManualResetEvent(false);
                using var started = new CountdownEvent(5);
                long sum = 0;
                Thread[] threads = [.. Enumerable.Range(0, 5).Select(i => new Thread(() =>
                {
                    var own = new List<string>();
                    for (int n = 0; n < 1000; n++) own.Add("text" + n);
                    started.Signal();
                    go.WaitOne();
                    GC.Collect();
                    Interlocked.Add(ref sum, own.Count(text => text.Length > 4));
                }))];
                foreach (var thread in threads) thread.Start();
                started.Wait();
                for (int i = 0; i < 5; i++) { Drop(100); GC.Collect(); }
                go.Set();
                foreach (var thread in threads) thread.Join();
                return sum;
            }

            private static long CollectWhileOthersYield()
            {
                bool stop = false;
                long rounds = 0;
                Thread[] threads = [.. Enumerable.Range(0, 3).Select(i => new Thread(() =>
                {
                    for (int n = 0; !Volatile.Read(ref stop); n++)
                    {
                        object kept = new byte[100];
                        switch (n % 3)
                        {
                            case 0: Thread.Yield(); break;
                            case 1: Thread.Sleep(0); break;
                            default: Thread.SpinWait(100); Thread.Sleep(1); break;
                        }

                        GC.KeepAlive(kept);
                        Interlocked.Increment(ref rounds);
                    }
                }))];
                foreach (var thread in threads) thread.Start();
                for (int i = 0; i < 20; i++) { Thread.Yield(); GC.Collect(); if (i % 5 == 0) Thread.Sleep(1); }
                stop = true;
                foreach (var thread in threads) thread.Join();
                return rounds > 30 ? 1 : -rounds;
            }

            private static long Sleepers()
            {
                var order = new List<int>();
                Thread[] threads = [.. new[] { 300, 100, 200 }.Select(ms => new Thread(() => { Thread.Sleep(ms); lock (order) order.Add(ms); }))];
                foreach (var thread in threads) thread.Start();
                foreach (var thread in threads) thread.Join();
                return order[0] * 1_000_000L + order[1] * 1000 + order[2];
            }

            private static long SpinForFlag()
            {
                int flag = 0;
                var thread = new Thread(() => { Thread.Sleep(50); Volatile.Write(ref flag, 1); });
                thread.Start();
                SpinWait.SpinUntil(() => Volatile.Read(ref flag) == 1);
                flag = 0;
                var second = new Thread(() => { Thread.Sleep(5); Volatile.Write(ref flag, 1); });
                second.Start();
                while (Volatile.Read(ref flag) == 0) Thread.Yield();
                thread.Join();
                second.Join();
                return 1;
            }

            private static long Parallels()
            {
                long sum = 0;
                Parallel.For(0, 100, i => Interlocked.Add(ref sum, i));
                return sum + Enumerable.Range(0, 100).AsParallel().Where(i => i % 2 == 0).Sum();
            }

            private static long ManyThreads()
            {
                int count = 0;
                for (int i = 0; i < 200; i++)
                {
                    var thread = new Thread(() => count++);
                    thread.Start();
                    thread.Join();
                }

                return count;
            }

            private static long Interrupted()
            {
                bool interrupted = false;
                var thread = new Thread(() => { try { Thread.Sleep(Timeout.Infinite); } catch (ThreadInterruptedException) { interrupted = true; } });
                thread.Start();
                Thread.Sleep(10);
                thread.Interrupt();
                thread.Join();
                return interrupted ? 1 : 0;
            }

            private static long Clocks()
            {
                long before = Stopwatch.GetTimestamp();
                DateTime wall = DateTime.UtcNow;
                Thread.Sleep(2000);
                double ms = Stopwatch.GetElapsedTime(before).TotalMilliseconds;
                return ms is >= 2000 and < 2010 && (DateTime.UtcNow - wall).TotalMilliseconds is >= 1999 and < 2010 ? 1 : (long)-ms;
            }

            private static async Task<long> Cancellation()
            {
                using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
                try { await Task.Delay(Timeout.Infinite, source.Token); return 0; }
                catch (TaskCanceledException) { return 1; }
            }

            private static async Task<long> Channels()
            {
                var channel = Channel.CreateBounded<int>(4);
                Task producer = Task.Run(async () => { for (int i = 0; i < 1000; i++) await channel.Writer.WriteAsync(i); channel.Writer.Complete(); });
                long sum = 0;
                await foreach (int value in channel.Reader.ReadAllAsync()) sum += value;
                await producer;
                return sum;
            }

            private static long Names()
            {
                Thread.CurrentThread.Name ??= "answering";
                string? seen = null;
                var thread = new Thread(() => seen = Thread.CurrentThread.Name) { Name = "a name that is longer than the kernel's fifteen bytes" };
                thread.Start();
                thread.Join();
                return seen!.Length;
            }

            private static long ReaderWriter()
            {
                using var gate = new ReaderWriterLockSlim();
                using var barrier = new Barrier(3);
                long count = 0;
                Thread[] threads = [.. Enumerable.Range(0, 3).Select(_ => new Thread(() =>
                {
                    for (int i = 0; i < 20; i++)
                    {
                        barrier.SignalAndWait();
                        gate.EnterWriteLock();
                        try { count++; Thread.Yield(); } finally { gate.ExitWriteLock(); }
                    }
                }))];
                foreach (var thread in threads) thread.Start();
                foreach (var thread in threads) thread.Join();
                return count;
            }

            private static long Recurse(long depth) => Recurse(depth + 1) + 1;

            private static long RecurseInThread()
            {
                var thread = new Thread(() => Recurse(0));
                thread.Start();
                thread.Join();
                return 0;
            }

            private static long RecurseThroughFaults(object? nothing)
            {
                try { return nothing!.GetHashCode(); }
                catch (NullReferenceException) { return RecurseThroughFaults(nothing) + 1; }
            }

            private static long ThrowInThread()
            {
                var thread = new Thread(() => throw new FormatException("nobody catches this"));
                thread.Start();
                thread.Join();
                return 0;
            }

            private static long ThrowInFinalizer()
            {
                Finalized.Throws = true;
                Drop(1);
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return 0;
            }

            private static long Deadlock()
            {
                object first = new(), second = new();
                using var both = new Barrier(2);
                var thread = new Thread(() => { lock (second) { both.SignalAndWait(); lock (first) { } } }) { Name = "other one" };
                thread.Start();
                lock (first) { both.SignalAndWait(); lock (second) { } }
                return 0;
            }

            private static long Exit()
            {
                Console.Error.WriteLine("leaving");
                Environment.Exit(7);
                return 0;
            }

            private static long FailFast()
            {
                Environment.FailFast("cannot go on");
                return 0;
            }

            private static long WaitForNobody() => new ManualResetEvent(false).WaitOne() ? 1 : 0;

            private static long Compute()
            {
                bool stop = false;
                var thread = new Thread(() => { while (!Volatile.Read(ref stop)) { } });
                thread.Start();
                Thread.Sleep(10);
                stop = true;
                return 1;
            }

            private static long TooManyThreads()
            {
                int started = 0;
                try
                {
                    for (; started < 1000; started++) new Thread(() => Thread.Sleep(Timeout.Infinite)).Start();
                }
                catch (OutOfMemoryException)
                {
                }
                catch (ThreadStartException)
                {
                }

                return started;
            }

            private static async Task<long> ThrowInAsync()
            {
                await Task.Delay(10);
                await Task.Run(() => throw new TimeoutException("after a while"));
                return 0;
            }

            private sealed class Finalized
            {
                internal static int Count;
                internal static bool Throws;

                ~Finalized()
                {
                    Count++;
                    if (Throws) throw new NotSupportedException("from a finalizer");
                }
            }
        }
        """;

    private readonly ScratchDirectory _directory = new();
    private Task<Reactor.QueryCompiler.NativeImage.NativeImage>? _image;

    internal Task<Reactor.QueryCompiler.NativeImage.NativeImage> BuildAsync()
    {
        NativeToolchain toolchain = NativeTools.Require();
        return _image ??= new NativeImageBuilder(toolchain, new ImageCache(_directory.Path))
            .BuildAsync(new NativeImageRequest(GuestSource.Compile("runtime", Source)));
    }

    public void Dispose() => _directory.Dispose();
}
