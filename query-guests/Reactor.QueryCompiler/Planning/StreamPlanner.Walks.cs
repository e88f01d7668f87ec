using Reactor.Cypher.Binding;
using Reactor.Cypher.Syntax;

namespace Reactor.QueryCompiler.Planning;

/// <content>Patterns with relations of variable length.</content>
/// <remarks>
/// Single relations and their nodes fall into connected parts, each a pattern of its own; every relation of variable length is a source
/// of paths with their first and last node. Joins by those nodes make rows of the whole pattern. A node that only paths lead to is bound
/// by the first of them.
/// </remarks>
internal sealed partial class StreamPlanner
{
    private sealed class WalkPlanner(PlanDraft draft, BoundReading.Match match, IEnumerable<BoundExpression> predicates)
    {
        private readonly IReadOnlyList<BoundPatternElement> _elements = match.Elements;
        private readonly BoundPatternElement.Walk[] _walks = [.. match.Elements.OfType<BoundPatternElement.Walk>()];
        private readonly List<BoundExpression> _open = [.. predicates, .. UniquenessOf(match, draft)];
        private readonly HashSet<int> _joined = [];
        private StreamPlanner? _stream;

        internal StreamPlanner Plan()
        {
            var walks = _walks.ToList();
            if (walks.Select(walk => walk.From).Concat(walks.Select(walk => walk.To)).Where(end => PartOf(end).Count > 1).Take(1).ToArray() is [var first])
            {
                AddPart(first, [], []);
            }

            while (walks.Count > 0)
            {
                var walk = walks.Find(walk => _joined.Contains(walk.From) || _joined.Contains(walk.To)) ?? walks[0];
                walks.Remove(walk);
                AddWalk(walk);
            }

            foreach (var node in _elements.OfType<BoundPatternElement.Node>().Where(node => !_joined.Contains(node.Slot)))
            {
                AddPart(node.Slot, [], []);
            }

            _stream!.AddFilter(_open);
            _stream._available = [.. _elements.Select(element => element.Variable)];
            return _stream;
        }

        /// <summary>The relations of one clause are all different; those of one path are anyway.</summary>
        private static IEnumerable<BoundExpression> UniquenessOf(BoundReading.Match match, PlanDraft draft)
        {
            foreach (var walk in match.Elements.OfType<BoundPatternElement.Walk>())
            {
                foreach (var other in match.Elements)
                {
                    // Of two paths the later one looks.
                    var relation = draft.NewVariable(VariableKind.Value, TypeSet.Relation);
                    var reference = new BoundExpression.Reference(walk.Span, relation);
                    BoundExpression? meets = other switch
                    {
                        BoundPatternElement.Relation single when single.Clause == walk.Clause => new BoundExpression.Comparison(
                            walk.Span, ComparisonOperator.Equal, reference, new BoundExpression.Reference(other.Span, other.Variable), TypeSet.Boolean | TypeSet.Null),
                        BoundPatternElement.Walk before when before.Clause == walk.Clause && before.Slot < walk.Slot =>
                            new BoundExpression.InList(walk.Span, reference, RelationsOf(before)),
                        _ => null,
                    };
                    if (meets is not null)
                    {
                        yield return new BoundExpression.Quantifier(walk.Span, QuantifierKind.None, relation, RelationsOf(walk), meets);
                    }
                }
            }
        }

        private static BoundExpression.Call RelationsOf(BoundPatternElement.Walk walk) =>
            new(walk.Span, FunctionTable.Relationships, [new BoundExpression.Reference(walk.Span, walk.Variable)], TypeSet.List | (walk.Variable.Type & TypeSet.Null));

        /// <summary>What single relations connect with a node, the node included, in order of slots.</summary>
        private List<BoundPatternElement> PartOf(int slot)
        {
            var part = new SortedSet<int> { slot };
            int before;
            do
            {
                before = part.Count;
                foreach (var relation in _elements.OfType<BoundPatternElement.Relation>().Where(relation => part.Contains(relation.From) || part.Contains(relation.To)))
                {
                    part.UnionWith([relation.Slot, relation.From, relation.To]);
                }
            }
            while (part.Count > before);
            return [.. part.Select(member => _elements[member])];
        }

        private void AddPart(int slot, IReadOnlyList<KeyPart> rowKey, IReadOnlyList<KeyPart> partKey)
        {
            var part = PartOf(slot);
            _joined.UnionWith(part.Select(element => element.Slot));
            var variables = part.Select(element => element.Variable).ToArray();
            var slots = part.Select((element, number) => (element.Slot, number)).ToDictionary(pair => pair.Slot, pair => pair.number);
            BoundPatternElement[] elements = [.. part.Select((element, number) => Renumber(element, number, slots))];
            var inside = Take(variables);
            Join(new StreamPlanner(draft, Add(elements, inside), variables), rowKey, partKey);
        }

        private SegmentSource.Pattern Add(BoundPatternElement[] elements, IReadOnlyList<BoundExpression> inside) =>
            draft.Add(new BoundReading.Match(match.Span, elements, null) { Components = new int[elements.Length] }, inside);

        private static BoundPatternElement Renumber(BoundPatternElement element, int number, Dictionary<int, int> slots) => element switch
        {
            BoundPatternElement.Relation relation => new BoundPatternElement.Relation(
                relation.Span, number, relation.Variable, relation.Types, slots[relation.From], slots[relation.To], relation.IsDirected)
            { Clause = relation.Clause },
            BoundPatternElement.Node node => new BoundPatternElement.Node(node.Span, number, node.Variable, node.Labels) { IsLabelled = node.IsLabelled },
            _ => throw new InvalidOperationException($"No rule for {element.GetType().Name}."),
        };

        private void AddWalk(BoundPatternElement.Walk walk)
        {
            var rowKey = new List<KeyPart>();
            var walkKey = new List<KeyPart>();
            var further = new List<(int Slot, BoundVariable End)>();
            var equal = new List<BoundExpression>();
            var before = _joined.ToHashSet();
            var from = Bind(walk.From);
            var to = Bind(walk.To);
            BoundPatternElement[] elements =
            [
                new BoundPatternElement.Node(walk.Span, 0, from, ((BoundPatternElement.Node)_elements[walk.From]).Labels),
                new BoundPatternElement.Node(walk.Span, 1, to, ((BoundPatternElement.Node)_elements[walk.To]).Labels),
                new BoundPatternElement.Walk(walk.Span, 2, walk.Variable, walk.Types, 0, 1, walk.Direction, walk.Minimum, walk.Maximum) { Clause = walk.Clause },
            ];
            BoundVariable[] variables = [from, to, walk.Variable];
            var paths = new StreamPlanner(draft, Add(elements, []), variables);
            paths.AddFilter([.. equal, .. Take(variables)]);
            Join(paths, rowKey, walkKey);
            foreach (var (slot, end) in further)
            {
                AddPart(slot, [new KeyPart.Element(end)], [new KeyPart.Element(_elements[slot].Variable)]);
            }

            BoundVariable Bind(int slot)
            {
                var own = _elements[slot].Variable;
                if (PartOf(slot).Count == 1 && _joined.Add(slot))
                {
                    return own;
                }

                var end = draft.NewVariable(VariableKind.Node, TypeSet.Node);
                if (before.Contains(slot))
                {
                    rowKey.Add(new KeyPart.Element(own));
                    walkKey.Add(new KeyPart.Element(end));
                }
                else if (PartOf(slot).Count == 1)
                {
                    equal.Add(Same(walk, own, end));
                }
                else if (further.Find(known => PartOf(known.Slot).Exists(element => element.Slot == slot)) is { End: not null })
                {
                    _open.Add(Same(walk, own, end));
                }
                else
                {
                    further.Add((slot, end));
                }

                return end;
            }
        }

        private static BoundExpression.Comparison Same(BoundPatternElement.Walk walk, BoundVariable left, BoundVariable right) =>
            new(walk.Span, ComparisonOperator.Equal, new BoundExpression.Reference(walk.Span, left), new BoundExpression.Reference(walk.Span, right), TypeSet.Boolean);

        private void Join(StreamPlanner rows, IReadOnlyList<KeyPart> rowKey, IReadOnlyList<KeyPart> ownKey)
        {
            if (_stream is null)
            {
                _stream = rows;
                return;
            }

            var (left, right) = (new RowShape(_stream._available), new RowShape(rows._available));
            var join = draft.Add(number => new PlanOperator.Join(number, IsOuter: false, left, right));
            rows.Close(Feed(join, isRight: true, ownKey, right));
            _stream.Close(Feed(join, isRight: false, rowKey, left));
            _stream.Continue(new SegmentSource.Rows(join.Number), join.Columns);
            _stream.AddFilter(Take(_stream._available));
        }

        /// <summary>Predicates that the variables decide. What may fail waits for the whole row: others may exclude it.</summary>
        private List<BoundExpression> Take(IReadOnlyList<BoundVariable> variables)
        {
            var taken = _open.FindAll(predicate => !Failure.CanFailAsCondition(predicate) && FreeVariables.Of(predicate).All(variables.Contains));
            _open.RemoveAll(taken.Contains);
            return taken;
        }
    }
}
