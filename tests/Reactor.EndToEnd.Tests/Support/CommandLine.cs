using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Reactor.EndToEnd.Tests.Support;

/// <summary>The built command line as a process of its own.</summary>
internal sealed partial class CommandLine : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    private CommandLine(string workingDirectory, IReadOnlyDictionary<string, string> environment, IEnumerable<string> arguments)
    {
        // artifacts/bin/<project>/<configuration>
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(own.Parent!.Parent!.FullName, "Reactor.Cli", own.Name, "Reactor.Cli.dll");
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(host, [program, .. arguments])
            {
                WorkingDirectory = workingDirectory,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        foreach (var (name, value) in environment)
        {
            _process.StartInfo.Environment[name] = value;
        }

        _process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_errors, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    internal TextWriter Input => _process.StandardInput;

    internal string Output => Read(_output);

    internal string Errors => Read(_errors);

    /// <summary>Starts it; standard input stays open.</summary>
    internal static CommandLine Start(string workingDirectory, params IEnumerable<string> arguments) =>
        new(workingDirectory, new Dictionary<string, string>(), arguments);

    /// <summary>Starts it with environment variables added; standard input stays open.</summary>
    internal static CommandLine Start(string workingDirectory, IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments) =>
        new(workingDirectory, environment, arguments);

    /// <summary>Runs it to its end.</summary>
    internal static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string workingDirectory, params IEnumerable<string> arguments)
    {
        using var run = Start(workingDirectory, arguments);
        run._process.StandardInput.Close();
        return (await run.ExitAsync(), run.Output, run.Errors);
    }

    /// <summary>Waits for the end and returns the exit code.</summary>
    internal async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
        return _process.ExitCode;
    }

    /// <summary>Waits until standard output contains a text.</summary>
    internal async Task UntilOutputAsync(string text)
    {
        using var end = new CancellationTokenSource(Patience);
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            _process.HasExited.Should().BeFalse("{0}{1}", Output, Errors);
            await Task.Delay(20, end.Token);
        }
    }

    /// <summary>What Ctrl-C sends.</summary>
    internal void Interrupt()
    {
        const int SIGINT = 2;
        kill(_process.Id, SIGINT).Should().Be(0);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    /// <summary>kill(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int kill(int pid, int sig);

    private static void Append(StringBuilder text, string? line)
    {
        lock (text)
        {
            text.Append(line).Append(line is null ? "" : "\n");
        }
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
