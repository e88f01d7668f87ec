using System.CommandLine;
using System.CommandLine.Help;
using Reactor.Cli;
using Reactor.Cli.Commands;
using Spectre.Console;

if (Console.IsOutputRedirected)
{
    AnsiConsole.Profile.Width = 200; // a file has no edge to wrap at
}

// Not a RootCommand: that one calls itself after its file.
var root = new Command(
    "reactor",
    """
    Reactor: continuous queries over change feeds, in micro-VMs.

    Exit codes: 0 done, 1 mistakes in the command line, resources or queries, 2 this machine lacks something, 3 the run failed, 130 stopped by Ctrl-C.
    Errors go to stderr, data to stdout.
    """)
{
    new HelpOption { Recursive = true },
    new VersionOption(),
    RunCommand.Create(),
    DemoCommand.Create(),
    ValidateCommand.Create(),
    CompileCommand.Create(),
    TestCommand.Create(),
    DoctorCommand.Create(),
    BenchCommand.Create(),
};

// Long enough for reactions to close after Ctrl-C and for the summary.
var command = root.Parse(args);
var exitCode = await command.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(15) });

// To a CI system a failed test and a mistyped command are two things.
return command.Errors.Count > 0 && command.CommandResult.Command.Name == TestCommand.Name ? ExitCode.TestsUnreadable : exitCode;
