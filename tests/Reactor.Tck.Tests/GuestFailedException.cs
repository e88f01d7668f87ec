namespace Reactor.Tck.Tests;

/// <summary>A guest failed, which no scenario of the kit expects.</summary>
/// <param name="reason">Groups failures of one cause.</param>
/// <param name="detail">What more there is to say.</param>
internal sealed class GuestFailedException(string reason, string detail) : Exception(reason)
{
    internal string Detail => detail;
}
