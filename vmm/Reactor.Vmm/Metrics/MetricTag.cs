using System.Text;

namespace Reactor.Vmm.Metrics;

/// <summary>Attributes of the instruments.</summary>
internal static class MetricTag
{
    internal const string ExitKind = "reactor.vmm.exit.kind";
    internal const string SystemCallNumber = "reactor.vmm.syscall.number";
    internal const string Reason = "reactor.vmm.reason";
    internal const string State = "reactor.vmm.state";
    internal const string Stolen = "reactor.vmm.stolen";

    internal static KeyValuePair<string, object?> Of(string name, object value) => new(name, value);

    /// <summary>The spelling of an enumeration's value in an attribute: <c>DeadlineExceeded</c> is <c>deadline_exceeded</c>.</summary>
    internal static string Value(string name)
    {
        var text = new StringBuilder();
        foreach (char character in name)
        {
            if (char.IsAsciiLetterUpper(character) && text.Length > 0)
            {
                _ = text.Append('_');
            }

            _ = text.Append(char.ToLowerInvariant(character));
        }

        return text.ToString();
    }
}
