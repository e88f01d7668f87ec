using Reactor.Cypher.Binding;

namespace Reactor.QueryCompiler.Planning;

/// <summary>A plan that is being made: what all streams of a query share.</summary>
/// <param name="variableCount">Variables of the query.</param>
/// <param name="readsTouches">Whether a function asks when a row was touched last.</param>
/// <param name="archiveNs">How far back versions of elements are kept where the query does not say, nanoseconds; or null.</param>
internal sealed class PlanDraft(int variableCount, bool readsTouches, long? archiveNs)
{
    private int _variableCount = variableCount;

    /// <summary>How far back versions of elements are kept where the query does not say, nanoseconds; or null.</summary>
    internal long? ArchiveNs { get; } = archiveNs;

    /// <summary>Whether rows must carry the versions of their elements.</summary>
    internal bool ReadsTouches { get; } = readsTouches;

    /// <summary>Patterns by number, each with the predicates that are decided inside it.</summary>
    internal List<(BoundReading.Match Match, IReadOnlyList<BoundExpression> Where)> Patterns { get; } = [];

    /// <summary>Segments by number.</summary>
    internal List<Segment> Segments { get; } = [];

    /// <summary>Operators by number.</summary>
    internal List<PlanOperator> Operators { get; } = [];

    /// <summary>A variable no text names.</summary>
    internal BoundVariable NewVariable(VariableKind kind, TypeSet type, BoundVariable? origin = null) => new(_variableCount++, null, kind, type, origin);

    /// <summary>Adds a pattern.</summary>
    internal SegmentSource.Pattern Add(BoundReading.Match match, IReadOnlyList<BoundExpression> where)
    {
        Patterns.Add((match, where));
        return new SegmentSource.Pattern(Patterns.Count - 1);
    }

    /// <summary>Adds an operator.</summary>
    /// <param name="make">Makes it, given its number.</param>
    internal T Add<T>(Func<int, T> make)
        where T : PlanOperator
    {
        var made = make(Operators.Count);
        Operators.Add(made);
        return made;
    }

    /// <summary>Leaves out of stored rows what nothing behind reads.</summary>
    internal void Narrow()
    {
        var read = new HashSet<BoundVariable>();
        foreach (var segment in Enumerable.Reverse(Segments))
        {
            read.Clear();
            AddReads(segment, read);
            switch (segment.Source.Operator < 0 ? null : Operators[segment.Source.Operator])
            {
                case PlanOperator.Join join:
                    join.Left.Variables.RemoveAll(variable => !read.Contains(variable));
                    join.Right.Variables.RemoveAll(variable => !read.Contains(variable));
                    break;
                case PlanOperator.Lookup lookup:
                    lookup.Left.Variables.RemoveAll(variable => !read.Contains(variable));
                    break;
                case PlanOperator.Keep keep:
                    keep.Rows.Variables.RemoveAll(variable => !read.Contains(variable));
                    break;
                case PlanOperator.History history:
                    history.Rows.Variables.RemoveAll(variable => !read.Contains(variable) && !history.Own.Contains(variable));
                    break;
                case PlanOperator.Order order:
                    order.Input.Variables.RemoveAll(variable => !read.Contains(variable) && !order.Keys.Any(key => key.Variable == variable));
                    break;
            }
        }
    }

    private static void AddReads(Segment segment, HashSet<BoundVariable> read)
    {
        foreach (var operation in segment.Operations)
        {
            read.UnionWith(operation switch
            {
                LinearOperation.Let let => FreeVariables.WithAnswersOf(let.Value),
                LinearOperation.Filter filter => FreeVariables.WithAnswersOf(filter.Predicate),
                LinearOperation.Unwind unwind => FreeVariables.WithAnswersOf(unwind.List),
                _ => [],
            });
        }

        read.UnionWith(segment.Sink switch
        {
            SegmentSink.Output output => output.Columns,
            SegmentSink.Aggregate aggregate => aggregate.Keys
                .Concat(aggregate.Aggregates.Select(call => call.Argument).OfType<BoundExpression>())
                .SelectMany(FreeVariables.WithAnswersOf),
            SegmentSink.Feed feed => feed.Targets.SelectMany(target => target.Shape.Variables.Concat(target.Key.SelectMany(Reads))),
            _ => [],
        });
    }

    private static IEnumerable<BoundVariable> Reads(KeyPart part) => part switch
    {
        KeyPart.Element element => [element.Variable],
        KeyPart.Value value => FreeVariables.WithAnswersOf(value.Expression),
        _ => [],
    };
}
