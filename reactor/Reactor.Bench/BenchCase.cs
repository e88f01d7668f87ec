namespace Reactor.Bench;

/// <summary>One bench: what <c>--only</c> selects.</summary>
/// <param name="Name">Its name; its figures' names start with it.</param>
/// <param name="Run">Measures.</param>
internal sealed record BenchCase(string Name, Func<BenchContext, IEnumerable<Figure>> Run);
