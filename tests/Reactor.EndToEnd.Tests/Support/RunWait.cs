namespace Reactor.EndToEnd.Tests.Support;

/// <summary>Waits for what a run does, for as long as the run goes on.</summary>
internal static class RunWait
{
    /// <summary>Longest wait: far beyond what a loaded machine needs.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Returns when the condition holds.</summary>
    /// <param name="condition">Asked about every 10 ms.</param>
    /// <param name="run">The run, which must not end before.</param>
    internal static async Task UntilAsync(Func<bool> condition, Task run)
    {
        using var end = new CancellationTokenSource(Patience);
        while (!condition())
        {
            run.IsCompleted.Should().BeFalse("the run goes on until it is stopped");
            await Task.Delay(10, end.Token);
        }
    }
}
