using System.CommandLine;
using Reactor.Cli.Commands;
using Spectre.Console;

if (Console.IsOutputRedirected)
{
    AnsiConsole.Profile.Width = 200; // a file has no edge to wrap at
}

var root = new RootCommand("""
    Reactor: continuous queries over change feeds, in micro-VMs.

    Exit codes: 0 done, 1 mistakes in resources or queries, 2 this machine lacks something, 3 the run failed, 130 stopped by Ctrl-C.
    Errors go to stderr, data to stdout.
    """)
{
    RunCommand.Create(),
    DemoCommand.Create(),
    ValidateCommand.Create(),
    CompileCommand.Create(),
    DoctorCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
