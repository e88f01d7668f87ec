namespace Reactor.QueryCompiler.Tests.Oracle;

/// <summary>A differential run whose failure shows a history that was made as small as possible.</summary>
internal static class ShrinkingRun
{
    /// <summary>Runs one history; throws with a smaller one when it fails.</summary>
    internal static int Run(Subject subject, History history)
    {
        try
        {
            return Differential.Run(subject, history);
        }
        catch (OracleMismatchException mismatch)
        {
            var (small, reason) = Shrinker.Shrink(history, mismatch.Message, candidate => Failure(subject, candidate));
            throw new OracleMismatchException($"{subject.Text}\nseed {small.Seed}: {reason}\nhistory, made smaller:\n{small}");
        }
    }

    private static string? Failure(Subject subject, History history)
    {
        try
        {
            Differential.Run(subject, history);
            return null;
        }
        catch (OracleMismatchException mismatch)
        {
            return mismatch.Message;
        }
    }
}
