using System.Globalization;

namespace Reactor.Vmm.Tests.Hostile;

/// <summary>How much a random test tries, and from which seed; both are in its output, so that a failure can be repeated.</summary>
/// <remarks><c>HOSTILE_COUNT=200000 HOSTILE_SEED=7</c> in the environment; 5,000 and 1 otherwise.</remarks>
internal static class Effort
{
    internal static int Count { get; } = Number("HOSTILE_COUNT", 5_000);

    internal static int Seed { get; } = Number("HOSTILE_SEED", 1);

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : otherwise;
}
