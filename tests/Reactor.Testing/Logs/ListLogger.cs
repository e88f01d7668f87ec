using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Reactor.Testing.Logs;

/// <summary>Keeps what is logged at a level and above.</summary>
public sealed class ListLogger(LogLevel least = LogLevel.Information) : ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    /// <summary>The messages so far, in order.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            _lines.Enqueue(formatter(state, exception));
        }
    }
}
