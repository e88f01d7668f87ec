using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Dataflow.Joins;

/// <summary>The value at a place of a row.</summary>
/// <typeparam name="TRow">Generated per query.</typeparam>
public delegate ref readonly Value FieldReader<TRow>(in TRow row, int place)
    where TRow : struct;
