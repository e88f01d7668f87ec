using Reactor.Cypher.Binding;

namespace Reactor.QueryCompiler.Emission;

/// <summary>What the names of a row mean in generated code, at one point of it.</summary>
/// <param name="keys">The grouping keys of the rows that enter the segment.</param>
/// <param name="aggregates">C# of their aggregates.</param>
internal sealed class Scope(IReadOnlyList<Binding> keys, IReadOnlyList<string> aggregates)
{
    private readonly Dictionary<int, Binding> _variables = [];

    /// <summary>A scope of rows that no grouping made.</summary>
    internal Scope()
        : this([], [])
    {
    }

    /// <summary>The same names behind a grouping whose rows were stored.</summary>
    internal Scope WithGroup(IReadOnlyList<Binding> keys, IReadOnlyList<string> aggregates)
    {
        var scope = new Scope(keys, aggregates);
        foreach (var (variable, binding) in _variables)
        {
            scope._variables.Add(variable, binding);
        }

        return scope;
    }

    /// <summary>What a variable means.</summary>
    internal Binding this[BoundVariable variable] => _variables[variable.Id];

    /// <summary>What a grouping key means.</summary>
    internal Binding Key(int key) => keys[key];

    /// <summary>C# of an aggregate's result.</summary>
    internal string Aggregate(int aggregate) => aggregates[aggregate];

    /// <summary>Gives a variable its meaning, or a new one.</summary>
    internal void Bind(BoundVariable variable, Binding binding) => _variables[variable.Id] = binding;
}

/// <summary>What one name means.</summary>
internal abstract record Binding
{
    private Binding()
    {
    }

    /// <summary>A value.</summary>
    /// <param name="Code">C# without side effects, cheap to repeat.</param>
    internal sealed record Value(string Code) : Binding;

    /// <summary>An element.</summary>
    internal sealed record Element(ElementAccess Access) : Binding;
}
