namespace Reactor.Oracle.Values;

/// <summary>What a function of time gives before its time.</summary>
public sealed class OracleAwaiting
{
    /// <summary>The only one.</summary>
    public static OracleAwaiting Value { get; } = new();

    private OracleAwaiting()
    {
    }
}
