using Reactor.Contracts.Changes;
using Reactor.Contracts.Queries;

namespace Reactor.QueryCompiler.Planning;

/// <summary>What a query reads of elements: bits of labels, slots of properties, fields of rows.</summary>
/// <param name="Labels">By bit.</param>
/// <param name="Properties">By slot.</param>
/// <param name="NodeFields">Fields of a node's row.</param>
/// <param name="RelationFields">Fields of a relation's row.</param>
/// <param name="ReadsAllNodes">Whether a node pattern names no label.</param>
/// <param name="ReadsAllRelations">Whether a relation pattern names no type.</param>
/// <param name="Elements">What is read of each pattern variable, by <see cref="Cypher.Binding.BoundVariable.Id"/>.</param>
internal sealed record RowLayout(
    IReadOnlyList<ManifestLabel> Labels,
    IReadOnlyList<PropertyPath> Properties,
    IReadOnlyList<RowField> NodeFields,
    IReadOnlyList<RowField> RelationFields,
    bool ReadsAllNodes,
    bool ReadsAllRelations,
    IReadOnlyDictionary<int, ElementReads> Elements)
{
    /// <summary>The joins whose relations the query reads.</summary>
    internal IReadOnlyList<JoinPlan> Joins { get; init; } = [];

    /// <summary>Names of labels and types by bit, those of joins included.</summary>
    internal IEnumerable<(int Bit, string Name)> Names => Labels.Select((label, bit) => (bit, label.Name)).Concat(Joins.Select(join => (join.Bit, join.Id)));

    /// <summary>The bits of joins.</summary>
    internal ulong JoinTypes => Joins.Aggregate(0UL, (all, join) => all | join.Type);

    /// <summary>Whether an element is used as a whole, so that changes must carry all properties.</summary>
    internal bool NeedsRestSlot => Elements.Values.Any(reads => reads.Whole);

    /// <summary>Whether changes must carry labels as texts: an element as a whole has all its labels, also those the query does not name.</summary>
    internal bool NeedsLabels => NeedsRestSlot;

    /// <summary>The bits that are relation types, joins included.</summary>
    internal ulong RelationTypes => Labels.Select((label, bit) => label.Kind == ElementKind.Relation ? 1UL << bit : 0).Aggregate(JoinTypes, (all, bit) => all | bit);

    /// <summary>The field that holds a property path.</summary>
    internal RowField FieldOf(IReadOnlyList<string> path)
    {
        for (var slot = 0; slot < Properties.Count; slot++)
        {
            if (Properties[slot].Keys.SequenceEqual(path, StringComparer.Ordinal))
            {
                return new RowField.Property(slot);
            }
        }

        throw new InvalidOperationException($"No slot for {string.Join('.', path)}.");
    }

    /// <summary>Where a field stands in the row of a node or relation.</summary>
    internal int PlaceOf(RowField field, bool isNode) => (isNode ? NodeFields : RelationFields).ToList().IndexOf(field);

    /// <summary>The bits of labels or types. A type has two bits where a source and a join may make relations of it.</summary>
    internal ulong MaskOf(IReadOnlyList<string> names, bool isNode)
    {
        var mask = isNode ? 0UL : Joins.Where(join => names.Contains(join.Id)).Aggregate(0UL, (all, join) => all | join.Type);
        for (var bit = 0; bit < Labels.Count; bit++)
        {
            var label = Labels[bit];
            mask |= label.Kind == (isNode ? ElementKind.Node : ElementKind.Relation) && names.Contains(label.Name) ? 1UL << bit : 0;
        }

        return mask;
    }
}

/// <summary>What a query reads of one pattern variable, under all names it passes on.</summary>
/// <param name="Properties">Slots, ascending.</param>
/// <param name="Id">Its id as a text.</param>
/// <param name="Handle">Itself as a value that is only compared.</param>
/// <param name="Whole">Itself as a value with all properties.</param>
/// <param name="Labels">Bits of labels or types that are tested beside those of the pattern.</param>
internal sealed record ElementReads(IReadOnlyList<int> Properties, bool Id, bool Handle, bool Whole, ulong Labels)
{
    /// <summary>The number that changes with it.</summary>
    internal bool Version { get; init; }

    /// <summary>When it changed last.</summary>
    internal bool Changed { get; init; }

    /// <summary>Of what is only identified.</summary>
    internal static ElementReads Nothing { get; } = new([], Id: false, Handle: false, Whole: false, 0);

    /// <summary>The fields of a row that hold it.</summary>
    internal IEnumerable<RowField> Fields()
    {
        foreach (var slot in Properties)
        {
            yield return new RowField.Property(slot);
        }

        if (Id)
        {
            yield return new RowField.Id();
        }

        if (Handle)
        {
            yield return new RowField.Handle();
        }

        if (Whole)
        {
            yield return new RowField.Whole();
        }

        if (Version)
        {
            yield return new RowField.Version();
        }

        if (Changed)
        {
            yield return new RowField.Changed();
        }
    }
}

/// <summary>Something of an element that rows hold.</summary>
internal abstract record RowField
{
    private RowField(string name) => Name = name;

    /// <summary>Its name in plans, and in the keys of groups.</summary>
    internal string Name { get; }

    /// <summary>A property.</summary>
    internal sealed record Property(int Slot) : RowField($"P{Slot}");

    /// <summary>The element's id.</summary>
    internal sealed record Id() : RowField("Id");

    /// <summary>The element without its properties, to be compared.</summary>
    internal sealed record Handle() : RowField("Handle");

    /// <summary>The element with all its properties.</summary>
    internal sealed record Whole() : RowField("Whole");

    /// <summary>The unit that changed the element last.</summary>
    internal sealed record Version() : RowField("Version");

    /// <summary>The effective time of the element's newest change, as a date-time.</summary>
    internal sealed record Changed() : RowField("Changed");
}
