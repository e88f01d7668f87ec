namespace Reactor.Tck.Tests.Features;

/// <summary>One execution: a scenario, or an outline with one row of its examples, the background's steps first.</summary>
/// <param name="Name">Feature, scenario and, of an outline, the number of the row of examples from 1: unique in the kit.</param>
/// <param name="Steps">In order.</param>
internal sealed record FeatureScenario(string Name, IReadOnlyList<FeatureStep> Steps);
