using System.CommandLine;
using System.CommandLine.Help;
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
    DoctorCommand.Create(),
    BenchCommand.Create(),
};

// Long enough for reactions to close after Ctrl-C and for the summary.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(15) });
