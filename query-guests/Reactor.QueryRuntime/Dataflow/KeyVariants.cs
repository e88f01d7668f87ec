using Reactor.Contracts.Wire;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Dataflow;

/// <summary>
/// The exact forms of one group's values where its rows have several (1 and 1.0 are one group), counted. The form shown is the one with
/// the smallest image, whichever came first (docs/semantics.md, section 5).
/// </summary>
/// <remarks>Rare: a group has this object only while more than one form is present.</remarks>
public sealed class KeyVariants
{
    private readonly List<Variant> _variants = [];

    private KeyVariants(Value[] keys, long rows) => _variants.Add(new Variant(keys, rows));

    /// <summary>Counts a row that comes to or leaves a group that has other rows too.</summary>
    /// <param name="variants">The group's forms; null while there is one.</param>
    /// <param name="shown">The form shown so far.</param>
    /// <param name="rows">Rows of the group without this one coming, with this one leaving.</param>
    /// <param name="keys">The row's form.</param>
    /// <param name="sign">1 for a row that comes, -1 for one that leaves.</param>
    /// <returns>The form to show from now on.</returns>
    public static Value[] Count(ref KeyVariants? variants, Value[] shown, long rows, Value[] keys, int sign)
    {
        variants ??= new KeyVariants(shown, rows);
        var list = variants._variants;
        var found = list.FindIndex(variant => AreSame(variant.Keys, keys));
        if (found < 0)
        {
            list.Add(new Variant(keys, sign));
        }
        else if (list[found].Rows + sign == 0)
        {
            list.RemoveAt(found);
        }
        else
        {
            list[found] = new Variant(list[found].Keys, list[found].Rows + sign);
        }

        var smallest = list.MinBy(variant => Image(variant.Keys), ImageOrder)!;
        if (list.Count == 1)
        {
            variants = null;
        }

        return smallest.Keys;
    }

    private static readonly Comparer<byte[]> ImageOrder = Comparer<byte[]>.Create(static (left, right) => left.AsSpan().SequenceCompareTo(right));

    private static bool AreSame(Value[] left, Value[] right)
    {
        for (var i = 0; i < left.Length; i++)
        {
            if (!ExactForm.AreSame(left[i], right[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static byte[] Image(Value[] keys)
    {
        for (var length = 1024; ; length *= 2)
        {
            var buffer = new byte[length];
            var writer = new ImageWriter(buffer, keys.Length);
            for (var i = 0; i < keys.Length && !writer.Overflowed; i++)
            {
                keys[i].WriteTo(ref writer, ImageWriter.CellOffset(i), (ushort)i);
            }

            if (!writer.Overflowed)
            {
                return buffer[..writer.Length];
            }
        }
    }

    private sealed record Variant(Value[] Keys, long Rows);
}
