namespace Reactor.EndToEnd.Tests.Support;

/// <summary>A clock that stands behind every recorded feed, so that the machine's own clock shows in no result.</summary>
internal sealed class FixedTime : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);
}
