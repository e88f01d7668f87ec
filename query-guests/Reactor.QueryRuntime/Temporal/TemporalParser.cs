using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Temporal;

/// <summary>Reads the texts of dates, times and offsets: ISO 8601, basic and extended.</summary>
internal ref struct TemporalParser
{
    private const int MaxYearDigits = 9;
    private const int NanoDigits = 9;
    private const int MaxOffset = 18 * 3600;

    private readonly string _text;
    private int _position;

    private TemporalParser(string text)
    {
        _text = text;
        _position = 0;
    }

    private readonly char Next => _position < _text.Length ? _text[_position] : '\0';

    /// <summary>Reads a value of a kind; an offset that is missing is UTC.</summary>
    /// <exception cref="EvaluationException">The text is of another form, or no such time exists.</exception>
    public static TemporalValue Parse(string text, ValueKind kind)
    {
        var parser = new TemporalParser(text);
        var hasDate = kind is ValueKind.Date or ValueKind.LocalDateTime or ValueKind.DateTime;
        var days = hasDate ? parser.Date() : 0;
        var nanos = 0L;
        if (kind is ValueKind.LocalTime or ValueKind.Time)
        {
            parser.Accept('T');
            nanos = parser.Time();
        }
        else if (kind != ValueKind.Date && (parser.Accept('T') || parser.Accept('t')))
        {
            nanos = parser.Time();
        }

        var zone = kind is ValueKind.Time or ValueKind.DateTime ? parser.Zone() : default;
        if (parser._position < text.Length)
        {
            throw parser.Unreadable();
        }

        return kind switch
        {
            ValueKind.Date => TemporalValue.Date(days),
            ValueKind.LocalTime => TemporalValue.LocalTime(nanos),
            ValueKind.Time => TemporalValue.Time(nanos, zone.Offset),
            ValueKind.LocalDateTime => TemporalValue.LocalDateTime(days, nanos),
            _ => TemporalValue.DateTime(days, nanos, zone),
        };
    }

    /// <summary>Reads an offset, or the id of a time zone.</summary>
    /// <exception cref="EvaluationException">It is neither.</exception>
    public static ZoneOrOffset ParseZone(string text)
    {
        if (text is not [('+' or '-' or 'Z' or 'z'), ..])
        {
            return new ZoneOrOffset(TimeZones.Find(text), int.MinValue);
        }

        // "Zulu" is a zone, "Z" an offset.
        var parser = new TemporalParser(text);
        var offset = parser.Offset();
        return parser._position == text.Length ? new ZoneOrOffset(null, offset) : new ZoneOrOffset(TimeZones.Find(text), int.MinValue);
    }

    private long Date()
    {
        var sign = Next is '+' or '-' ? Take() : '\0';
        var digits = CountDigits();
        var yearDigits = sign == '\0' || digits <= 4 ? Math.Min(digits, 4) : _text.AsSpan(_position).IndexOf('-') == digits || digits <= MaxYearDigits ? digits : 4;
        if (yearDigits is < 4 or > MaxYearDigits)
        {
            throw Unreadable();
        }

        var year = Number(yearDigits) * (sign == '-' ? -1 : 1);
        var extended = Next == '-' && _position + 1 < _text.Length && (char.IsAsciiDigit(_text[_position + 1]) || _text[_position + 1] is 'W' or 'Q');
        if (extended)
        {
            _position++;
        }

        if (Accept('W'))
        {
            var week = Number(2);
            return IsoCalendar.FromWeek(year, week, Follows(extended) ? Number(1) : 1);
        }

        if (Accept('Q'))
        {
            var quarter = Number(1);
            return IsoCalendar.FromQuarter(year, quarter, Follows(extended) ? Number(2) : 1);
        }

        switch (CountDigits())
        {
            case 0 when !extended:
                return IsoCalendar.FromDate(year, 1, 1);
            case 3:
                return IsoCalendar.FromOrdinal(year, Number(3));
            case 2:
                var month = Number(2);
                return IsoCalendar.FromDate(year, month, extended && Follows(extended) ? Number(2) : 1);
            case 4 when !extended:
                return IsoCalendar.FromDate(year, Number(2), Number(2));
            default:
                throw Unreadable();
        }
    }

    private long Time()
    {
        var hour = Number(2);
        var extended = Accept(':');
        var minute = extended || CountDigits() >= 2 ? Number(2) : 0;
        var second = Follows(extended, ':') ? Number(2) : 0;
        var fraction = Next is '.' or ',' ? Fraction() : 0;
        IsoCalendar.Check(hour, 0, 23, "hour");
        IsoCalendar.Check(minute, 0, 59, "minute");
        IsoCalendar.Check(second, 0, 59, "second");
        return (((((hour * 60) + minute) * 60) + second) * IsoCalendar.NanosPerSecond) + fraction;
    }

    private long Fraction()
    {
        _position++;
        var digits = CountDigits();
        if (digits is 0 or > NanoDigits)
        {
            throw Unreadable();
        }

        var fraction = Number(digits);
        for (var i = digits; i < NanoDigits; i++)
        {
            fraction *= 10;
        }

        return fraction;
    }

    private ZoneOrOffset Zone()
    {
        var hasOffset = Next is '+' or '-' or 'Z' or 'z';
        var offset = hasOffset ? Offset() : 0;
        if (!Accept('['))
        {
            return new ZoneOrOffset(null, offset);
        }

        var end = _text.IndexOf(']', _position);
        if (end < 0)
        {
            throw Unreadable();
        }

        var id = TimeZones.Find(_text[_position..end]);
        _position = end + 1;
        return new ZoneOrOffset(id, hasOffset ? offset : int.MinValue);
    }

    private int Offset()
    {
        if (Accept('Z') || Accept('z'))
        {
            return 0;
        }

        var sign = Take() == '-' ? -1 : 1;
        var hours = Number(2);
        var extended = Accept(':');
        var minutes = extended || CountDigits() >= 2 ? Number(2) : 0;
        var seconds = Follows(extended, ':') ? Number(2) : 0;
        IsoCalendar.Check(minutes, 0, 59, "minutes of an offset");
        IsoCalendar.Check(seconds, 0, 59, "seconds of an offset");
        var offset = (hours * 3600) + (minutes * 60) + seconds;
        IsoCalendar.Check(offset, 0, MaxOffset, "seconds of an offset");
        return (int)offset * sign;
    }

    /// <summary>Whether another component follows: behind its separator in the extended form, at once in the basic one.</summary>
    private bool Follows(bool extended, char separator = '-') => extended ? Accept(separator) : char.IsAsciiDigit(Next);

    private readonly int CountDigits()
    {
        var end = _position;
        while (end < _text.Length && char.IsAsciiDigit(_text[end]))
        {
            end++;
        }

        return end - _position;
    }

    private long Number(int digits)
    {
        if (CountDigits() < digits)
        {
            throw Unreadable();
        }

        var number = 0L;
        for (var end = _position + digits; _position < end; _position++)
        {
            number = (number * 10) + _text[_position] - '0';
        }

        return number;
    }

    private char Take() => _text[_position++];

    private bool Accept(char character)
    {
        if (Next != character)
        {
            return false;
        }

        _position++;
        return true;
    }

    private readonly EvaluationException Unreadable() =>
        new(EvaluationError.ArgumentError, $"'{_text}' is no text of this temporal type (from character {_position + 1})");
}
