using System.Collections.Concurrent;

namespace Reactor.Contracts.Changes;

/// <summary>
/// The property names and label sets of one source as small numbers, so that nothing behind the decoder compares text.
/// Thread-safe; numbers are given out in order of arrival and never change.
/// </summary>
public sealed class SourceVocabulary
{
    /// <summary>Most property names, and most label sets, one source may use.</summary>
    public const int Capacity = 65_536;

    private readonly ConcurrentDictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, LabelSet> _labelSets = new(StringComparer.Ordinal);
    private readonly Lock _growth = new();
    private readonly List<string> _names = [];

    /// <summary>How many property names have numbers.</summary>
    public int PropertyNameCount
    {
        get
        {
            lock (_growth)
            {
                return _names.Count;
            }
        }
    }

    /// <summary>The number of a property name, given out at its first use.</summary>
    /// <exception cref="VocabularyFullException">The source uses more than <see cref="Capacity"/> names.</exception>
    public int PropertyNumber(string name) => _numbers.TryGetValue(name, out var number) ? number : AddName(name);

    /// <summary>A lookup of property numbers by UTF-16 span, for decoders that want no string per name.</summary>
    public ConcurrentDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> PropertyNumbers =>
        _numbers.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The name behind a number that <see cref="PropertyNumber"/> gave out.</summary>
    public string PropertyName(int number)
    {
        lock (_growth)
        {
            return _names[number];
        }
    }

    /// <summary>The interned set of these labels; order and repetition do not matter.</summary>
    /// <exception cref="VocabularyFullException">The source uses more than <see cref="Capacity"/> sets.</exception>
    public LabelSet Labels(params IReadOnlyList<string> names)
    {
        var sorted = names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var key = Key(sorted);
        if (_labelSets.TryGetValue(key, out var known))
        {
            return known;
        }

        lock (_growth)
        {
            if (_labelSets.TryGetValue(key, out known))
            {
                return known;
            }

            if (_labelSets.Count == Capacity)
            {
                throw new VocabularyFullException("label sets", Capacity);
            }

            return _labelSets[key] = new LabelSet(_labelSets.Count, sorted);
        }
    }

    /// <summary>Tells sets apart whatever characters their names hold: each name is led by its length.</summary>
    private static string Key(string[] names) => string.Concat(names.Select(name => $"{name.Length}:{name}"));

    private int AddName(string name)
    {
        lock (_growth)
        {
            if (_numbers.TryGetValue(name, out var number))
            {
                return number;
            }

            if (_names.Count == Capacity)
            {
                throw new VocabularyFullException("property names", Capacity);
            }

            _names.Add(name);
            return _numbers[name] = _names.Count - 1;
        }
    }
}
