namespace Reactor.QueryTests.Running;

/// <summary>The guest of a test trapped, failed, broke the protocol or exceeded a limit: the test fails with what it says.</summary>
/// <param name="message">What happened.</param>
internal sealed class GuestStoppedException(string message) : Exception(message);
