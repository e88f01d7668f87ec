using Reactor.Cypher.Syntax;

namespace Reactor.Cypher.Binding;

/// <summary>What operators do to types. An empty result (<see cref="TypeSet.None"/>) means that no values of the operands' types work.</summary>
internal static class TypeRules
{
    private const int TypeCount = 11;

    public static bool MayBe(this TypeSet type, TypeSet wanted) => (type & wanted) != 0;

    public static bool IsWithin(this TypeSet type, TypeSet bounds) => (type & ~bounds) == 0;

    /// <summary>Type of a value that is null when one of <paramref name="operands"/> is.</summary>
    public static TypeSet NullIfAny(TypeSet type, params ReadOnlySpan<TypeSet> operands)
    {
        foreach (var operand in operands)
        {
            type |= operand & TypeSet.Null;
        }

        return type;
    }

    public static TypeSet Arithmetic(BinaryOperator binary, TypeSet left, TypeSet right)
    {
        var result = TypeSet.None;
        foreach (var a in Members(left))
        {
            foreach (var b in Members(right))
            {
                result |= Arithmetic(binary, (Left: a, Right: b));
            }
        }

        return result;
    }

    public static TypeSet Sign(TypeSet operand) => operand & (TypeSet.Number | TypeSet.Temporal | TypeSet.Null);

    /// <summary>Whether comparing can give null only for null operands, and none of these is.</summary>
    public static TypeSet Comparison(ComparisonOperator comparison, TypeSet left, TypeSet right)
    {
        const TypeSet Scalar = TypeSet.Boolean | TypeSet.Number | TypeSet.Text;
        var both = left | right;
        var isDefinite = comparison is ComparisonOperator.Equal or ComparisonOperator.NotEqual
            ? both.IsWithin(Scalar) || both.IsWithin(TypeSet.Node) || both.IsWithin(TypeSet.Relation)
            : both.IsWithin(TypeSet.Number) || both.IsWithin(TypeSet.Text) || both.IsWithin(TypeSet.Boolean);
        return isDefinite ? TypeSet.Boolean : TypeSet.Boolean | TypeSet.Null;
    }

    /// <summary>Whether target[subscript] can work for any values of these types.</summary>
    public static bool CanIndex(TypeSet target, TypeSet subscript) =>
        (target | subscript).MayBe(TypeSet.Null)
        || (target.MayBe(TypeSet.List) && subscript.MayBe(TypeSet.Integer))
        || (target.MayBe(TypeSet.Map | TypeSet.Element) && subscript.MayBe(TypeSet.Text));

    /// <summary>"an integer", "a text or a list", for messages.</summary>
    public static string Describe(TypeSet type) => type switch
    {
        TypeSet.Null => "null",
        TypeSet.Any or TypeSet.NotNull => "any value",
        _ => string.Join(" or ", Members(type & ~TypeSet.Null).Select(Name)),
    };

    private static TypeSet Arithmetic(BinaryOperator binary, (TypeSet Left, TypeSet Right) operands)
    {
        var (left, right) = operands;
        if (left == TypeSet.Null || right == TypeSet.Null)
        {
            return TypeSet.Null;
        }

        if ((left | right).IsWithin(TypeSet.Number))
        {
            return binary == BinaryOperator.Power || (left | right) != TypeSet.Integer ? TypeSet.Float : TypeSet.Integer;
        }

        if (left == TypeSet.Temporal || right == TypeSet.Temporal)
        {
            return Temporal(binary, left, right);
        }

        if (binary != BinaryOperator.Add)
        {
            return TypeSet.None;
        }

        if (left == TypeSet.List || right == TypeSet.List)
        {
            return TypeSet.List;
        }

        // A number next to a text is written out.
        var concatenates = (left | right).IsWithin(TypeSet.Text | TypeSet.Number);
        return concatenates ? TypeSet.Text : TypeSet.None;
    }

    private static TypeSet Temporal(BinaryOperator binary, TypeSet left, TypeSet right) => (binary, left | right) switch
    {
        (BinaryOperator.Add, TypeSet.Temporal | TypeSet.List) => TypeSet.List,
        (BinaryOperator.Add or BinaryOperator.Subtract, TypeSet.Temporal) => TypeSet.Temporal,
        (BinaryOperator.Multiply, TypeSet.Temporal | TypeSet.Integer or TypeSet.Temporal | TypeSet.Float) => TypeSet.Temporal,
        (BinaryOperator.Divide, TypeSet.Temporal | TypeSet.Integer or TypeSet.Temporal | TypeSet.Float) when left == TypeSet.Temporal =>
            TypeSet.Temporal,
        _ => TypeSet.None,
    };

    private static IEnumerable<TypeSet> Members(TypeSet type)
    {
        for (var i = 0; i < TypeCount; i++)
        {
            var member = (TypeSet)(1 << i);
            if (type.MayBe(member))
            {
                yield return member;
            }
        }
    }

    private static string Name(TypeSet member) => member switch
    {
        TypeSet.Boolean => "a boolean",
        TypeSet.Integer => "an integer",
        TypeSet.Float => "a float",
        TypeSet.Text => "a text",
        TypeSet.List => "a list",
        TypeSet.Map => "a map",
        TypeSet.Node => "a node",
        TypeSet.Relation => "a relation",
        TypeSet.Path => "a path",
        TypeSet.Temporal => "a temporal value",
        _ => "null",
    };
}
