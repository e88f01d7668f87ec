namespace Reactor.Tck.Tests;

/// <summary>How an execution ended.</summary>
/// <param name="Scenario">Its name.</param>
/// <param name="Reason">Null when it passed; otherwise a line that groups failures of one cause.</param>
/// <param name="Detail">What more there is to say of the failure.</param>
internal sealed record TckOutcome(string Scenario, string? Reason, string Detail = "");
