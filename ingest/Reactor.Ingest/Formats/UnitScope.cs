namespace Reactor.Ingest.Formats;

/// <summary>Which changes of a decoded value belong together.</summary>
internal enum UnitScope
{
    /// <summary>Each is a unit of its own.</summary>
    EachChange,

    /// <summary>All changes of the value are one unit.</summary>
    WholeValue,

    /// <summary>They belong to a transaction that other values may continue.</summary>
    Transaction,
}
