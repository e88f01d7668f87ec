namespace Reactor.Contracts.Changes;

/// <summary>One property of a change.</summary>
/// <param name="Name">Number of the name in the source's <see cref="SourceVocabulary"/>.</param>
/// <param name="Value">Its value; null removes the property.</param>
public readonly record struct Property(int Name, PropertyValue Value);
