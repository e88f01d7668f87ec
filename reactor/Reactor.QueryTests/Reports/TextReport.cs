namespace Reactor.QueryTests.Reports;

/// <summary>Writes results for people: one line per file, below it what failed.</summary>
/// <param name="output">Where.</param>
internal sealed class TextReport(TextWriter output)
{
    private string? _file;
    private int _passedInFile;
    private int _failedInFile;

    /// <summary>Cases that passed.</summary>
    internal int Passed { get; private set; }

    /// <summary>Cases that failed.</summary>
    internal int Failed { get; private set; }

    /// <summary>Takes the next result; those of a file come together.</summary>
    internal void Add(CaseResult result)
    {
        if (result.File != _file)
        {
            EndFile();
            _file = result.File;
        }

        if (result.Passed)
        {
            Passed++;
            _passedInFile++;
            return;
        }

        Failed++;
        _failedInFile++;
        output.WriteLine($"FAILED {result.FullName}");
        foreach (var failure in result.Failures)
        {
            output.WriteLine($"  {failure.Location}: {failure.Where}");
            output.WriteLine(failure.Text);
        }
    }

    /// <summary>Writes the last file's line and the sum.</summary>
    internal void End()
    {
        EndFile();
        output.WriteLine($"{Passed} passed, {Failed} failed");
    }

    private void EndFile()
    {
        if (_file is not null)
        {
            output.WriteLine($"{(_failedInFile == 0 ? "ok" : "not ok")} {_file}: {_passedInFile} passed{(_failedInFile == 0 ? "" : $", {_failedInFile} failed")}");
        }

        (_passedInFile, _failedInFile) = (0, 0);
    }
}
