namespace Reactor.Contracts.Results;

/// <summary>A receiver refuses a delivery for good: trying again would not help.</summary>
public sealed class ReactionException(string reaction, string resultId, string reason, Exception? inner = null)
    : Exception($"reaction {reaction}: {resultId}: {reason}", inner)
{
    /// <summary>Name of the reaction's resource.</summary>
    public string Reaction { get; } = reaction;

    /// <summary>Result id of the first diff that was not delivered.</summary>
    public string ResultId { get; } = resultId;
}
