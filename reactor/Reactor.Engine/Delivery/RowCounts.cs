namespace Reactor.Engine.Delivery;

/// <summary>How many rows were added, updated and deleted.</summary>
internal struct RowCounts
{
    /// <summary>Rows added.</summary>
    public long Added;

    /// <summary>Rows updated.</summary>
    public long Updated;

    /// <summary>Rows deleted.</summary>
    public long Deleted;
}
