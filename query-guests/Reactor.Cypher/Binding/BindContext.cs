using Reactor.Cypher.Diagnostics;
using Reactor.Cypher.Text;

namespace Reactor.Cypher.Binding;

/// <summary>What all binders of one query share: findings, numbering of variables, parameters.</summary>
internal sealed class BindContext
{
    private readonly IReadOnlyCollection<string>? _knownParameters;
    private readonly List<Diagnostic> _diagnostics = [];
    private readonly List<string> _parameters = [];

    public BindContext(SourceText source, BindOptions options)
    {
        Source = source;
        _knownParameters = options.Parameters;
    }

    public SourceText Source { get; }

    public IReadOnlyList<Diagnostic> Diagnostics => _diagnostics;

    public IReadOnlyList<string> Parameters => _parameters;

    public int VariableCount { get; private set; }

    /// <summary>Ends of the directed relations bound so far, start first: what startNode and endNode of them mean.</summary>
    public Dictionary<BoundVariable, (BoundVariable Start, BoundVariable End)> RelationEnds { get; } = [];

    /// <summary>The elements that named paths lead along, in order of writing: the name of a path means them.</summary>
    public Dictionary<BoundVariable, IReadOnlyList<BoundVariable>> Paths { get; } = [];

    /// <summary>The paths behind names of variable-length relations: the name of such a relation means the path's relations.</summary>
    public Dictionary<BoundVariable, BoundVariable> Walks { get; } = [];

    public BoundVariable NewVariable(string? name, VariableKind kind, TypeSet type, BoundVariable? origin = null) =>
        new(VariableCount++, name, kind, type, origin);

    public void UseParameter(string name, TextSpan span)
    {
        if (_knownParameters is not null && !_knownParameters.Contains(name))
        {
            Error(DiagnosticCode.MissingParameter, span, $"No value is given for parameter ${name}", Spelling.Nearest(name, _knownParameters));
        }

        if (!_parameters.Contains(name))
        {
            _parameters.Add(name);
        }
    }

    public void Error(DiagnosticCode code, TextSpan span, string message, string? suggestion = null) =>
        _diagnostics.Add(new Diagnostic(code, Severity.Error, span, message, suggestion));

    public void Warning(DiagnosticCode code, TextSpan span, string message) =>
        _diagnostics.Add(new Diagnostic(code, Severity.Warning, span, message));

    public void Unsupported(TextSpan span, string what) => Error(DiagnosticCode.UnsupportedFeature, span, $"{what} not supported yet");
}
