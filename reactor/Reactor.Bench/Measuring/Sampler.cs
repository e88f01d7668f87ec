using System.Diagnostics;

namespace Reactor.Bench.Measuring;

/// <summary>Measures operations in turn, so that what changes on the machine meanwhile changes them alike.</summary>
/// <param name="settings">How long.</param>
internal sealed class Sampler(BenchSettings settings)
{
    /// <summary>How long.</summary>
    internal BenchSettings Settings => settings;

    /// <summary>As this one, for operations of tens of milliseconds: a given number of rounds at least.</summary>
    internal Sampler Few(int rounds) => new(settings with { MinRounds = Math.Min(rounds, settings.MinRounds) });

    /// <summary>Runs one operation until there are enough measurements.</summary>
    internal Samples Measure(Operation operation) => Interleave(operation)[0];

    /// <summary>Runs rounds of all operations, each in its turn, until there are enough; the first tenth of the time is not counted.</summary>
    /// <returns>One per operation, with equally many measurements.</returns>
    internal IReadOnlyList<Samples> Interleave(params IReadOnlyList<Operation> operations)
    {
        var samples = operations.Select(_ => new Samples()).ToArray();
        long started = Stopwatch.GetTimestamp();
        do
        {
            Round(operations, (_, _) => { });
        }
        while (Stopwatch.GetElapsedTime(started) < settings.Budget / 10);

        started = Stopwatch.GetTimestamp();
        for (int round = 0; round < settings.MinRounds || (round < settings.MaxRounds && Stopwatch.GetElapsedTime(started) < settings.Budget); round++)
        {
            Round(operations, (index, microseconds) => samples[index].Add(microseconds));
        }

        return samples;
    }

    private static void Round(IReadOnlyList<Operation> operations, Action<int, double> record)
    {
        for (int index = 0; index < operations.Count; index++)
        {
            Operation operation = operations[index];
            operation.Before();
            long started = Stopwatch.GetTimestamp();
            for (int repeat = 0; repeat < operation.Repeats; repeat++)
            {
                operation.Timed();
            }

            TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
            operation.After();
            record(index, elapsed.TotalMicroseconds / operation.Repeats);
        }
    }
}
