using System.Diagnostics;
using System.Runtime.CompilerServices;
using Reactor.Contracts.Guests;
using Reactor.QueryRuntime.Temporal;

namespace Reactor.QueryRuntime.Values;

/// <summary>A Cypher value in 16 bytes: scalars without allocation, everything else by reference. Immutable; <see langword="default"/> is null.</summary>
/// <remarks>
/// The reference says what the bits are: nothing (null), a <see cref="ScalarTag"/> (the bits are the scalar), or the content itself: a
/// string, a temporal value, an array of values, a <see cref="MapValue"/>, a <see cref="PathValue"/>, an <see cref="ElementValue"/> (the bits are the levels it nests, so that no
/// value can be built that would not fit the wire). It has no equality of its own because Cypher has three:
/// <see cref="Operators.Equal"/>, <see cref="Equivalence"/> and the exact form that <see cref="ExactOrder"/> compares.
/// </remarks>
public readonly partial struct Value
{
    private static readonly ScalarTag BooleanTag = new(ValueKind.Boolean);
    private static readonly ScalarTag IntegerTag = new(ValueKind.Integer);
    private static readonly ScalarTag FloatTag = new(ValueKind.Float);
    private static readonly ScalarTag AwaitingTag = new(ValueKind.Awaiting);

    private readonly object? _reference;
    private readonly long _bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Value(object? reference, long bits)
    {
        _reference = reference;
        _bits = bits;
    }

    /// <summary>Null.</summary>
    public static Value Null => default;

    /// <summary>true.</summary>
    public static Value True => new(BooleanTag, 1);

    /// <summary>false.</summary>
    public static Value False => new(BooleanTag, 0);

    /// <summary>What a function of time gives that is not due yet; the text <c>Awaiting</c> in results.</summary>
    public static Value Awaiting => new(AwaitingTag, 0);

    /// <summary>What the value is.</summary>
    public ValueKind Kind => _reference switch
    {
        null => ValueKind.Null,
        ScalarTag tag => tag.Kind,
        string => ValueKind.Text,
        Value[] => ValueKind.List,
        MapValue => ValueKind.Map,
        PathValue => ValueKind.Path,
        TemporalValue point => point.Kind,
        DurationValue => ValueKind.Duration,
        _ => Unsafe.As<ElementValue>(_reference).Kind,
    };

    /// <summary>Whether it is null.</summary>
    public bool IsNull => _reference is null;

    /// <summary>Whether it is a boolean.</summary>
    public bool IsBoolean => ReferenceEquals(_reference, BooleanTag);

    /// <summary>Whether it is an integer.</summary>
    public bool IsInteger => ReferenceEquals(_reference, IntegerTag);

    /// <summary>Whether it is a float.</summary>
    public bool IsFloat => ReferenceEquals(_reference, FloatTag);

    /// <summary>Whether it is what a function of time gives that is not due yet.</summary>
    public bool IsAwaiting => ReferenceEquals(_reference, AwaitingTag);

    /// <summary>Whether it is an integer or a float.</summary>
    public bool IsNumber => IsInteger || IsFloat;

    /// <summary>Whether it is a text.</summary>
    public bool IsText => _reference is string;

    /// <summary>Whether it is a list.</summary>
    public bool IsList => _reference is Value[];

    /// <summary>Whether it is a map.</summary>
    public bool IsMap => _reference is MapValue;

    /// <summary>Whether it is a path.</summary>
    public bool IsPath => _reference is PathValue;

    /// <summary>Whether it is a date, a time or both, local or not.</summary>
    public bool IsPointInTime => _reference is TemporalValue;

    /// <summary>Whether it is a duration.</summary>
    public bool IsDuration => _reference is DurationValue;

    /// <summary>Whether it is a node or a relation.</summary>
    public bool IsElement => _reference is ElementValue;

    /// <summary>The boolean. Only of a boolean; other kinds give a meaningless result, as with all the getters below.</summary>
    public bool Boolean
    {
        get
        {
            Debug.Assert(IsBoolean, "not a boolean");
            return _bits != 0;
        }
    }

    /// <summary>The integer.</summary>
    public long Integer
    {
        get
        {
            Debug.Assert(IsInteger, "not an integer");
            return _bits;
        }
    }

    /// <summary>The float.</summary>
    public double Float
    {
        get
        {
            Debug.Assert(IsFloat, "not a float");
            return BitConverter.Int64BitsToDouble(_bits);
        }
    }

    /// <summary>The text. Throws <see cref="InvalidCastException"/> for another kind, as do the getters below.</summary>
    public string Text => (string)_reference!;

    /// <summary>The list's elements.</summary>
    public ReadOnlySpan<Value> List => (Value[])_reference!;

    /// <summary>The map.</summary>
    public MapValue Map => (MapValue)_reference!;

    /// <summary>The path.</summary>
    public PathValue Path => (PathValue)_reference!;

    /// <summary>The date, time or both.</summary>
    public TemporalValue PointInTime => (TemporalValue)_reference!;

    /// <summary>The duration.</summary>
    public DurationValue Duration => (DurationValue)_reference!;

    /// <summary>The node or relation.</summary>
    public ElementValue Element => (ElementValue)_reference!;

    /// <summary>The number as a double: integers beyond 2^53 are rounded.</summary>
    internal double Number => IsInteger ? _bits : BitConverter.Int64BitsToDouble(_bits);

    /// <summary>Levels of lists, maps and elements: 0 for a scalar or text, 1 for a list of those.</summary>
    internal int Depth => _reference is null or ScalarTag ? 0 : (int)_bits;

    /// <summary>A boolean.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Value FromBoolean(bool value) => new(BooleanTag, value ? 1 : 0);

    /// <summary>An integer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Value FromInteger(long value) => new(IntegerTag, value);

    /// <summary>A float; every NaN becomes the canonical one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Value FromFloat(double value) =>
        new(FloatTag, double.IsNaN(value) ? CanonicalNaN : BitConverter.DoubleToInt64Bits(value));

    /// <summary>A text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Value FromText(string value) => new(value, 0);

    /// <summary>A list that takes over the array: nobody may write to it any more.</summary>
    /// <exception cref="EvaluationException">It would nest more than <see cref="GuestAbi.MaxNesting"/> levels.</exception>
    public static Value FromList(Value[] elements) => new(elements, Nest(elements));

    /// <summary>A map.</summary>
    /// <exception cref="EvaluationException">It would nest more than <see cref="GuestAbi.MaxNesting"/> levels.</exception>
    public static Value FromMap(MapValue map) => new(map, Nest(map.Values));

    /// <summary>A date, time or both.</summary>
    public static Value FromTemporal(TemporalValue value) => new(value, 0);

    /// <summary>A duration.</summary>
    public static Value FromDuration(DurationValue value) => new(value, 0);

    /// <summary>A node or relation.</summary>
    /// <exception cref="EvaluationException">It would nest more than <see cref="GuestAbi.MaxNesting"/> levels.</exception>
    public static Value FromElement(ElementValue element) => new(element, Nest(element.Properties.Values));

    /// <summary>A path that takes over the array: nodes and relations in turn, a node first and last.</summary>
    /// <exception cref="EvaluationException">It would nest more than <see cref="GuestAbi.MaxNesting"/> levels.</exception>
    public static Value FromPath(Value[] elements) => new(new PathValue(elements), Nest(elements));

    /// <summary>The value as Cypher writes it, for messages and debuggers.</summary>
    public override string ToString() => ValueText.Describe(this);

    private static long Nest(ReadOnlySpan<Value> children)
    {
        var deepest = 0;
        foreach (ref readonly var child in children)
        {
            deepest = Math.Max(deepest, child.Depth);
        }

        return deepest < GuestAbi.MaxNesting ? deepest + 1 : throw TooDeep();
    }

    private static EvaluationException TooDeep() =>
        new(EvaluationError.LimitExceeded, $"A value nests more than {GuestAbi.MaxNesting} levels of lists and maps");

    private sealed class ScalarTag(ValueKind kind)
    {
        public ValueKind Kind { get; } = kind;
    }
}
