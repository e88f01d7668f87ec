using Reactor.QueryCompiler.Planning;

namespace Reactor.QueryCompiler.Emission;

/// <summary>How generated code reads an element that a row holds.</summary>
internal abstract record ElementAccess
{
    private ElementAccess(ElementReads reads, bool isNode)
    {
        Reads = reads;
        IsNode = isNode;
    }

    /// <summary>What the query reads of it.</summary>
    internal ElementReads Reads { get; }

    /// <summary>Node or relation.</summary>
    internal bool IsNode { get; }

    /// <summary>C# of its identity.</summary>
    internal abstract string Identity { get; }

    /// <summary>C# of whether there is none, or null when there always is one.</summary>
    internal virtual string? NullTest => null;

    /// <summary>C# of its label mask.</summary>
    internal abstract string Labels { get; }

    /// <summary>C# of a field of its row.</summary>
    internal abstract string Field(RowField field);

    /// <summary>An element bound by the pattern: a reference to its version in a store.</summary>
    /// <param name="Name">Name of the C# variable.</param>
    /// <param name="Layout">The query's layout.</param>
    /// <param name="Reads">What the query reads of it.</param>
    /// <param name="IsNode">Node or relation.</param>
    internal sealed record Bound(string Name, RowLayout Layout, ElementReads Reads, bool IsNode) : ElementAccess(Reads, IsNode)
    {
        internal override string Identity => $"{Name}.Identity";

        internal override string Labels => IsNode ? $"{Name}.Labels" : $"{Name}.Types";

        internal override string Field(RowField field) => $"{Name}.Row.{RowEmitter.Member(Layout.PlaceOf(field, IsNode))}";
    }

    /// <summary>An element behind an aggregation: what is read of it was copied when the row came.</summary>
    /// <param name="Prefix">C# in front of the fields' names.</param>
    /// <param name="Reads">What the query reads of it.</param>
    /// <param name="IsNode">Node or relation.</param>
    /// <param name="IsNullable">Whether there may be none.</param>
    internal sealed record Carried(string Prefix, ElementReads Reads, bool IsNode, bool IsNullable) : ElementAccess(Reads, IsNode)
    {
        internal override string Identity => $"{Prefix}Identity";

        internal override string? NullTest => IsNullable ? $"{Prefix}IsNull" : null;

        internal override string Labels => $"{Prefix}Labels";

        internal override string Field(RowField field) => $"{Prefix}{field.Name}";
    }

    /// <summary>An element in a stored row; see RowCells of the runtime.</summary>
    /// <param name="Row">C# of the row.</param>
    /// <param name="Place">Place of its first cell.</param>
    /// <param name="Reads">What the query reads of it.</param>
    /// <param name="IsNode">Node or relation.</param>
    /// <param name="IsNullable">Whether there may be none.</param>
    internal sealed record Stored(string Row, int Place, ElementReads Reads, bool IsNode, bool IsNullable) : ElementAccess(Reads, IsNode)
    {
        /// <summary>Cells in front of the fields.</summary>
        internal const int Header = 3;

        internal override string Identity => $"RowCells.Identity({Row}, {Place})";

        internal override string? NullTest => IsNullable ? $"{Row}[{Place}].IsNull" : null;

        internal override string Labels => $"RowCells.Labels({Row}, {Place})";

        internal override string Field(RowField field) => $"{Row}[{Place + Header + Reads.Fields().ToList().IndexOf(field)}]";
    }

    /// <summary>A row's identity under a variable's name.</summary>
    /// <param name="Name">C# of the identity.</param>
    internal sealed record RowAsElement(string Name) : ElementAccess(ElementReads.Nothing, isNode: true)
    {
        internal override string Identity => Name;

        internal override string Labels => "0UL";

        internal override string Field(RowField field) => throw new InvalidOperationException("A row's identity has no fields.");
    }
}
