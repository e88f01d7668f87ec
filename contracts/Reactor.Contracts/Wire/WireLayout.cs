namespace Reactor.Contracts.Wire;

/// <summary>Sizes, offsets and special slots of records (docs/abi.md, sections 3 and 4), in bytes.</summary>
public static class WireLayout
{
    /// <summary>One cell.</summary>
    public const int CellBytes = 16;

    /// <summary>Header of every record.</summary>
    public const int HeaderBytes = 8;

    /// <summary>A unit begin record.</summary>
    public const int UnitBeginBytes = 24;

    /// <summary>A unit end record.</summary>
    public const int UnitEndBytes = 8;

    /// <summary>A diff begin record.</summary>
    public const int DiffBeginBytes = 32;

    /// <summary>A diff end record.</summary>
    public const int DiffEndBytes = 8;

    /// <summary>A next due record.</summary>
    public const int NextDueBytes = 16;

    /// <summary>Where the image of a change record begins.</summary>
    public const int ChangeImage = 32;

    /// <summary>Where the first image of a row record begins.</summary>
    public const int RowImage = 32;

    /// <summary>Where the image of a row errors record begins.</summary>
    public const int RowErrorsImage = 16;

    /// <summary>Flag of a change: the label mask is valid.</summary>
    public const byte LabelsGiven = 1;

    /// <summary>Flag of a diff: it is of an instant at which timers fired, not of the unit's changes.</summary>
    public const byte Instant = 1;

    /// <summary>Slot of the element's id.</summary>
    public const ushort IdSlot = 0xFFFF;

    /// <summary>Slot of the id of the node a relation starts at.</summary>
    public const ushort StartSlot = 0xFFFE;

    /// <summary>Slot of the id of the node a relation ends at.</summary>
    public const ushort EndSlot = 0xFFFD;

    /// <summary>Slot of the list of all labels, or of the one type.</summary>
    public const ushort LabelsSlot = 0xFFFC;

    /// <summary>Slot of the map of all properties.</summary>
    public const ushort RestSlot = 0xFFF0;

    /// <summary>Most property slots of one query; above lie the special slots.</summary>
    public const int MaxSlots = 0xFF00;

    /// <summary>Cells of a nested value in front of its entries: what a node or relation is beside its properties.</summary>
    public static int LeadingCells(CellType type) => type switch
    {
        CellType.Node => 2,
        CellType.Relation => 4,
        _ => 0,
    };

    /// <summary>Rounds a length up to the alignment of records and data.</summary>
    public static int Align(int length) => (length + 7) & ~7;
}
