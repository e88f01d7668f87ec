namespace Reactor.Cli;

/// <summary>What the process ends with. Documented in <c>reactor --help</c>.</summary>
internal static class ExitCode
{
    /// <summary>Everything asked for was done.</summary>
    public const int Success = 0;

    /// <summary>The command line, resources or queries have mistakes; they are on stderr.</summary>
    public const int Mistakes = 1;

    /// <summary>This machine lacks something that was asked for; stderr says what and the remedy.</summary>
    public const int Unavailable = 2;

    /// <summary><c>reactor test</c>: some tests failed; stdout says which.</summary>
    public const int TestsFailed = 1;

    /// <summary><c>reactor test</c>: a test file cannot be read or has mistakes; they are on stderr.</summary>
    public const int TestsUnreadable = 2;

    /// <summary>The run began and a source, query or reaction failed.</summary>
    public const int RunFailed = 3;

    /// <summary>Stopped by Ctrl-C or SIGTERM after a clean shutdown.</summary>
    public const int Stopped = 130;
}
