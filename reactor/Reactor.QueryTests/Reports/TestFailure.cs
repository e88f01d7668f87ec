using Reactor.Contracts.Resources;

namespace Reactor.QueryTests.Reports;

/// <summary>Something that came out otherwise than the document says.</summary>
/// <param name="Location">Where the document says it.</param>
/// <param name="Where">Which part of the case.</param>
/// <param name="Text">Expected lines begin with <c>-</c>, what was got instead with <c>+</c>.</param>
internal sealed record TestFailure(ResourceLocation Location, string Where, string Text);
