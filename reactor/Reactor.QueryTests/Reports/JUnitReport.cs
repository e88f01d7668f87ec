using System.Globalization;
using System.Xml.Linq;

namespace Reactor.QueryTests.Reports;

/// <summary>Writes results as JUnit XML, which CI systems read: one suite per file.</summary>
internal static class JUnitReport
{
    /// <summary>The document.</summary>
    internal static XDocument Of(IReadOnlyList<CaseResult> results) => new(new XElement(
        "testsuites",
        Counts(results),
        results.GroupBy(result => result.File).Select(file => new XElement(
            "testsuite",
            new XAttribute("name", file.Key),
            Counts([.. file]),
            file.Select(Case)))));

    private static object[] Counts(IReadOnlyList<CaseResult> results) =>
    [
        new XAttribute("tests", results.Count),
        new XAttribute("failures", results.Count(result => !result.Passed)),
        new XAttribute("errors", 0),
        new XAttribute("time", Seconds(results.Aggregate(TimeSpan.Zero, (sum, result) => sum + result.Duration))),
    ];

    private static XElement Case(CaseResult result) => new(
        "testcase",
        new XAttribute("classname", result.Test),
        new XAttribute("name", result.Case ?? "the query"),
        new XAttribute("time", Seconds(result.Duration)),
        result.Failures.Select(failure => new XElement(
            "failure",
            new XAttribute("message", Printable($"{failure.Location}: {failure.Where}")),
            Printable(failure.Text))));

    // XML has no way to write most control characters.
    private static string Printable(string text) =>
        string.Concat(text.Select(character => System.Xml.XmlConvert.IsXmlChar(character) || char.IsSurrogate(character) ? character : '\uFFFD'));

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
}
