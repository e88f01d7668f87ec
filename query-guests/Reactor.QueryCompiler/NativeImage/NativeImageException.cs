namespace Reactor.QueryCompiler.NativeImage;

/// <summary>A native image could not be built: a tool is missing, or failed.</summary>
public sealed class NativeImageException : Exception
{
    internal NativeImageException(string tool, string reason)
        : base(reason) => Tool = tool;

    internal NativeImageException(string tool, int exitCode, IReadOnlyList<string> lastLines)
        : base($"{tool} failed with exit code {exitCode}:{Environment.NewLine}{string.Join(Environment.NewLine, lastLines)}")
    {
        Tool = tool;
        ExitCode = exitCode;
        LastLines = lastLines;
    }

    /// <summary>The tool, e.g. "ilc".</summary>
    public string Tool { get; }

    /// <summary>Its exit code; null when it did not run.</summary>
    public int? ExitCode { get; }

    /// <summary>The last lines it printed, at most 20.</summary>
    public IReadOnlyList<string> LastLines { get; } = [];
}
