using Reactor.Cypher.Diagnostics;
using Reactor.Cypher.Syntax;
using Reactor.Cypher.Text;

namespace Reactor.Cypher.Binding;

/// <summary>Binds one MATCH: numbers its nodes and relations, merges what several mentions of a node say, and turns property maps into
/// predicates.</summary>
internal sealed class PatternBinder
{
    private readonly BindContext _context;
    private readonly Scope _scope;
    private readonly List<Draft> _drafts = [];
    private readonly Dictionary<BoundVariable, Draft> _draftOf = [];

    /// <summary>What is written inside nodes and relations, bound after all variables of the clause are declared.</summary>
    private readonly List<(BoundVariable Variable, ExpressionSyntax? Properties, ExpressionSyntax? Where)> _conditions = [];

    /// <param name="context">The query's.</param>
    /// <param name="scope">Gets the pattern's variables.</param>
    public PatternBinder(BindContext context, Scope scope)
    {
        _context = context;
        _scope = scope;
    }

    public BoundReading.Match Bind(ClauseSyntax.Match syntax)
    {
        foreach (var path in syntax.Patterns)
        {
            DeclarePath(path);
        }

        var where = Conjunction.Of([.. BindConditions(), .. BindWhere(syntax.Where)]);
        var elements = _drafts.Select(draft => draft.Complete()).ToArray();
        return new BoundReading.Match(syntax.Span, elements, where) { Components = ComponentsOf(elements) };
    }

    private void DeclarePath(PathPatternSyntax path)
    {
        if (path.Shortest != ShortestPathKind.None)
        {
            _context.Unsupported(path.Span, "Shortest paths are");
        }

        var left = DeclareNode(path.Nodes[0]);
        for (var i = 0; i < path.Relations.Count; i++)
        {
            var right = DeclareNode(path.Nodes[i + 1]);
            DeclareRelation(path.Relations[i], left, right);
            left = right;
        }

        if (path.Variable is { } name)
        {
            DeclarePathVariable(name);
        }
    }

    private void DeclarePathVariable(IdentifierSyntax name)
    {
        if (_scope.TryFind(name.Name, out _))
        {
            _context.Error(DiagnosticCode.VariableAlreadyBound, name.Span, $"Variable '{name.Name}' is already bound");
            return;
        }

        _context.Unsupported(name.Span, "Named paths are");
        _scope.Declare(name.Name, _context.NewVariable(name.Name, VariableKind.Value, TypeSet.Path));
    }

    private Draft DeclareNode(NodePatternSyntax node)
    {
        var variable = FindOrDeclare(node.Variable, VariableKind.Node, TypeSet.Node);
        if (!_draftOf.TryGetValue(variable, out var draft))
        {
            draft = new Draft(_drafts.Count, node.Span, variable);
            Add(draft);
        }

        draft.Names.AddRange(node.Labels.Select(label => label.Name).Except(draft.Names));
        _conditions.Add((variable, node.Properties, node.Where));
        return draft;
    }

    private void DeclareRelation(RelationPatternSyntax relation, Draft left, Draft right)
    {
        if (relation.Length is { } length)
        {
            _context.Unsupported(length.Span, "Relations of variable length are");
        }

        var variable = relation.Length is null
            ? FindOrDeclare(relation.Variable, VariableKind.Relation, TypeSet.Relation)
            : FindOrDeclare(relation.Variable, VariableKind.Value, TypeSet.List);
        if (_draftOf.ContainsKey(variable))
        {
            _context.Error(
                DiagnosticCode.RelationshipUniquenessViolation,
                relation.Variable!.Span,
                $"Relation '{variable.Name}' stands twice in this MATCH, whose relations must all be different");
            return;
        }

        var (from, to) = relation.Direction == PatternDirection.Incoming ? (right, left) : (left, right);
        var isDirected = relation.Direction != PatternDirection.Either;
        var draft = new Draft(_drafts.Count, relation.Span, variable) { Ends = (from.Slot, to.Slot), IsDirected = isDirected };
        draft.Names.AddRange(relation.Types.Select(type => type.Name).Distinct());
        Add(draft);
        _conditions.Add((variable, relation.Properties, relation.Where));
        if (isDirected)
        {
            _context.RelationEnds[variable] = (from.Variable, to.Variable);
        }
    }

    private void Add(Draft draft)
    {
        _drafts.Add(draft);
        _draftOf.Add(draft.Variable, draft);
    }

    private BoundVariable FindOrDeclare(IdentifierSyntax? name, VariableKind kind, TypeSet type)
    {
        if (name is null)
        {
            return _context.NewVariable(null, kind, type);
        }

        if (_scope.TryFind(name.Name, out var known))
        {
            // A value may turn out to be an element when the query runs.
            if (known.Kind == kind || (known.Kind == VariableKind.Value && known.Type.MayBe(type | TypeSet.Null)))
            {
                return known;
            }

            _context.Error(
                DiagnosticCode.VariableTypeConflict,
                name.Span,
                $"'{name.Name}' is {TypeRules.Describe(known.Type)} and cannot be {TypeRules.Describe(type)} as well");
            return _context.NewVariable(null, kind, type);
        }

        var variable = _context.NewVariable(name.Name, kind, type);
        _scope.Declare(name.Name, variable);
        return variable;
    }

    private List<BoundExpression> BindConditions()
    {
        var predicates = new List<BoundExpression>();
        var binder = new ExpressionBinder(_context, _scope, "in a pattern");
        foreach (var (variable, properties, where) in _conditions)
        {
            if (properties is ExpressionSyntax.MapLiteral map)
            {
                predicates.AddRange(map.Entries.Select(entry => PropertyEquals(variable, entry, binder)));
            }
            else if (properties is not null)
            {
                _context.Error(
                    DiagnosticCode.InvalidParameterUse, properties.Span, "A pattern takes a map literal; write {key: $parameter} for each key");
            }

            if (where is not null)
            {
                predicates.Add(binder.BindPredicate(where));
            }
        }

        return predicates;
    }

    private static BoundExpression.Comparison PropertyEquals(BoundVariable variable, MapEntrySyntax entry, ExpressionBinder binder)
    {
        var property = new BoundExpression.PropertyPath(entry.Key.Span, variable, [entry.Key.Name]);
        var value = binder.Bind(entry.Value);
        var type = TypeRules.Comparison(ComparisonOperator.Equal, property.Type, value.Type);
        return new BoundExpression.Comparison(entry.Span, ComparisonOperator.Equal, property, value, type);
    }

    private IEnumerable<BoundExpression> BindWhere(ExpressionSyntax? where) =>
        where is null ? [] : [new ExpressionBinder(_context, _scope, "in WHERE").BindPredicate(where)];

    /// <summary>Union-find over the relations' ends.</summary>
    private static int[] ComponentsOf(BoundPatternElement[] elements)
    {
        int[] parents = [.. Enumerable.Range(0, elements.Length)];
        foreach (var relation in elements.OfType<BoundPatternElement.Relation>())
        {
            parents[Find(parents, relation.From)] = Find(parents, relation.Slot);
            parents[Find(parents, relation.To)] = Find(parents, relation.Slot);
        }

        var numbers = new Dictionary<int, int>();
        var components = new int[elements.Length];
        for (var slot = 0; slot < elements.Length; slot++)
        {
            var root = Find(parents, slot);
            numbers.TryAdd(root, numbers.Count);
            components[slot] = numbers[root];
        }

        return components;
    }

    private static int Find(int[] parents, int slot)
    {
        while (parents[slot] != slot)
        {
            // Halving the way keeps long chains cheap.
            parents[slot] = parents[parents[slot]];
            slot = parents[slot];
        }

        return slot;
    }

    /// <summary>An element while its mentions are being collected.</summary>
    private sealed class Draft(int slot, TextSpan span, BoundVariable variable)
    {
        public int Slot { get; } = slot;

        public BoundVariable Variable { get; } = variable;

        /// <summary>Labels of a node, types of a relation.</summary>
        public List<string> Names { get; } = [];

        /// <summary>Slots of a relation's ends; <see langword="null"/> for a node.</summary>
        public (int From, int To)? Ends { get; init; }

        public bool IsDirected { get; init; }

        public BoundPatternElement Complete() => Ends is var (from, to)
            ? new BoundPatternElement.Relation(span, Slot, Variable, Names, from, to, IsDirected)
            : new BoundPatternElement.Node(span, Slot, Variable, Names);
    }
}
