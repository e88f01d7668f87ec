using System.Text;

namespace Reactor.Ingest.Formats;

/// <summary>Ids as canonical text: a scalar's text as it is written; the parts of a composite key joined by commas.</summary>
internal static class ElementIds
{
    /// <summary>Joins the parts of a composite key; a comma or backslash inside a part gets a backslash before it.</summary>
    public static string Join(IReadOnlyList<string> parts)
    {
        if (parts.Count == 1)
        {
            return parts[0];
        }

        var joined = new StringBuilder();
        for (var index = 0; index < parts.Count; index++)
        {
            if (index > 0)
            {
                joined.Append(',');
            }

            Escape(parts[index], ',', joined);
        }

        return joined.ToString();
    }

    /// <summary>What stands before the keys of a table, so that rows of two tables never share an id: <c>schema:table:</c>.</summary>
    public static string TablePrefix(string schema, string table)
    {
        var prefix = new StringBuilder();
        if (schema.Length > 0)
        {
            Escape(schema, ':', prefix);
            prefix.Append(':');
        }

        Escape(table, ':', prefix);
        return prefix.Append(':').ToString();
    }

    private static void Escape(string part, char separator, StringBuilder target)
    {
        foreach (var character in part)
        {
            if (character == separator || character == '\\')
            {
                target.Append('\\');
            }

            target.Append(character);
        }
    }
}
