using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Reactor.Contracts.Wire;

namespace Reactor.QueryRuntime.Loop;

/// <summary>
/// Feeds the records of an inbox to a query. A state machine over records: a unit may begin in one inbox and end in a later one.
/// The same loop runs in a guest and in-process.
/// </summary>
/// <param name="query">An opened query.</param>
/// <param name="sink">Where its results go.</param>
public class QueryLoop(CompiledQuery query, ResultSink sink)
{
    private bool _inUnit;
    private ulong _unit;

    /// <summary>Applies all records of an inbox.</summary>
    /// <param name="inbox">Whole records (docs/abi.md, section 3).</param>
    /// <exception cref="InvalidDataException">The host broke the record format.</exception>
    public void Apply(ReadOnlySpan<byte> inbox)
    {
        var reader = new RecordReader(inbox);
        while (reader.TryRead())
        {
            switch (reader.Type)
            {
                case RecordType.Change when _inUnit:
                    query.Apply(new ChangeView(reader.Current));
                    break;
                case RecordType.UnitBegin when !_inUnit:
                    BeginUnit(reader);
                    break;
                case RecordType.UnitEnd when _inUnit:
                    _inUnit = false;
                    query.EndUnit(sink);
                    break;
                default:
                    Refuse(reader.Type, _inUnit);
                    break;
            }
        }

        if (!reader.AtEnd)
        {
            throw new InvalidDataException("A record's length is no multiple of 8 or leaves the inbox.");
        }
    }

    /// <summary>Called before a unit's first change is read.</summary>
    /// <param name="unit">The unit's number.</param>
    protected virtual void OnUnit(ulong unit)
    {
    }

    private void BeginUnit(in RecordReader reader)
    {
        var record = reader.Current;
        var unit = BinaryPrimitives.ReadUInt64LittleEndian(record[8..]);
        if (record.Length != WireLayout.UnitBeginBytes || unit <= _unit)
        {
            throw new InvalidDataException($"Unit {unit} begins after unit {_unit}, in a record of {record.Length} bytes.");
        }

        _unit = unit;
        _inUnit = true;
        OnUnit(unit);
        query.BeginUnit((UnitKind)reader.A, unit, BinaryPrimitives.ReadInt64LittleEndian(record[16..]), sink);
    }

    [DoesNotReturn]
    private static void Refuse(RecordType type, bool inUnit) =>
        throw new InvalidDataException($"A record of type {(byte)type} {(inUnit ? "inside" : "outside")} a unit.");
}
