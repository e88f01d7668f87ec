using System.Text;

namespace Reactor.QueryRuntime.Dataflow.Joins;

/// <summary>Ids of the relations of joins.</summary>
public static class JoinedId
{
    /// <summary>The parts joined like a composite key: by commas; a comma or backslash inside a part gets a backslash before it.</summary>
    /// <param name="parts">The join's id, then source and id of both ends.</param>
    public static string Of(params ReadOnlySpan<string> parts)
    {
        var id = new StringBuilder();
        foreach (var part in parts)
        {
            if (id.Length != 0)
            {
                id.Append(',');
            }

            foreach (var character in part)
            {
                if (character is ',' or '\\')
                {
                    id.Append('\\');
                }

                id.Append(character);
            }
        }

        return id.ToString();
    }
}
