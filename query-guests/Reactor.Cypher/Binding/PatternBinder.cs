using Reactor.Cypher.Diagnostics;
using Reactor.Cypher.Syntax;
using Reactor.Cypher.Text;

namespace Reactor.Cypher.Binding;

/// <summary>Binds the pattern of one or more MATCH: numbers its nodes and relations, merges what several mentions of a node say, and turns
/// property maps into predicates.</summary>
internal sealed partial class PatternBinder
{
    private readonly BindContext _context;
    private readonly Scope _scope;

    /// <summary>Names as the pattern sees them: an element the incoming row holds has a variable of its own here.</summary>
    private readonly Scope _visible;
    private readonly bool _isOptional;
    private readonly List<Draft> _drafts = [];
    private readonly Dictionary<BoundVariable, Draft> _draftOf = [];
    private readonly List<BoundLink> _links = [];
    private readonly List<BoundExpression> _predicates = [];
    private readonly List<BoundExpression> _labelTests = [];

    /// <summary>What is written inside nodes and relations, bound after all variables of the clause are declared.</summary>
    private readonly List<(BoundVariable Variable, ExpressionSyntax? Properties, ExpressionSyntax? Where)> _conditions = [];
    private TextSpan _span;
    private int _clause = -1;

    /// <param name="context">The query's.</param>
    /// <param name="scope">Gets the pattern's variables.</param>
    /// <param name="isOptional">Whether its variables may be null afterwards.</param>
    public PatternBinder(BindContext context, Scope scope, bool isOptional = false)
    {
        _context = context;
        _scope = scope;
        _visible = new Scope(scope);
        _isOptional = isOptional;
    }

    /// <summary>Whether its predicates are about rows of the query; see <see cref="ExpressionBinder.HasHistory"/>.</summary>
    public bool HasHistory { get; init; } = true;

    /// <summary>Names as the pattern sees them.</summary>
    public Scope Visible => _visible;

    /// <summary>Adds a clause: its paths and its WHERE.</summary>
    public void Add(TextSpan span, IEnumerable<PathPatternSyntax> patterns, ExpressionSyntax? where)
    {
        _span = _clause < 0 ? span : TextSpan.Cover(_span, span);
        _clause++;
        _conditions.Clear();
        foreach (var path in patterns)
        {
            DeclarePath(path);
        }

        _predicates.AddRange(BindConditions());
        if (where is not null)
        {
            _predicates.Add(new ExpressionBinder(_context, _visible, "in WHERE") { HasHistory = HasHistory }.BindPredicate(where));
        }
    }

    /// <summary>All clauses added so far.</summary>
    public BoundReading.Match Complete()
    {
        var elements = _drafts.Select(draft => draft.Complete()).ToArray();
        return new BoundReading.Match(_span, elements, Conjunction.Of([.. _predicates]))
        {
            Components = ComponentsOf(elements),
            IsOptional = _isOptional,
            LabelTests = [.. _labelTests],
            Links = [.. _links],
        };
    }

    private void DeclarePath(PathPatternSyntax path)
    {
        if (path.Shortest != ShortestPathKind.None)
        {
            _context.Unsupported(path.Span, "Shortest paths are");
        }

        var left = DeclareNode(path.Nodes[0]);
        var elements = new List<BoundVariable?> { left.Variable };
        for (var i = 0; i < path.Relations.Count; i++)
        {
            var right = DeclareNode(path.Nodes[i + 1]);
            elements.Add(DeclareRelation(path.Relations[i], left, right));
            elements.Add(right.Variable);
            left = right;
        }

        if (path.Variable is { } name)
        {
            DeclarePathVariable(name, [.. elements.OfType<BoundVariable>()]);
        }
    }

    private void DeclarePathVariable(IdentifierSyntax name, IReadOnlyList<BoundVariable> elements)
    {
        if (_visible.TryFind(name.Name, out _))
        {
            _context.Error(DiagnosticCode.VariableAlreadyBound, name.Span, $"Variable '{name.Name}' is already bound");
            return;
        }

        var variable = NewVariable(name.Name, VariableKind.Value, TypeSet.Path);
        _context.Paths.Add(variable, elements);
        _scope.Declare(name.Name, variable);
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
        draft.IsLabelled |= node.Labels.Count > 0 || node.LabelTests.Any(LabelExpression.NeedsName);
        AddLabelTests(node.LabelTests.Select(test => LabelExpression.Of(test, new BoundExpression.Reference(test.Span, variable))));
        _conditions.Add((variable, node.Properties, node.Where));
        return draft;
    }

    /// <returns>Its variable, or <see langword="null"/> when it cannot stand here.</returns>
    private BoundVariable? DeclareRelation(RelationPatternSyntax relation, Draft left, Draft right)
    {
        if (relation.Length is { } length)
        {
            return DeclareWalk(relation, length, left, right);
        }

        var variable = FindOrDeclare(relation.Variable, VariableKind.Relation, TypeSet.Relation);
        if (_draftOf.TryGetValue(variable, out var earlier))
        {
            if (earlier.Clause == _clause)
            {
                _context.Error(
                    DiagnosticCode.RelationshipUniquenessViolation,
                    relation.Variable!.Span,
                    $"Relation '{variable.Name}' stands twice in this MATCH, whose relations must all be different");
                return null;
            }

            variable = Repeat(earlier.Variable, relation.Variable!.Span);
        }

        var (from, to) = relation.Direction == PatternDirection.Incoming ? (right, left) : (left, right);
        var isDirected = relation.Direction != PatternDirection.Either;
        var draft = new Draft(_drafts.Count, relation.Span, variable) { Ends = (from.Slot, to.Slot), IsDirected = isDirected, Clause = _clause };
        draft.Names.AddRange(relation.Types.Select(type => type.Name).Distinct());
        Add(draft);
        AddLabelTests(relation.TypeTests.Select(test => LabelExpression.Of(test, new BoundExpression.Reference(test.Span, variable))));
        _conditions.Add((variable, relation.Properties, relation.Where));
        if (isDirected)
        {
            _context.RelationEnds[variable] = (from.Variable, to.Variable);
        }

        return variable;
    }

    private void AddLabelTests(IEnumerable<BoundExpression> tests)
    {
        var before = _predicates.Count;
        _predicates.AddRange(tests);
        _labelTests.AddRange(_predicates.Skip(before));
    }

    private void Add(Draft draft)
    {
        _drafts.Add(draft);
        _draftOf.Add(draft.Variable, draft);
    }

    /// <summary>A relation that an earlier clause bound: found again, and the same one.</summary>
    private BoundVariable Repeat(BoundVariable earlier, TextSpan span)
    {
        var again = NewVariable(earlier.Name, VariableKind.Relation, TypeSet.Relation);
        _predicates.Add(new BoundExpression.Comparison(
            span,
            ComparisonOperator.Equal,
            new BoundExpression.Reference(span, earlier),
            new BoundExpression.Reference(span, again),
            TypeSet.Boolean));
        return again;
    }

    private BoundVariable FindOrDeclare(IdentifierSyntax? name, VariableKind kind, TypeSet type)
    {
        if (name is null)
        {
            return NewVariable(null, kind, type);
        }

        if (_visible.TryFind(name.Name, out var known))
        {
            if (_draftOf.ContainsKey(known) && known.Kind == kind)
            {
                return known;
            }

            // A value may turn out to be an element when the query runs.
            if (known.Kind == kind || (known.Kind == VariableKind.Value && !_context.Paths.ContainsKey(known) && !_context.Walks.ContainsKey(known) && known.Type.MayBe(type | TypeSet.Null)))
            {
                var own = NewVariable(name.Name, kind, type);
                _visible.Declare(name.Name, own);
                _links.Add(new BoundLink(known, _drafts.Count));
                return own;
            }

            _context.Error(
                DiagnosticCode.VariableTypeConflict,
                name.Span,
                $"'{name.Name}' is {TypeRules.Describe(known.Type)} and cannot be {TypeRules.Describe(type)} as well");
            return NewVariable(null, kind, type);
        }

        var variable = NewVariable(name.Name, kind, type);
        _scope.Declare(name.Name, variable);
        return variable;
    }

    private BoundVariable NewVariable(string? name, VariableKind kind, TypeSet type) =>
        _context.NewVariable(name, kind, _isOptional ? type | TypeSet.Null : type);

    private List<BoundExpression> BindConditions()
    {
        var predicates = new List<BoundExpression>();
        var binder = new ExpressionBinder(_context, _visible, "in a pattern") { HasHistory = HasHistory };
        foreach (var (variable, properties, where) in _conditions)
        {
            if (variable.Kind == VariableKind.Value)
            {
                predicates.AddRange(BindWalkConditions(variable, properties, where, binder));
                continue;
            }

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

    /// <summary>Union-find over the relations' ends.</summary>
    private static int[] ComponentsOf(BoundPatternElement[] elements)
    {
        int[] parents = [.. Enumerable.Range(0, elements.Length)];
        foreach (var element in elements)
        {
            var (from, to) = element switch
            {
                BoundPatternElement.Relation relation => (relation.From, relation.To),
                BoundPatternElement.Walk walk => (walk.From, walk.To),
                _ => (element.Slot, element.Slot),
            };
            parents[Find(parents, from)] = Find(parents, element.Slot);
            parents[Find(parents, to)] = Find(parents, element.Slot);
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

        /// <summary>See <see cref="BoundPatternElement.Node.IsLabelled"/>.</summary>
        public bool IsLabelled { get; set; }

        /// <summary>Slots of a relation's ends; <see langword="null"/> for a node.</summary>
        public (int From, int To)? Ends { get; init; }

        public bool IsDirected { get; init; }

        /// <summary>Number of the MATCH that mentions it first.</summary>
        public int Clause { get; init; }

        /// <summary>Direction and bounds of relations of variable length.</summary>
        public (PatternDirection Direction, int Minimum, int Maximum)? Length { get; init; }

        public BoundPatternElement Complete() => (Length, Ends) is ({ } length, { } ends)
            ? new BoundPatternElement.Walk(span, Slot, Variable, Names, ends.From, ends.To, length.Direction, length.Minimum, length.Maximum) { Clause = Clause }
            : Ends is var (from, to)
            ? new BoundPatternElement.Relation(span, Slot, Variable, Names, from, to, IsDirected) { Clause = Clause }
            : new BoundPatternElement.Node(span, Slot, Variable, Names) { IsLabelled = IsLabelled };
    }
}
