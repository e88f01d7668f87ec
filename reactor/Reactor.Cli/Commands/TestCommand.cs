using System.CommandLine;
using System.CommandLine.Parsing;
using Reactor.Cli.Composition;
using Reactor.Cli.Display;
using Reactor.Contracts.Resources;
using Reactor.Engine.Isolation;
using Reactor.QueryCompiler.NativeImage;
using Reactor.QueryTests.Running;
using Reactor.Vmm;

namespace Reactor.Cli.Commands;

/// <summary><c>reactor test</c>: unit tests of queries (docs/testing.md).</summary>
internal static class TestCommand
{
    /// <summary>Its name.</summary>
    public const string Name = "test";

    private const string AllWays = "one, all and restart";

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "Files of test documents", Arity = ArgumentArity.OneOrMore };
        var isolation = CommonOptions.Isolation();
        isolation.Description = "Where queries run: in this process (inprocess, the default), in micro-VMs (needs /dev/kvm and gcc), or (auto) in micro-VMs where this machine can";
        isolation.DefaultValueFactory = _ => IsolationMode.InProcess;
        var junit = new Option<string?>("--junit") { Description = "Also write the results to this file as JUnit XML", HelpName = "FILE" };
        var ways = new Option<BatchWay[]>("--batch")
        {
            Description = $"How changes reach the query: one by one, all in one batch, or with the query's state taken and brought back after each step; default: {AllWays}, whose diffs must be the same",
            HelpName = "one|all|restart",
            CustomParser = argument => [.. argument.Tokens.Select(token => WayOf(token.Value, argument))],
        };
        var command = new Command(
            Name,
            """
            Runs unit tests of queries: what a query makes of a history.

            Exit codes: 0 all passed, 1 some failed, 2 the command line or a test file has mistakes or cannot be read, or this machine lacks something.
            """)
        {
            files, isolation, junit, ways,
        };
        command.SetAction((result, cancellationToken) => RunAsync(
            result.GetValue(files)!, result.GetValue(isolation), result.GetValue(junit), result.GetValue(ways) is { Length: > 0 } given ? [.. given.Distinct()] : Enum.GetValues<BatchWay>(), cancellationToken));
        return command;
    }

    private static BatchWay WayOf(string text, ArgumentResult argument)
    {
        if (Array.Find(Enum.GetNames<BatchWay>(), name => string.Equals(name, text, StringComparison.OrdinalIgnoreCase)) is { } name)
        {
            return Enum.Parse<BatchWay>(name);
        }

        argument.AddError($"--batch must be one, all or restart, not '{text}'");
        return default;
    }

    private static async Task<int> RunAsync(
        string[] files, IsolationMode isolation, string? junit, IReadOnlyList<BatchWay> ways, CancellationToken cancellationToken)
    {
        var problems = new List<ResourceProblem>();
        using var runner = TestRunner.Load(files, problems, out var listing);
        if (runner is null)
        {
            foreach (var problem in problems)
            {
                await Console.Error.WriteLineAsync(listing.Format(problem));
            }

            await Console.Error.WriteLineAsync(Amount.Of(problems.Count, "mistake"));
            return ExitCode.TestsUnreadable;
        }

        var choice = IsolationChoice.Make(isolation);
        if (!choice.IsPossible)
        {
            await Console.Error.WriteLineAsync($"error: {choice.Reason}");
            return ExitCode.Unavailable;
        }

        try
        {
            var image = await ImageAsync(runner, choice.UseMicroVms, isolation, cancellationToken);
            return new TestSession(runner, ways).Run(image, Console.Out, junit, cancellationToken) ? ExitCode.Success : ExitCode.TestsFailed;
        }
        catch (NativeImageException failure)
        {
            await Console.Error.WriteLineAsync($"error: {failure.Message}");
            return ExitCode.Unavailable;
        }
        catch (Exception failure) when (failure is GuestBootException or KvmException)
        {
            await Console.Error.WriteLineAsync($"error: {failure.Message}");
            return ExitCode.Unavailable;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"error: cannot write {junit}: {failure.Message}");
            return ExitCode.TestsUnreadable;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Stopped;
        }
    }

    /// <summary>The image to run, or null to run in this process.</summary>
    private static async Task<NativeImage?> ImageAsync(TestRunner runner, bool useMicroVms, IsolationMode isolation, CancellationToken cancellationToken)
    {
        if (runner.Assembly is null || !useMicroVms)
        {
            return null;
        }

        try
        {
            return await new NativeImageBuilder(NativeToolchain.Probe(), new ImageCache()).BuildAsync(runner.Assembly.ToNativeImageRequest(), null, cancellationToken);
        }
        catch (NativeImageException) when (isolation == IsolationMode.Auto)
        {
            return null;
        }
    }
}
