namespace Reactor.Contracts.Results;

/// <summary>What a delivery to a reaction says besides rows (docs/semantics.md, section 1).</summary>
public enum ResultSignal
{
    /// <summary>Nothing: the delivery carries diffs.</summary>
    None,

    /// <summary>The query begins to read what its sources hold already.</summary>
    BootstrapStarted,

    /// <summary>What follows are live changes.</summary>
    BootstrapCompleted,
}
