using Reactor.Contracts.Resources;

namespace Reactor.Resources.Documents;

/// <summary>Reads the <c>spec</c> of a <c>kind: Source</c> document.</summary>
internal static class SourceDocument
{
    /// <summary>Reads it; the settings themselves are checked by the connector.</summary>
    public static SourceResource Read(string name, ResourceLocation location, DocumentPart spec)
    {
        var kind = spec.Settings.RequiredText("kind");
        var properties = spec.Mapping("properties");
        spec.Ignore("services", "identity");
        return new SourceResource(name, location, kind, spec.ValueLocation("kind"), properties);
    }
}
