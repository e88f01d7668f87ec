using Reactor.Contracts.Queries;
using Reactor.Contracts.Resources;

namespace Reactor.Resources.Documents;

/// <summary>Reads a list of joins: <c>[{id, keys: [{label, property}, ...]}]</c>.</summary>
internal static class JoinDocument
{
    private const int FewestKeys = 2;

    /// <summary>Reads them.</summary>
    /// <param name="parent">The mapping that has the list as <c>joins</c>.</param>
    /// <param name="labels">Labels that the sources are known to send; empty when nothing is known.</param>
    public static List<QueryJoin> Read(DocumentPart parent, IReadOnlyCollection<string> labels)
    {
        var joins = new List<QueryJoin>();
        foreach (var join in parent.Parts("joins"))
        {
            var id = join.Settings.RequiredText("id");
            if (joins.Exists(earlier => earlier.Definition.Id == id))
            {
                join.Settings.Problem("id", $"there are two joins \"{id}\"");
            }

            joins.Add(new QueryJoin(new JoinDefinition(id, ReadKeys(join, labels)), join.ValueLocation("id")));
            join.Settings.Finish();
        }

        return joins;
    }

    private static List<JoinParticipant> ReadKeys(DocumentPart join, IReadOnlyCollection<string> labels)
    {
        var participants = new List<JoinParticipant>();
        foreach (var key in join.Parts("keys"))
        {
            var label = key.Settings.RequiredText("label");
            var properties = key.Settings.TextList("property");
            key.Settings.Finish();
            if (properties.Count == 0)
            {
                key.Settings.Problem("property", "required setting \"property\" is missing");
            }
            else if (participants.Count > 0 && participants[0].Properties.Count is var parts and > 0 && parts != properties.Count)
            {
                key.Settings.Problem("property", $"a key of {properties.Count} properties cannot equal one of {parts}");
            }

            if (labels.Count != 0 && label.Length != 0 && !labels.Contains(label))
            {
                key.Notice("label", $"no subscription names the label \"{label}\"", Spelling.Suggest(label, labels));
            }

            participants.Add(new JoinParticipant(label, properties));
        }

        if (participants.Count < FewestKeys)
        {
            join.Settings.Problem("keys", "\"keys\" must have two entries or more");
        }

        return participants;
    }
}
