namespace Reactor.EndToEnd.Tests;

/// <summary>The classes that share <see cref="ItemQueries"/>.</summary>
[CollectionDefinition(Name)]
public sealed class ItemsSuite : ICollectionFixture<ItemQueries>
{
    internal const string Name = "items";
}
