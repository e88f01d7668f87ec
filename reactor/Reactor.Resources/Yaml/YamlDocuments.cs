using Reactor.Contracts.Resources;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using Scalar = YamlDotNet.Core.Events.Scalar;

namespace Reactor.Resources.Yaml;

/// <summary>
/// Composes the documents of one YAML file from parser events, so that every value keeps its place. Scalars stay text (YAML 1.2 core schema:
/// who asks for a number parses one); duplicate keys, unknown tags and runaway aliases are problems. Not thread-safe.
/// </summary>
internal sealed class YamlDocuments
{
    // Far beyond any resource; they stop a file made to exhaust the stack or, through aliases of aliases, the memory of later passes.
    private const int MaxDepth = 64;
    private const int MaxNodes = 1_000_000;

    private readonly string _file;
    private readonly Parser _parser;
    private readonly List<ResourceProblem> _problems;
    private readonly IReadOnlyCollection<string> _tags;
    private readonly Dictionary<AnchorName, (ResourceValue Value, int Nodes)> _anchors = [];
    private int _nodes;

    private YamlDocuments(string file, string text, List<ResourceProblem> problems, IReadOnlyCollection<string> tags)
    {
        _file = file;
        _parser = new Parser(new StringReader(text));
        _problems = problems;
        _tags = tags;
    }

    /// <summary>Reads all documents of a file.</summary>
    /// <param name="file">Path to show.</param>
    /// <param name="text">Content of the file.</param>
    /// <param name="problems">Where mistakes are collected.</param>
    /// <param name="documents">The documents; after a syntax error those before it.</param>
    /// <param name="tags">Local tags of scalars that the caller understands, without their <c>!</c>; none unless given.</param>
    /// <returns>False after a syntax error.</returns>
    public static bool TryParse(
        string file, string text, List<ResourceProblem> problems, out List<ResourceValue> documents, IReadOnlyCollection<string>? tags = null)
    {
        documents = [];
        try
        {
            new YamlDocuments(file, text, problems, tags ?? []).ReadStream(documents);
            return true;
        }
        catch (YamlException exception)
        {
            var message = Message(exception);
            problems.Add(message.Contains("invalid tab", StringComparison.Ordinal) && TabIn(text, (int)exception.Start.Line) is { } tab
                ? new ResourceProblem(tab with { File = file }, "malformed YAML: a tab cannot indent", "use spaces")
                : new ResourceProblem(LocationOf(file, exception.Start), message));
            return false;
        }
    }

    private static ResourceLocation LocationOf(string file, in Mark mark) => new(file, (int)mark.Line, (int)mark.Column);

    // The parser names the place where the mapping around the tab begins.
    private static ResourceLocation? TabIn(string text, int fromLine)
    {
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var indent = line[..^line.TrimStart().Length];
            if (++number >= fromLine && indent.Length < line.Length && indent.IndexOf('\t') is >= 0 and var column)
            {
                return new ResourceLocation("", number, column + 1);
            }
        }

        return null;
    }

    private static string Message(YamlException exception)
    {
        var message = exception.Message.TrimEnd('.');
        return message.Length == 0 ? "malformed YAML" : $"malformed YAML: {char.ToLowerInvariant(message[0])}{message[1..]}";
    }

    private void ReadStream(List<ResourceValue> documents)
    {
        _parser.Consume<StreamStart>();
        while (!_parser.Accept<StreamEnd>(out _))
        {
            _parser.Consume<DocumentStart>();
            _anchors.Clear();
            var document = ReadNode(0);
            _parser.Consume<DocumentEnd>();

            // A file that is empty, or a separator with nothing behind it, is no document.
            if (document is not ResourceValue.Scalar { IsQuoted: false, Text: "" })
            {
                documents.Add(document);
            }
        }
    }

    private ResourceValue ReadNode(int depth)
    {
        var start = _parser.Current!.Start;
        if (depth > MaxDepth || ++_nodes > MaxNodes)
        {
            throw new YamlException(start, start, depth > MaxDepth ? $"Nested deeper than {MaxDepth} levels" : $"More than {MaxNodes} values");
        }

        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            return Aliased(alias);
        }

        var before = _nodes;
        var node = _parser.Consume<NodeEvent>();
        ResourceValue value = node switch
        {
            Scalar scalar => ReadScalar(scalar),
            SequenceStart sequence => ReadSequence(sequence, depth),
            MappingStart mapping => ReadMapping(mapping, depth),
            _ => throw new YamlException(node.Start, node.End, "Unexpected content"),
        };
        if (!node.Anchor.IsEmpty)
        {
            _anchors[node.Anchor] = (value, _nodes - before + 1);
        }

        return value;
    }

    private ResourceValue Aliased(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value, out var anchored))
        {
            throw new YamlException(alias.Start, alias.End, $"No value before this one has the anchor {alias.Value}");
        }

        // The value is shared, but whoever walks the tree meets it again.
        _nodes += anchored.Nodes;
        return anchored.Value;
    }

    private ResourceValue.Scalar ReadScalar(Scalar scalar)
    {
        var isText = scalar.Style is not ScalarStyle.Plain;
        if (!scalar.Tag.IsEmpty && !scalar.Tag.IsNonSpecific && scalar.Tag.Value is ['!', .. var local] && _tags.Contains(local))
        {
            return new ResourceValue.Scalar(LocationOf(_file, scalar.Start), scalar.Value, isText) { Tag = local };
        }

        if (!scalar.Tag.IsEmpty)
        {
            isText |= CheckTag(scalar, "str");
        }

        return new ResourceValue.Scalar(LocationOf(_file, scalar.Start), scalar.Value, isText);
    }

    private ResourceValue.Sequence ReadSequence(SequenceStart start, int depth)
    {
        CheckTag(start, "seq");
        var items = new List<ResourceValue>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode(depth + 1));
        }

        return new ResourceValue.Sequence(LocationOf(_file, start.Start), items);
    }

    private ResourceValue.Mapping ReadMapping(MappingStart start, int depth)
    {
        CheckTag(start, "map");
        var entries = new Dictionary<string, ResourceValue>(StringComparer.Ordinal);
        var keys = new Dictionary<string, ResourceLocation>(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = ReadNode(depth + 1);
            var value = ReadNode(depth + 1);
            if (key is not ResourceValue.Scalar name)
            {
                _problems.Add(new ResourceProblem(key.Location, "a key must be a text"));
            }
            else if (!entries.TryAdd(name.Text, value))
            {
                _problems.Add(new ResourceProblem(name.Location, $"key \"{name.Text}\" stands twice; first in line {keys[name.Text].Line}"));
            }
            else
            {
                keys.Add(name.Text, name.Location);
            }
        }

        return new ResourceValue.Mapping(LocationOf(_file, start.Start), entries) { KeyLocations = keys };
    }

    // Returns whether the tag says text: "!!str" and the non-specific "!".
    private bool CheckTag(NodeEvent node, string plainTag)
    {
        if (node.Tag.IsEmpty)
        {
            return false;
        }

        var tag = node.Tag.IsNonSpecific ? "!" : node.Tag.Value;
        string[] scalarTags = ["int", "float", "bool", "null"];
        var name = tag.StartsWith("tag:yaml.org,2002:", StringComparison.Ordinal) ? tag["tag:yaml.org,2002:".Length..] : null;
        if (tag != "!" && name != plainTag && !(node is Scalar && scalarTags.Contains(name)))
        {
            _problems.Add(new ResourceProblem(LocationOf(_file, node.Start), $"tag {tag} is not supported"));
        }

        return tag == "!" || name == "str";
    }
}
