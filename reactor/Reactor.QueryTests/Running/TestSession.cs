using Reactor.QueryCompiler.NativeImage;
using Reactor.QueryTests.Reports;
using Reactor.Vmm;

namespace Reactor.QueryTests.Running;

/// <summary>One run of test files, from compiled queries to reports.</summary>
/// <param name="runner">The files.</param>
/// <param name="ways">How histories reach the queries.</param>
public sealed class TestSession(TestRunner runner, IReadOnlyList<BatchWay> ways)
{
    /// <summary>Runs all cases and reports them.</summary>
    /// <param name="image">The native image of the queries; null to run them in this process.</param>
    /// <param name="output">Gets the report for people.</param>
    /// <param name="junit">Path of the JUnit file to write, or null.</param>
    /// <param name="cancellationToken">Stops between two cases.</param>
    /// <returns>Whether all passed.</returns>
    /// <exception cref="GuestBootException">The image does not start.</exception>
    /// <exception cref="IOException">The JUnit file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The JUnit file may not be written.</exception>
    public bool Run(NativeImage? image, TextWriter output, string? junit, CancellationToken cancellationToken)
    {
        using var guests = image is null ? null : new MicroVmTestGuests(image);
        var report = new TextReport(output);
        var results = new List<CaseResult>();
        foreach (var result in runner.Run(guests, ways, cancellationToken))
        {
            results.Add(result);
            report.Add(result);
        }

        report.End();
        if (junit is not null)
        {
            using var file = new StreamWriter(junit);
            JUnitReport.Of(results).Save(file);
        }

        return report.Failed == 0;
    }
}
