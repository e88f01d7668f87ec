using System.Globalization;
using System.Text;
using Reactor.Contracts.Changes;

namespace Reactor.Tck.Tests.Values;

/// <summary>Reads the values in the kit's tables: literals, <c>(:Label {key: 1})</c>, <c>[:TYPE {key: 1}]</c> and <c>&lt;(a)-[:T]->(b)></c>.</summary>
internal sealed class ExpectedValue
{
    private readonly string _text;
    private readonly bool _sortLists;
    private int _position;

    private ExpectedValue(string text, bool sortLists)
    {
        _text = text;
        _sortLists = sortLists;
    }

    /// <summary>A value in the spelling of <see cref="ValueText"/>.</summary>
    /// <param name="text">A cell of a table.</param>
    /// <param name="sortLists">Whether the order in lists means nothing.</param>
    internal static string Read(string text, bool sortLists)
    {
        var reader = new ExpectedValue(text, sortLists);
        var value = reader.Value().Text;
        return reader._position == text.Length ? value : throw reader.Unreadable();
    }

    /// <summary>A value to be given as a parameter.</summary>
    internal static PropertyValue ReadParameter(string text) => new ExpectedValue(text, sortLists: false).Value().Property;

    private (string Text, PropertyValue Property) Value()
    {
        Blank();
        switch (Peek())
        {
            case '\'':
                var text = Quoted();
                return (ValueText.OfText(text), PropertyValue.FromText(text));
            case '[' when Peek(1) == ':':
                return (Relation(), default);
            case '[':
                return List();
            case '{':
                return Map();
            case '(':
                return (Node(), default);
            case '<':
                return (Path(), default);
            default:
                return Word();
        }
    }

    private (string Text, PropertyValue Property) Word()
    {
        var start = _position;
        while (_position < _text.Length && !(_text[_position] is ',' or ']' or '}' or ')'))
        {
            _position++;
        }

        var word = _text[start.._position].Trim();
        switch (word)
        {
            case "null":
                return ("null", default);
            case "true" or "false":
                return (word, PropertyValue.FromBoolean(word == "true"));
            case "NaN" or "Infinity" or "-Infinity":
                return (word, PropertyValue.FromFloat(double.Parse(word, CultureInfo.InvariantCulture)));
            case "Inf" or "-Inf":
                return (word.Replace("Inf", "Infinity", StringComparison.Ordinal), default);
        }

        if (long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
        {
            return (integer.ToString(CultureInfo.InvariantCulture), PropertyValue.FromInteger(integer));
        }

        return double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? (ValueText.OfFloat(number), PropertyValue.FromFloat(number))
            : throw Unreadable();
    }

    private (string Text, PropertyValue Property) List()
    {
        var items = new List<(string Text, PropertyValue Property)>();
        Take('[');
        while (!Accept(']'))
        {
            items.Add(Value());
            Accept(',');
        }

        return (ValueText.OfList(items.Select(item => item.Text), _sortLists), PropertyValue.FromList([.. items.Select(item => item.Property)]));
    }

    private (string Text, PropertyValue Property) Map()
    {
        var entries = new List<(string Key, (string Text, PropertyValue Property) Value)>();
        Take('{');
        while (!Accept('}'))
        {
            var key = Name();
            Take(':');
            entries.Add((key, Value()));
            Accept(',');
        }

        return (ValueText.OfMap(entries.Select(entry => (entry.Key, entry.Value.Text))),
            PropertyValue.FromMap(entries.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Property))));
    }

    private string Node()
    {
        Take('(');
        var labels = Labels();
        var properties = Properties();
        Take(')');
        return ValueText.OfNode(labels, properties);
    }

    private string Relation()
    {
        Take('[');
        var type = Labels().Single();
        var properties = Properties();
        Take(']');
        return ValueText.OfRelation(type, properties);
    }

    private string Path()
    {
        Take('<');
        var text = new StringBuilder("<").Append(Node());
        while (!Accept('>'))
        {
            var pointsLeft = Accept('<');
            Take('-');
            var relation = Relation();
            Take('-');
            Accept('>');
            text.Append(pointsLeft ? "<-" : "-").Append(relation).Append(pointsLeft ? "-" : "->").Append(Node());
        }

        return text.Append('>').ToString();
    }

    private List<string> Labels()
    {
        var labels = new List<string>();
        while (Accept(':'))
        {
            labels.Add(Name());
        }

        return labels;
    }

    private string Properties()
    {
        Blank();
        return Peek() == '{' ? Map().Text : "{}";
    }

    private string Name()
    {
        Blank();
        var start = _position;
        while (char.IsLetterOrDigit(Peek()) || Peek() is '_' or '$')
        {
            _position++;
        }

        return _position > start ? _text[start.._position] : throw Unreadable();
    }

    private string Quoted()
    {
        var text = new StringBuilder();
        for (_position++; Peek() != '\''; _position++)
        {
            if (Peek() == '\\')
            {
                _position++;
                text.Append(Peek() switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', var other => other });
            }
            else if (_position < _text.Length)
            {
                text.Append(Peek());
            }
            else
            {
                throw Unreadable();
            }
        }

        _position++;
        return text.ToString();
    }

    private char Peek(int ahead = 0) => _position + ahead < _text.Length ? _text[_position + ahead] : '\0';

    private void Blank()
    {
        while (Peek() == ' ')
        {
            _position++;
        }
    }

    private bool Accept(char character)
    {
        Blank();
        if (Peek() != character)
        {
            return false;
        }

        _position++;
        return true;
    }

    private void Take(char character)
    {
        if (!Accept(character))
        {
            throw Unreadable();
        }
    }

    private FormatException Unreadable() => new($"no value at {_position} of {_text}");
}
