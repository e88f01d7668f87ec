namespace Reactor.Contracts.Changes;

/// <summary>What a change does to its element (docs/semantics.md, section 2). The numbers travel on the wire.</summary>
public enum ChangeOperation : byte
{
    /// <summary>Not an operation; zeroed memory must not mean anything.</summary>
    None = 0,

    /// <summary>The element appears, or replaces the one that has its id.</summary>
    Insert = 1,

    /// <summary>The element now has exactly these properties; an unknown id is inserted.</summary>
    UpdateReplace = 2,

    /// <summary>The given properties change, the others stay; an unknown id is inserted.</summary>
    UpdateMerge = 3,

    /// <summary>The element disappears; an unknown id does nothing.</summary>
    Delete = 4,

    /// <summary>All elements of one label disappear.</summary>
    Truncate = 5,
}
