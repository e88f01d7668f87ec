namespace Reactor.QueryRuntime.Values;

/// <summary>Counts the answers to a predicate over a list: what all, any, none and single are decided by, three-valued.</summary>
public struct TruthCount
{
    private long _true;
    private long _false;
    private long _null;

    /// <summary>Counts one answer.</summary>
    /// <exception cref="EvaluationException">It is neither boolean nor null.</exception>
    public void Add(in Value answer)
    {
        if (answer.IsNull)
        {
            _null++;
        }
        else if (Operators.IsTrue(answer))
        {
            _true++;
        }
        else
        {
            _false++;
        }
    }

    /// <summary>Whether all are true.</summary>
    public readonly Value All() => _false > 0 ? Value.False : _null > 0 ? Value.Null : Value.True;

    /// <summary>Whether one is true.</summary>
    public readonly Value Any() => _true > 0 ? Value.True : _null > 0 ? Value.Null : Value.False;

    /// <summary>Whether none is true.</summary>
    public readonly Value None() => _true > 0 ? Value.False : _null > 0 ? Value.Null : Value.True;

    /// <summary>Whether exactly one is true.</summary>
    public readonly Value Single() => _true > 1 ? Value.False : _null > 0 ? Value.Null : Value.FromBoolean(_true == 1);
}
