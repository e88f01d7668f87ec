using System.Globalization;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Tests;

/// <summary>Reads values as Cypher writes them, so that tables of cases read like queries: null, 1, 1.0, NaN, -Infinity, 'text', [..], {k: ..},
/// (id {..}) for a node, and (id) -[..]- is not needed.</summary>
internal ref struct CypherText
{
    private readonly ReadOnlySpan<char> _text;
    private int _at;

    private CypherText(ReadOnlySpan<char> text)
    {
        _text = text;
    }

    public static Value Parse(string text)
    {
        var reader = new CypherText(text);
        var value = reader.Read();
        return reader._at == text.Length ? value : throw new FormatException($"cannot read {text} from {reader._at}");
    }

    private Value Read()
    {
        switch (_text[_at])
        {
            case '\'':
                return Value.FromText(ReadText());
            case '[':
                return ReadList();
            case '{':
                return Value.FromMap(ReadMap());
            case '(':
                return ReadNode();
            default:
                return ReadScalar(ReadWhile(static c => c is not (',' or ']' or '}' or ')' or ':' or ' ')));
        }
    }

    private static Value ReadScalar(string word) => word switch
    {
        "null" => Value.Null,
        "true" => Value.True,
        "false" => Value.False,
        "NaN" => Value.FromFloat(double.NaN),
        "Infinity" => Value.FromFloat(double.PositiveInfinity),
        "-Infinity" => Value.FromFloat(double.NegativeInfinity),
        _ when long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) => Value.FromInteger(integer),
        _ => Value.FromFloat(double.Parse(word, CultureInfo.InvariantCulture)),
    };

    private string ReadText()
    {
        _at++;
        var text = ReadWhile(static c => c != '\'');
        _at++;
        return text;
    }

    private Value ReadList()
    {
        var elements = new List<Value>();
        for (_at++; _text[_at] != ']'; SkipComma())
        {
            elements.Add(Read());
        }

        _at++;
        return Value.FromList([.. elements]);
    }

    private MapValue ReadMap()
    {
        var (keys, values) = (new List<string>(), new List<Value>());
        for (_at++; _text[_at] != '}'; SkipComma())
        {
            keys.Add(ReadWhile(static c => c != ':'));
            _at += ": ".Length;
            values.Add(Read());
        }

        _at++;
        return MapValue.FromEntries([.. keys], [.. values]);
    }

    private Value ReadNode()
    {
        _at++;
        var id = ReadWhile(static c => c is not (' ' or ')'));
        var properties = MapValue.Empty;
        if (_text[_at] == ' ')
        {
            _at++;
            properties = ReadMap();
        }

        _at++;
        return Value.FromElement(new ElementValue(ValueKind.Node, 0, id, ["N"], properties));
    }

    private void SkipComma()
    {
        if (_text[_at..].StartsWith(", "))
        {
            _at += ", ".Length;
        }
    }

    private string ReadWhile(Func<char, bool> accept)
    {
        var start = _at;
        while (_at < _text.Length && accept(_text[_at]))
        {
            _at++;
        }

        return _text[start.._at].ToString();
    }
}
