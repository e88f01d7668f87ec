namespace Reactor.Engine.Instances;

/// <summary>
/// One dedicated thread that enters guests. Instances stick to their thread; ready ones run in turn, one inbox each, so none starves.
/// </summary>
internal sealed class VcpuThread : IDisposable
{
    private readonly Queue<ScheduledInstance> _ready = new();
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly Thread _thread;
    private volatile bool _stopping;

    /// <summary>Starts a thread.</summary>
    /// <param name="number">Its number, for its name.</param>
    public VcpuThread(int number)
    {
        _thread = new Thread(Loop) { Name = $"vcpu-{number}", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Puts an instance behind the ready ones.</summary>
    public void Enqueue(ScheduledInstance instance)
    {
        lock (_gate)
        {
            _ready.Enqueue(instance);
        }

        _wake.Set();
    }

    /// <summary>Ends the thread after the entry that is under way.</summary>
    public void Dispose()
    {
        _stopping = true;
        _wake.Set();
        _thread.Join();
        _wake.Dispose();
    }

    private void Loop()
    {
        while (!_stopping)
        {
            ScheduledInstance? next;
            lock (_gate)
            {
                _ready.TryDequeue(out next);
            }

            if (next is null)
            {
                _wake.WaitOne();
            }
            else
            {
                next.Run();
            }
        }
    }
}
