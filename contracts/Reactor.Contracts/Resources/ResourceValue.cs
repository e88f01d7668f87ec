using System.Collections.Frozen;

namespace Reactor.Contracts.Resources;

/// <summary>A node of a resource's free-form part (<c>spec.properties</c>), with variables and secrets already resolved.</summary>
/// <param name="Location">Where it stands.</param>
public abstract record ResourceValue(ResourceLocation Location)
{
    /// <summary>A scalar. <see cref="IsSecret"/> values must not reach a log.</summary>
    public sealed record Scalar(ResourceLocation Location, string Text, bool IsQuoted, bool IsSecret = false) : ResourceValue(Location)
    {
        /// <summary>A tag of the reader's own vocabulary that stands in front of it, without its <c>!</c>; null for none.</summary>
        public string? Tag { get; init; }

        /// <summary>The location and kind only: the text may be a secret.</summary>
        public override string ToString() => IsSecret ? "(secret)" : Text;
    }

    /// <summary>A sequence.</summary>
    public sealed record Sequence(ResourceLocation Location, IReadOnlyList<ResourceValue> Items) : ResourceValue(Location);

    /// <summary>A mapping; keys are unique.</summary>
    public sealed record Mapping(ResourceLocation Location, IReadOnlyDictionary<string, ResourceValue> Entries) : ResourceValue(Location)
    {
        /// <summary>Where the keys stand; those of a mapping that was not read from a file are not in it.</summary>
        public IReadOnlyDictionary<string, ResourceLocation> KeyLocations { get; init; } =
            FrozenDictionary<string, ResourceLocation>.Empty;

        /// <summary>Where a key stands; where its value or the mapping stands if that is not known.</summary>
        public ResourceLocation LocationOf(string key) =>
            KeyLocations.TryGetValue(key, out var location) ? location : Entries.TryGetValue(key, out var value) ? value.Location : Location;
    }
}
