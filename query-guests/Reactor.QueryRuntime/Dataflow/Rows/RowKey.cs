using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Dataflow.Rows;

/// <summary>What rows of two inputs must agree in to be joined.</summary>
/// <param name="Joins">False when it agrees with nothing: a null, a NaN, or a value where an element is wanted.</param>
/// <param name="Value">The key: an element's identity, or the hash of all parts.</param>
public readonly record struct RowKey(bool Joins, UInt128 Value)
{
    /// <summary>Of inputs that have nothing to agree in.</summary>
    public static RowKey Always => new(true, UInt128.Zero);

    /// <summary>Joins nothing.</summary>
    public static RowKey Never => default;

    /// <summary>One element, or the row itself.</summary>
    public static RowKey Of(in UInt128 identity) => new(true, identity);

    /// <summary>A value that may be an element.</summary>
    public static RowKey Of(in Value value) => RowCells.TryIdentity(value, out var identity) ? Of(identity) : Never;

    /// <summary>Adds an element to a key of several parts.</summary>
    public static bool Append(in UInt128 identity, CanonicalBuffer form)
    {
        RowIdentity.AppendElement(identity, form);
        return true;
    }

    /// <summary>Adds a value that may be an element.</summary>
    /// <returns>False when it is none.</returns>
    public static bool AppendElement(in Value value, CanonicalBuffer form) => RowCells.TryIdentity(value, out var identity) && Append(identity, form);

    /// <summary>Adds a value that joins what it equals.</summary>
    /// <returns>False when it equals nothing.</returns>
    public static bool AppendValue(in Value value, CanonicalBuffer form)
    {
        if (!JoinKey.CanMatch(value))
        {
            return false;
        }

        CanonicalForm.Append(value, form);
        return true;
    }
}
