using System.Buffers.Binary;
using System.Numerics;
using Reactor.Contracts.Changes;
using Reactor.Contracts.Queries;

namespace Reactor.Contracts.Wire;

/// <summary>
/// Encodes the changes of one source for one query: only the labels it names and the properties it reads, as numbers.
/// Not thread-safe; allocates only when the source's vocabulary has grown.
/// </summary>
public sealed class ChangeEncoder
{
    private const int NoSlot = -1;

    private readonly QueryManifest _manifest;
    private readonly bool _needsRestSlot;
    private readonly bool _needsLabels;

    // Keys of each slot's path; null for a path of one key, which is nearly every one.
    private readonly string[]?[] _nestedKeys;
    private readonly ushort _source;
    private readonly SourceVocabulary _vocabulary;
    private readonly PropertyValue[] _values;
    private readonly ulong[] _present;

    // _firstSlot[name] is the first slot whose path starts with that name, _nextSlot[slot] the next such slot.
    private readonly int[] _nextSlot;
    private int[] _firstSlot = [];
    private ulong[] _nodeMasks = [];
    private ulong[] _relationMasks = [];
    private bool[] _hasMasks = [];

    /// <summary>Makes an encoder.</summary>
    /// <param name="manifest">The query.</param>
    /// <param name="source">Number of the source among the query's sources.</param>
    /// <param name="vocabulary">What the numbers in that source's changes mean.</param>
    public ChangeEncoder(QueryManifest manifest, ushort source, SourceVocabulary vocabulary)
    {
        _manifest = manifest;
        _source = source;
        _vocabulary = vocabulary;
        _values = new PropertyValue[manifest.Properties.Count];
        _present = new ulong[(manifest.Properties.Count + 63) / 64];
        _nextSlot = new int[manifest.Properties.Count];
        _needsRestSlot = manifest.NeedsRestSlot;
        _needsLabels = manifest.NeedsLabels;
        _nestedKeys = [.. manifest.Properties.Select(path => path.Keys.Count == 1 ? null : path.Keys.ToArray())];
    }

    /// <summary>Writes the record that begins a unit.</summary>
    /// <returns>Bytes written, or 0 when the destination is too small.</returns>
    public static int WriteUnitBegin(Span<byte> destination, UnitKind kind, ulong number, long clockNs)
    {
        if (destination.Length < WireLayout.UnitBeginBytes)
        {
            return 0;
        }

        RecordHeader.Write(destination, WireLayout.UnitBeginBytes, RecordType.UnitBegin, (byte)kind, 0);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], number);
        BinaryPrimitives.WriteInt64LittleEndian(destination[16..], clockNs);
        return WireLayout.UnitBeginBytes;
    }

    /// <summary>Writes the record that ends a unit.</summary>
    /// <returns>Bytes written, or 0 when the destination is too small.</returns>
    public static int WriteUnitEnd(Span<byte> destination)
    {
        if (destination.Length < WireLayout.UnitEndBytes)
        {
            return 0;
        }

        RecordHeader.Write(destination, WireLayout.UnitEndBytes, RecordType.UnitEnd, 0, 0);
        return WireLayout.UnitEndBytes;
    }

    /// <summary>Whether the query must see a change: it carries a label the query reads, its element may have lost one, or it is a truncate:
    /// elements that the query reads by one label may carry any other.</summary>
    public bool Concerns(ElementChange change)
    {
        var labels = change.Labels;
        if (labels is null || change.LabelsMayHaveChanged)
        {
            return true;
        }

        return change.Kind switch
        {
            ElementKind.Node => _manifest.ReadsAllNodes || Mask(labels, ElementKind.Node) != 0,
            ElementKind.Relation => _manifest.ReadsAllRelations || Mask(labels, ElementKind.Relation) != 0,
            _ => true,
        };
    }

    /// <summary>Writes one change.</summary>
    /// <returns>Bytes written, or 0 when the destination is too small.</returns>
    public int Write(Span<byte> destination, ElementChange change)
    {
        var isRelation = change.Kind == ElementKind.Relation;
        var keys = change.Operation == ChangeOperation.Truncate ? 0
            : !isRelation ? 1
            : 1 + (change.StartId is null ? 0 : 1) + (change.EndId is null ? 0 : 1);
        var slots = Collect(change.Properties.Span);
        var hasVersion = change.Operation is ChangeOperation.Insert or ChangeOperation.UpdateReplace or ChangeOperation.UpdateMerge;
        var rest = _needsRestSlot && hasVersion;
        var labels = change.Labels is { } given && CarriesNames(change.Operation, change.Kind, given) ? given : null;
        var cells = keys + (labels is null ? 0 : 1) + slots + (rest ? 1 : 0);
        if (destination.Length < WireLayout.ChangeImage + (cells * WireLayout.CellBytes))
        {
            return 0;
        }

        var image = new ImageWriter(destination[WireLayout.ChangeImage..], cells);
        var cell = 0;
        if (keys > 0)
        {
            image.WriteText(cell, WireLayout.IdSlot, change.Id);
            cell += WireLayout.CellBytes;
            if (isRelation && change.StartId is { } start)
            {
                image.WriteText(cell, WireLayout.StartSlot, start);
                cell += WireLayout.CellBytes;
            }

            if (isRelation && change.EndId is { } end)
            {
                image.WriteText(cell, WireLayout.EndSlot, end);
                cell += WireLayout.CellBytes;
            }
        }

        if (labels is not null)
        {
            image.WriteTexts(cell, WireLayout.LabelsSlot, labels.Names);
            cell += WireLayout.CellBytes;
        }

        for (var word = 0; word < _present.Length; word++)
        {
            for (var bits = _present[word]; bits != 0; bits &= bits - 1)
            {
                var slot = (word << 6) + BitOperations.TrailingZeroCount(bits);
                image.Write(cell, (ushort)slot, _values[slot]);
                cell += WireLayout.CellBytes;
            }
        }

        if (rest)
        {
            WriteRest(ref image, cell, change.Properties.Span);
        }

        if (image.Overflowed)
        {
            return 0;
        }

        WriteFixedPart(destination, change, cells, WireLayout.ChangeImage + image.Length);
        return WireLayout.ChangeImage + image.Length;
    }

    /// <summary>Whether labels travel as names too: where the query asks for them, where it names not all of them, in a truncate.</summary>
    private bool CarriesNames(ChangeOperation operation, ElementKind kind, LabelSet labels) => operation switch
    {
        ChangeOperation.Insert or ChangeOperation.UpdateReplace or ChangeOperation.UpdateMerge =>
            _needsLabels || BitOperations.PopCount(Mask(labels, kind)) < labels.Names.Count,
        ChangeOperation.Truncate => true,
        _ => false,
    };

    private void WriteFixedPart(Span<byte> destination, ElementChange change, int cells, int length)
    {
        var labels = change.Labels;
        var flags = labels is null ? 0 : WireLayout.LabelsGiven;
        RecordHeader.Write(destination, length, RecordType.Change, (byte)change.Operation, (ushort)((byte)change.Kind | (flags << 8)));
        BinaryPrimitives.WriteInt64LittleEndian(destination[8..], change.EffectiveTimeNs);
        var mask = labels is null ? 0
            : change.Kind == ElementKind.None ? Mask(labels, ElementKind.Node) | Mask(labels, ElementKind.Relation)
            : Mask(labels, change.Kind);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], mask);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[24..], _source | ((ulong)(ushort)cells << 16));
    }

    /// <summary>Sorts the properties the query reads into <see cref="_values"/> and returns how many there are.</summary>
    private int Collect(ReadOnlySpan<Property> properties)
    {
        Array.Clear(_present);
        var count = 0;
        foreach (ref readonly var property in properties)
        {
            var slot = property.Name < _firstSlot.Length ? _firstSlot[property.Name] : FirstSlotOfNewName(property.Name);
            for (; slot != NoSlot; slot = _nextSlot[slot])
            {
                _values[slot] = _nestedKeys[slot] is { } keys ? Follow(keys, property.Value) : property.Value;
                count += (_present[slot >> 6] >> (slot & 63) & 1) == 0 ? 1 : 0;
                _present[slot >> 6] |= 1UL << (slot & 63);
            }
        }

        return count;
    }

    /// <summary>The value a nested path leads to; null where a map lacks the key, or where there is no map.</summary>
    private static PropertyValue Follow(string[] keys, PropertyValue value)
    {
        for (var depth = 1; depth < keys.Length; depth++)
        {
            if (value.Kind != PropertyValueKind.Map)
            {
                return PropertyValue.Null;
            }

            var found = PropertyValue.Null;
            foreach (var (key, nested) in value.Map)
            {
                if (string.Equals(key, keys[depth], StringComparison.Ordinal))
                {
                    found = nested;
                    break;
                }
            }

            value = found;
        }

        return value;
    }

    private void WriteRest(ref ImageWriter image, int cell, ReadOnlySpan<Property> properties)
    {
        var entries = new KeyValuePair<string, PropertyValue>[properties.Length];
        for (var i = 0; i < properties.Length; i++)
        {
            entries[i] = new(_vocabulary.PropertyName(properties[i].Name), properties[i].Value);
        }

        image.Write(cell, WireLayout.RestSlot, PropertyValue.FromMap(entries));
    }

    private ulong Mask(LabelSet labels, ElementKind kind)
    {
        if (labels.Number >= _hasMasks.Length || !_hasMasks[labels.Number])
        {
            ComputeMasks(labels);
        }

        return kind == ElementKind.Node ? _nodeMasks[labels.Number] : _relationMasks[labels.Number];
    }

    private void ComputeMasks(LabelSet labels)
    {
        if (labels.Number >= _hasMasks.Length)
        {
            var size = Math.Max(16, (int)BitOperations.RoundUpToPowerOf2((uint)labels.Number + 1));
            Array.Resize(ref _hasMasks, size);
            Array.Resize(ref _nodeMasks, size);
            Array.Resize(ref _relationMasks, size);
        }

        for (var bit = 0; bit < _manifest.Labels.Count; bit++)
        {
            var label = _manifest.Labels[bit];
            if (labels.Names.Contains(label.Name, StringComparer.Ordinal))
            {
                (label.Kind == ElementKind.Node ? _nodeMasks : _relationMasks)[labels.Number] |= 1UL << bit;
            }
        }

        _hasMasks[labels.Number] = true;
    }

    private int FirstSlotOfNewName(int name)
    {
        var known = _firstSlot.Length;
        var names = _vocabulary.PropertyNameCount;
        Array.Resize(ref _firstSlot, names);
        for (var number = known; number < names; number++)
        {
            _firstSlot[number] = NoSlot;
            var text = _vocabulary.PropertyName(number);
            for (var slot = _manifest.Properties.Count - 1; slot >= 0; slot--)
            {
                if (string.Equals(_manifest.Properties[slot].Keys[0], text, StringComparison.Ordinal))
                {
                    _nextSlot[slot] = _firstSlot[number];
                    _firstSlot[number] = slot;
                }
            }
        }

        return _firstSlot[name];
    }
}
