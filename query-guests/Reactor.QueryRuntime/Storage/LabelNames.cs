using System.Buffers.Binary;
using Reactor.Contracts.Wire;

namespace Reactor.QueryRuntime.Storage;

/// <summary>
/// The names of all labels of those elements that carry one the query does not name: a truncate may speak of any of them. Each set of names is
/// kept once; an element costs four bytes, and nothing as long as no element carries such a label.
/// </summary>
/// <param name="hash">The instance's keyed hash.</param>
public sealed class LabelNames(StateHash hash)
{
    private const int LengthBytes = sizeof(int);

    private readonly KeyTable _sets = new(hash);

    // By element: number of its set + 1; 0 where all its labels are bits of the query's manifest.
    private readonly ChunkedArray<int> _setOf = new();
    private int _limit;
    private byte[] _encoded = new byte[64];

    /// <summary>Takes the labels of a new version of an element.</summary>
    /// <param name="element">Number of the element in its store.</param>
    /// <param name="change">A change that gives labels.</param>
    /// <param name="cell">Index of the first cell behind the keys.</param>
    public void Take(int element, in ChangeView change, int cell)
    {
        var set = cell < change.CellCount && change.Cell(cell).Slot == WireLayout.LabelsSlot ? NumberOf(change.Cell(cell)) + 1 : 0;
        if (set != 0 || element < _limit)
        {
            for (; _limit <= element; _limit++)
            {
                _setOf.EnsureIndex(_limit);
                _setOf[_limit] = 0;
            }

            _setOf[element] = set;
        }
    }

    /// <summary>Forgets the labels of an element that is gone.</summary>
    public void Forget(int element)
    {
        if (element < _limit)
        {
            _setOf[element] = 0;
        }
    }

    /// <summary>Whether an element with a label that the query does not name carries this one.</summary>
    /// <param name="element">Number of the element.</param>
    /// <param name="label">Name of the label, UTF-8.</param>
    public bool Carries(int element, ReadOnlySpan<byte> label)
    {
        if (element >= _limit || _setOf[element] == 0)
        {
            return false;
        }

        var names = _sets.Id(_setOf[element] - 1);
        while (!names.IsEmpty)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(names);
            if (names.Slice(LengthBytes, length).SequenceEqual(label))
            {
                return true;
            }

            names = names[(LengthBytes + length)..];
        }

        return false;
    }

    private int NumberOf(in CellView names)
    {
        var bytes = 0;
        for (var i = 0; i < names.Length; i++)
        {
            var name = names.Element(i).Utf8;
            if (_encoded.Length < bytes + LengthBytes + name.Length)
            {
                Array.Resize(ref _encoded, 2 * (bytes + LengthBytes + name.Length));
            }

            BinaryPrimitives.WriteInt32LittleEndian(_encoded.AsSpan(bytes), name.Length);
            name.CopyTo(_encoded.AsSpan(bytes + LengthBytes));
            bytes += LengthBytes + name.Length;
        }

        return _sets.FindOrAdd(0, _encoded.AsSpan(0, bytes), out _);
    }
}
