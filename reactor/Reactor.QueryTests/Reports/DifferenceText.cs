using System.Globalization;
using System.Text;

namespace Reactor.QueryTests.Reports;

/// <summary>Expected against got, a line each.</summary>
internal sealed class DifferenceText
{
    private readonly StringBuilder _text = new();

    /// <summary>Whether nothing differs.</summary>
    internal bool IsEmpty => _text.Length == 0;

    /// <summary>A time as documents write it.</summary>
    internal static string Time(long ns) =>
        DateTime.UnixEpoch.AddTicks(ns / 100).ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture) + "Z";

    /// <summary>Adds what should be there and is not.</summary>
    internal void Missing(string line) => Add($"    - {line}");

    /// <summary>Adds what is there and should not be.</summary>
    internal void Unexpected(string line) => Add($"    + {line}");

    /// <summary>Adds an explanation.</summary>
    internal void Note(string line) => Add($"      {line}");

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private void Add(string line) => _text.Append(_text.Length == 0 ? "" : "\n").Append(line);
}
