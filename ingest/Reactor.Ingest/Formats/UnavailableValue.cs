using Reactor.Contracts.Changes;

namespace Reactor.Ingest.Formats;

/// <summary>
/// What Debezium writes for a column whose unchanged value the database did not log (PostgreSQL: TOAST without full replica identity);
/// <c>unavailable.value.placeholder</c> with its default.
/// </summary>
internal static class UnavailableValue
{
    private const string Placeholder = "__debezium_unavailable_value";

    // Binary columns carry the placeholder's bytes in base64.
    private const string BinaryPlaceholder = "X19kZWJleml1bV91bmF2YWlsYWJsZV92YWx1ZQ==";

    public static bool Is(in PropertyValue value) => value.Kind switch
    {
        PropertyValueKind.Text => value.Text.Length is 28 or 40 && value.Text is Placeholder or BinaryPlaceholder,
        PropertyValueKind.List => value.List is [{ Kind: PropertyValueKind.Text } only] && Is(only),
        _ => false,
    };
}
