using System.Text;
using Reactor.Contracts.Wire;
using Reactor.QueryRuntime.Loop;

namespace Reactor.QueryRuntime.Dataflow;

/// <summary>The rows that data keeps from being evaluated (docs/semantics.md, section 5), retractable like rows: errors in, errors out.</summary>
public sealed class RowErrors
{
    private const int MessageBytes = 1000;

    private readonly Dictionary<RowErrorKey, string> _standing = [];
    private int _reported;
    private string _newest = "";

    /// <summary>The rows that stand in error, each with the reason, in no particular order.</summary>
    public IReadOnlyDictionary<RowErrorKey, string> Standing => _standing;

    /// <summary>The reasons alone.</summary>
    internal IReadOnlyCollection<string> Reasons => _standing.Values;

    /// <summary>Notes that a row cannot be evaluated, or that it no longer is there to be.</summary>
    /// <param name="sign">1 or -1.</param>
    /// <param name="stage">Number of the segment of the plan it is in.</param>
    /// <param name="identity">Its identity there.</param>
    /// <param name="message">Why; of no matter when it goes.</param>
    public void Add(int sign, int stage, in UInt128 identity, string? message)
    {
        var key = new RowErrorKey(stage, identity);
        if (sign < 0)
        {
            _standing.Remove(key);
            return;
        }

        _standing[key] = _newest = message ?? "";
    }

    /// <summary>At the end of a unit: writes how many rows stand in error, if that changed.</summary>
    public void Write(ResultSink sink)
    {
        if (_standing.Count == _reported)
        {
            return;
        }

        _reported = _standing.Count;
        var message = Encoding.UTF8.GetByteCount(_newest) <= MessageBytes ? _newest : _newest[..(MessageBytes / 4)] + "...";
        var room = sink.Reserve(WireLayout.RowErrorsImage + WireLayout.CellBytes + WireLayout.Align(MessageBytes));
        sink.Commit(DiffRecords.WriteRowErrors(room, _reported, message));
    }
}
