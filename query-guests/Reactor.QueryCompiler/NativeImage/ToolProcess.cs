using System.Diagnostics;

namespace Reactor.QueryCompiler.NativeImage;

/// <summary>One run of a command-line tool.</summary>
internal static class ToolProcess
{
    private const int KeptLines = 20;

    /// <summary>Runs a tool to its end; a cancelled run is killed with its children.</summary>
    /// <param name="tool">How messages call it.</param>
    /// <param name="path">The executable.</param>
    /// <param name="arguments">Its arguments, unquoted.</param>
    /// <param name="cancellationToken">Stops the tool.</param>
    /// <exception cref="NativeImageException">It could not be started, or its exit code is not 0.</exception>
    internal static async Task RunAsync(string tool, string path, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        using var process = new Process { StartInfo = start };
        var lines = new Queue<string>();
        process.OutputDataReceived += (_, line) => Keep(lines, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(lines, line.Data);
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new NativeImageException(tool, $"{path} could not be started: {exception.Message}.");
        }

        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        if (process.ExitCode != 0)
        {
            lock (lines)
            {
                throw new NativeImageException(tool, process.ExitCode, [.. lines]);
            }
        }
    }

    private static void Keep(Queue<string> lines, string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return;
        }

        lock (lines)
        {
            lines.Enqueue(line);
            if (lines.Count > KeptLines)
            {
                lines.Dequeue();
            }
        }
    }
}
