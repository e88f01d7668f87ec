using Reactor.Contracts.Changes;

namespace Reactor.QueryCompiler.Emission;

/// <summary>Values of a query that are built once per instance, and its parameters.</summary>
/// <param name="parameters">Values of the parameters.</param>
internal sealed class Constants(IReadOnlyDictionary<string, PropertyValue> parameters)
{
    private readonly List<string> _values = [];

    /// <summary>Name of the field that holds a constant.</summary>
    /// <param name="code">C# that builds it.</param>
    internal string Field(string code)
    {
        var index = _values.IndexOf(code);
        if (index < 0)
        {
            index = _values.Count;
            _values.Add(code);
        }

        return $"_c{index}";
    }

    /// <summary>C# of a parameter's value.</summary>
    internal string Parameter(string name)
    {
        var value = parameters[name];
        var code = CSharp.Constant(value);
        return value.Kind is PropertyValueKind.List or PropertyValueKind.Map ? Field(code) : code;
    }

    /// <summary>Declares the fields.</summary>
    internal void Write(CodeWriter writer)
    {
        for (var i = 0; i < _values.Count; i++)
        {
            writer.Line($"private readonly Value _c{i} = {_values[i]};");
        }
    }
}
