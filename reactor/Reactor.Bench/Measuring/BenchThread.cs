using Reactor.Vmm;

namespace Reactor.Bench.Measuring;

/// <summary>A second thread that does what it is told.</summary>
/// <remarks>It sleeps in between: two threads that wait for each other by yielding can end up on one processor and stay there.</remarks>
internal sealed class BenchThread : IDisposable
{
    private readonly AutoResetEvent _hasWork = new(initialState: false);
    private readonly AutoResetEvent _isDone = new(initialState: false);
    private readonly Thread _thread;
    private Action? _work;
    private Exception? _failure;

    internal BenchThread()
    {
        _thread = new Thread(Loop) { Name = "bench", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Runs an action there and waits for it.</summary>
    internal void Run(Action action)
    {
        Start(action);
        Wait();
    }

    /// <summary>Runs an action here and another there at the same time, equally often.</summary>
    internal void RunBeside(Action own, Action others, int repeats)
    {
        Start(() => Repeat(others, repeats));
        Repeat(own, repeats);
        Wait();
    }

    public void Dispose()
    {
        Start(null);
        _thread.Join();
        _hasWork.Dispose();
        _isDone.Dispose();
    }

    private static void Repeat(Action action, int repeats)
    {
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            action();
        }
    }

    private void Start(Action? action)
    {
        _work = action;
        _ = _hasWork.Set();
    }

    private void Wait()
    {
        _ = _isDone.WaitOne();
        if (_failure is { } failure)
        {
            throw new InvalidOperationException($"The second thread failed: {failure.Message}", failure);
        }
    }

    private void Loop()
    {
        while (true)
        {
            _ = _hasWork.WaitOne();
            if (_work is not { } work)
            {
                return;
            }

            try
            {
                work();
            }
            catch (Exception exception) when (exception is InvalidOperationException or KvmException)
            {
                _failure = exception;
            }

            _ = _isDone.Set();
        }
    }
}
