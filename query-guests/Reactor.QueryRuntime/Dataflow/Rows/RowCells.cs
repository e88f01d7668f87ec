using System.Text;
using Reactor.Contracts.Changes;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Dataflow.Rows;

/// <summary>
/// How a stored row holds an element: two cells for its identity, one for its label mask, then the fields the query reads; all null where
/// there is no element.
/// </summary>
public static class RowCells
{
    private const int StackBytes = 256;

    /// <summary>Writes identity and labels.</summary>
    /// <param name="row">The row.</param>
    /// <param name="at">Place of the first cell.</param>
    /// <param name="identity">The element's identity.</param>
    /// <param name="labels">Its label mask.</param>
    public static void Write(Value[] row, int at, in UInt128 identity, ulong labels)
    {
        row[at] = Value.FromInteger((long)(ulong)(identity >> 64));
        row[at + 1] = Value.FromInteger((long)(ulong)identity);
        row[at + 2] = Value.FromInteger((long)labels);
    }

    /// <summary>The identity of an element that is there.</summary>
    public static UInt128 Identity(Value[] row, int at) => row[at].IsNull ? UInt128.Zero : new UInt128((ulong)row[at].Integer, (ulong)row[at + 1].Integer);

    /// <summary>Its label mask; 0 where there is none.</summary>
    public static ulong Labels(Value[] row, int at) => row[at].IsNull ? 0 : (ulong)row[at + 2].Integer;

    /// <summary>The identity of a value that is an element.</summary>
    /// <returns>False when it is none.</returns>
    public static bool TryIdentity(in Value value, out UInt128 identity)
    {
        if (!value.IsElement)
        {
            identity = default;
            return false;
        }

        var element = value.Element;
        var length = Encoding.UTF8.GetByteCount(element.Id);
        var bytes = length <= StackBytes ? stackalloc byte[StackBytes] : new byte[length];
        length = Encoding.UTF8.GetBytes(element.Id, bytes);
        identity = RowIdentity.OfElement(element.Kind == ValueKind.Node ? ElementKind.Node : ElementKind.Relation, element.Source, bytes[..length]);
        return true;
    }

    /// <summary>Whether two rows are the same to the last bit.</summary>
    internal static bool AreSame(Value[] left, Value[] right)
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
}
