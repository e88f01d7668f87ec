using System.Text.Json;
using Reactor.Contracts.Changes;

namespace Reactor.Ingest.Formats;

/// <summary>The properties of one JSON object, numbered by the source's vocabulary, with the place of each value's text. Reused.</summary>
internal sealed class PropertyBuffer(SourceVocabulary vocabulary, Utf8Cache<int> names)
{
    private Property[] _properties = new Property[32];
    private Range[] _tokens = new Range[32];

    // _seen[number] == _generation: the name already stands in this object.
    private int[] _seen = new int[64];
    private int _generation;

    public int Count { get; private set; }

    public ref Property this[int index] => ref _properties[index];

    public void Clear() => Count = 0;

    /// <summary>Where the value of a property stands in the JSON, quotes included.</summary>
    public Range Token(int index) => _tokens[index];

    /// <summary>Reads the object the reader stands on, and leaves the reader on its end. Of two members with one name the later wins.</summary>
    public void Read(ref Utf8JsonReader reader)
    {
        Count = 0;
        _generation++;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var number = Number(ref reader);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            var value = JsonValues.Read(ref reader);
            Set(number, value, start..(int)reader.BytesConsumed);
        }
    }

    /// <summary>Index of a property by its number; -1 when the object does not have it.</summary>
    public int IndexOf(int number)
    {
        for (var index = 0; index < Count; index++)
        {
            if (_properties[index].Name == number)
            {
                return index;
            }
        }

        return -1;
    }

    public Property[] ToArray() => _properties.AsSpan(0, Count).ToArray();

    private int Number(ref Utf8JsonReader reader) =>
        names.TryGet(reader.ValueSpan, out var number)
            ? number
            : names.Add(reader.ValueSpan, vocabulary.PropertyNumber(reader.GetString()!));

    private void Set(int number, PropertyValue value, Range token)
    {
        if (number >= _seen.Length)
        {
            Array.Resize(ref _seen, Math.Max(_seen.Length * 2, number + 1));
        }

        var index = Count;
        if (_seen[number] == _generation)
        {
            index = IndexOf(number);
        }
        else
        {
            _seen[number] = _generation;
            if (Count == _properties.Length)
            {
                Array.Resize(ref _properties, Count * 2);
                Array.Resize(ref _tokens, Count * 2);
            }

            Count++;
        }

        _properties[index] = new Property(number, value);
        _tokens[index] = token;
    }
}
