using Reactor.Cypher.Diagnostics;
using Reactor.Cypher.Syntax;

namespace Reactor.Cypher.Binding;

/// <content>Relations of variable length.</content>
internal sealed partial class PatternBinder
{
    private readonly Dictionary<BoundVariable, IdentifierSyntax> _walkNames = [];

    private BoundVariable DeclareWalk(RelationPatternSyntax relation, PathLengthSyntax length, Draft left, Draft right)
    {
        var minimum = length.Minimum ?? 1;
        var maximum = length.Maximum ?? int.MaxValue;
        var variable = NewVariable(null, VariableKind.Value, TypeSet.Path);
        var draft = new Draft(_drafts.Count, relation.Span, variable)
        {
            Ends = (left.Slot, right.Slot),
            Length = (relation.Direction, (int)minimum, (int)maximum),
            Clause = _clause,
        };
        draft.Names.AddRange(relation.Types.Select(type => type.Name).Distinct());
        Add(draft);
        AddLabelTests(relation.TypeTests.Select(test => AllOf(test, variable)));
        _conditions.Add((variable, relation.Properties, relation.Where));
        if (relation.Variable is { } name)
        {
            _walkNames.Add(variable, name);
            NameWalk(name, variable);
        }

        return variable;
    }

    private BoundExpression.Quantifier AllOf(LabelExpressionSyntax test, BoundVariable walk)
    {
        var relation = _context.NewVariable(null, VariableKind.Value, TypeSet.Relation);
        var each = LabelExpression.Of(test, new BoundExpression.Reference(test.Span, relation));
        return new BoundExpression.Quantifier(test.Span, QuantifierKind.All, relation, ExpressionBinder.RelationsOf(test.Span, walk), each);
    }

    /// <summary>The name means the list of relations; a list the incoming row holds under it must be the same.</summary>
    private void NameWalk(IdentifierSyntax name, BoundVariable walk)
    {
        if (!_visible.TryFind(name.Name, out var known))
        {
            var list = NewVariable(name.Name, VariableKind.Value, TypeSet.List);
            _context.Walks.Add(list, walk);
            _scope.Declare(name.Name, list);
            return;
        }

        if (_context.Walks.TryGetValue(known, out var earlier) && _draftOf.ContainsKey(earlier))
        {
            _context.Error(
                DiagnosticCode.RelationshipUniquenessViolation, name.Span, $"Relations '{name.Name}' stand twice in this pattern, whose relations must all be different");
            return;
        }

        if (known.Kind != VariableKind.Value || !known.Type.MayBe(TypeSet.List) || _context.Paths.ContainsKey(known))
        {
            _context.Error(
                DiagnosticCode.VariableTypeConflict,
                name.Span,
                $"'{name.Name}' is {TypeRules.Describe(known.Type)} and cannot be {TypeRules.Describe(TypeSet.List)} as well");
            return;
        }

        var before = earlier is null
            ? (BoundExpression)new BoundExpression.Reference(name.Span, known)
            : ExpressionBinder.RelationsOf(name.Span, earlier);
        _predicates.Add(new BoundExpression.Comparison(
            name.Span, ComparisonOperator.Equal, before, ExpressionBinder.RelationsOf(name.Span, walk), TypeSet.Boolean | TypeSet.Null));
    }

    /// <summary>What is written inside holds for each relation of the path.</summary>
    private IEnumerable<BoundExpression> BindWalkConditions(BoundVariable walk, ExpressionSyntax? properties, ExpressionSyntax? where, ExpressionBinder binder)
    {
        if (where is not null)
        {
            // Inside, the name means one relation; outside, the list of them.
            var name = _walkNames.GetValueOrDefault(walk) ?? new IdentifierSyntax(where.Span, "");
            yield return binder.BindForAll(name, where, TypeSet.Relation, ExpressionBinder.RelationsOf(where.Span, walk));
        }

        if (properties is null)
        {
            yield break;
        }

        if (properties is not ExpressionSyntax.MapLiteral map)
        {
            _context.Error(
                DiagnosticCode.InvalidParameterUse, properties.Span, "A pattern takes a map literal; write {key: $parameter} for each key");
            yield break;
        }

        foreach (var entry in map.Entries)
        {
            var relation = _context.NewVariable(null, VariableKind.Value, TypeSet.Relation);
            var property = new BoundExpression.Property(entry.Span, new BoundExpression.Reference(entry.Span, relation), entry.Key.Name);
            var value = binder.Bind(entry.Value);
            var type = TypeRules.Comparison(ComparisonOperator.Equal, property.Type, value.Type);
            yield return new BoundExpression.Quantifier(
                entry.Span,
                QuantifierKind.All,
                relation,
                ExpressionBinder.RelationsOf(entry.Span, walk),
                new BoundExpression.Comparison(entry.Span, ComparisonOperator.Equal, property, value, type));
        }
    }
}
