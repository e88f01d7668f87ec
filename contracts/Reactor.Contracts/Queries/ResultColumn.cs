namespace Reactor.Contracts.Queries;

/// <summary>A column of a query's result.</summary>
/// <param name="Name">Its name, unique in the query.</param>
/// <param name="IsGroupingKey">Whether it is one of the values a row is grouped by.</param>
public sealed record ResultColumn(string Name, bool IsGroupingKey);
