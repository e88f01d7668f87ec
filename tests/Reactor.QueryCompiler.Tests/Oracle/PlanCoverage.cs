using System.Text;
using Reactor.Cypher;
using Reactor.Cypher.Binding;
using Reactor.Cypher.Syntax;
using Reactor.QueryCompiler.Planning;

namespace Reactor.QueryCompiler.Tests.Oracle;

/// <summary>Which operators plans have, and which pass rows on to which.</summary>
internal sealed class PlanCoverage
{
    /// <summary>What a plan can be made of. An operator that is new to the planner fails <see cref="Add"/> until it has a name here.</summary>
    internal static readonly string[] Names =
    [
        "Once", "Scan", "Expand", "Lookup", "Product", "Walk", "Filter", "Unwind", "Join", "Outer", "Semi", "Anti", "Exists", "List",
        "Group", "Distinct", "Union", "Order", "TopK", "Keep", "History", "All", "Output",
    ];

    /// <summary>Those that only queries over time ask for (<see cref="GeneratedTimedQueriesTests"/>): what they give follows from more than the graph as it is.</summary>
    internal static readonly string[] NotGenerated = ["Keep", "History"];

    private readonly Dictionary<string, int> _operators = Names.ToDictionary(name => name, _ => 0);
    private readonly Dictionary<(string From, string To), int> _pairs = [];

    /// <summary>Number of queries by operator.</summary>
    internal IReadOnlyDictionary<string, int> Operators => _operators;

    /// <summary>Pairs of operators of which the first feeds the second in some query.</summary>
    internal int Pairs => _pairs.Count;

    /// <summary>Counts the operators of a query.</summary>
    internal void Add(string query)
    {
        var bound = CypherCompiler.Bind(query, new BindOptions { Parameters = [.. QueryCorpus.Parameters.Keys] }).Query!;
        var plan = Planner.Plan(QueryCorpus.Source(query, 0), bound, [])!;
        var pairs = plan.Segments.SelectMany(segment => Along(plan, segment)).ToHashSet();
        foreach (var pair in pairs)
        {
            _pairs[pair] = _pairs.GetValueOrDefault(pair) + 1;
        }

        foreach (var name in pairs.SelectMany(pair => new[] { pair.From, pair.To }).Distinct())
        {
            _operators[name]++;
        }
    }

    /// <summary>One line per operator: in how many queries it passes rows to which.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var from in Names.Where(name => name is not ("Output" or "All")))
        {
            var to = Names.Where(name => _pairs.ContainsKey((from, name))).Select(name => $"{name} {_pairs[(from, name)]}");
            text.AppendLine($"  {from,-8} {_operators[from],4}: {string.Join(", ", to)}");
        }

        return text.ToString();
    }

    private static IEnumerable<(string From, string To)> Along(QueryPlan plan, Segment segment)
    {
        string[] chain =
        [
            Source(plan, segment.Source),
            .. segment.Operations.Select(operation => operation switch
            {
                LinearOperation.Filter => "Filter",
                LinearOperation.Unwind => "Unwind",
                LinearOperation.Let or LinearOperation.Mark => "",
                _ => throw new InvalidOperationException($"{operation.GetType().Name} has no name"),
            }).Where(name => name.Length > 0),
        ];
        return chain.Zip(chain.Skip(1)).Concat(Sinks(plan, segment.Sink).Select(sink => (chain[^1], sink)));
    }

    private static string Source(QueryPlan plan, SegmentSource source) => source switch
    {
        SegmentSource.Once => "Once",
        SegmentSource.Pattern { Number: var number } => Pattern(plan.Patterns[number]),
        _ => Operator(plan, source.Operator),
    };

    private static string Pattern(PatternPlan pattern) =>
        pattern.Walk is not null ? "Walk"
        : pattern.Indexes.Any(index => index.Keys.Count == 0) ? "Product"
        : pattern.Indexes.Count > 0 ? "Lookup"
        : pattern.Slots.Count > 1 ? "Expand"
        : "Scan";

    private static IEnumerable<string> Sinks(QueryPlan plan, SegmentSink sink) => sink switch
    {
        SegmentSink.Output output => [output.Branch is null ? "Output" : "All"],
        SegmentSink.Aggregate aggregate => [Operator(plan, aggregate.Operator)],
        SegmentSink.Feed feed => feed.Targets.Select(target => Operator(plan, target.Operator)),
        _ => throw new InvalidOperationException($"{sink.GetType().Name} has no name"),
    };

    private static string Operator(QueryPlan plan, int number) => plan.Operators[number] switch
    {
        PlanOperator.Grouping => plan.Segments.Select(segment => segment.Sink).OfType<SegmentSink.Aggregate>().First(sink => sink.Operator == number) switch
        {
            { IsUnion: true } => "Union",
            { IsDistinct: true } => "Distinct",
            _ => "Group",
        },
        PlanOperator.Join join => join.IsOuter ? "Outer" : "Join",
        PlanOperator.Lookup { Collects: true } => "List",
        PlanOperator.Lookup lookup => Answers(plan, lookup.Answer),
        PlanOperator.Order order => order.Skip is null && order.Limit is null ? "Order" : "TopK",
        PlanOperator.Keep => "Keep",
        PlanOperator.History => "History",
        var other => throw new InvalidOperationException($"{other.GetType().Name} has no name"),
    };

    /// <summary>Whether rows go on only with matches, only without, or with the answer as a value.</summary>
    private static string Answers(QueryPlan plan, BoundVariable answer)
    {
        var conjuncts = plan.Segments.SelectMany(segment => segment.Operations).OfType<LinearOperation.Filter>()
            .SelectMany(filter => Planning.Conjunction.Operands(filter.Predicate)).ToArray();
        return conjuncts.Any(conjunct => IsAnswer(conjunct)) ? "Semi"
            : conjuncts.Any(conjunct => conjunct is BoundExpression.Unary { Operator: UnaryOperator.Not } not && IsAnswer(not.Operand)) ? "Anti"
            : "Exists";

        bool IsAnswer(BoundExpression expression) => expression is BoundExpression.Subquery subquery && subquery.Result == answer;
    }
}
