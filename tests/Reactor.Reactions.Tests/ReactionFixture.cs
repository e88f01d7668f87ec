using Microsoft.Extensions.Logging;
using Reactor.Contracts.Resources;

namespace Reactor.Reactions.Tests;

/// <summary>Makes reactions from settings, with a log and an output that can be looked at.</summary>
internal sealed class ReactionFixture : ILoggerFactory, ILogger
{
    private readonly Lock _gate = new();
    private readonly List<string> _log = [];

    public StringWriter Output { get; } = new();

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    public List<ResourceProblem> Problems { get; } = [];

    public TimeProvider Time { get; set; } = TimeProvider.System;

    public bool UseColour { get; set; }

    public string Directory { get; set; } = "/nowhere";

    /// <summary>Log lines as <c>level id: message</c>.</summary>
    public IReadOnlyList<string> Log
    {
        get
        {
            lock (_gate)
            {
                return [.. _log];
            }
        }
    }

    /// <summary>Makes a reaction; null when there are problems.</summary>
    public Reaction? TryCreate(string kind, IReadOnlyDictionary<string, string> properties, string querySettings = "", string query = "q1")
    {
        var location = new ResourceLocation(Path.Combine(Directory, "r.yaml"), 1, 1);
        var resource = new ReactionResource(
            "r1",
            location,
            kind,
            location with { Line = 2 },
            new ResourceValue.Mapping(
                location with { Line = 3 },
                properties.ToDictionary(entry => entry.Key, ResourceValue (entry) => new ResourceValue.Scalar(location with { Line = 4 }, entry.Value, IsQuoted: false))),
            [new ReactionQuery(query, location with { Line = 5 }, querySettings, location with { Line = 6 })]);
        return ReactionFactory.Create(resource, new ReactionHost(this, Time, Output, UseColour, Variables.GetValueOrDefault), Problems);
    }

    /// <summary>Makes a reaction.</summary>
    public Reaction Create(string kind, Dictionary<string, string> properties, string querySettings = "", string query = "q1")
    {
        var reaction = TryCreate(kind, properties, querySettings, query);
        Problems.Should().BeEmpty();
        return reaction!;
    }

    /// <summary>The problems as <c>line: message</c>.</summary>
    public IEnumerable<string> ProblemsOf(string kind, Dictionary<string, string> properties, string querySettings = "")
    {
        Problems.Clear();
        TryCreate(kind, properties, querySettings).Should().BeNull();
        return Problems.Select(problem => $"{problem.Location.Line}: {problem.Message}{(problem.Suggestion is null ? "" : "; ")}{problem.Suggestion}");
    }

    ILogger ILoggerFactory.CreateLogger(string categoryName) => this;

    void ILoggerFactory.AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose() => Output.Dispose();

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_gate)
        {
            _log.Add($"{logLevel} {eventId.Id}: {formatter(state, exception)}");
        }
    }
}
