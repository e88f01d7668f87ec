namespace Reactor.Resources.Yaml;

/// <summary>
/// Finds, for each character of a scalar's text, the character of the file it was written as, by walking both side by side: through the
/// indentation and folded line breaks of blocks, and the folds and escapes of plain and quoted scalars (YAML 1.2, chapters 7.3 and 8.1).
/// Where the two disagree it stops and gives the rest the last known place: a position may then be too early, never outside the file.
/// </summary>
internal ref struct ScalarAlignment
{
    private readonly string _raw;
    private readonly string _text;
    private readonly int[] _offsets;
    private int _read;
    private int _mapped;

    private ScalarAlignment(string raw, int start, string text)
    {
        _raw = raw;
        _text = text;
        _offsets = new int[text.Length + 1];
        _read = start;
    }

    /// <summary>Offsets in the file of each character of the text, then of the place behind its last one. [length of text + 1]</summary>
    /// <param name="raw">Content of the file.</param>
    /// <param name="start">Where the scalar starts.</param>
    /// <param name="text">Its text.</param>
    public static int[] Align(string raw, int start, string text)
    {
        var alignment = new ScalarAlignment(raw, start, text);
        alignment.SkipAnchorAndTag();
        switch (alignment.Peek())
        {
            case '|' or '>':
                alignment.WalkBlock();
                break;
            case '"':
                alignment._read++;
                alignment.WalkFlow('"');
                break;
            case '\'':
                alignment._read++;
                alignment.WalkFlow('\'');
                break;
            default:
                alignment.WalkFlow('\0');
                break;
        }

        return alignment.Finish();
    }

    private readonly char Peek() => _read < _raw.Length ? _raw[_read] : '\0';

    private readonly bool AtLineBreak() => Peek() is '\n' or '\r';

    private void SkipLineBreak() => _read += Peek() == '\r' && _read + 1 < _raw.Length && _raw[_read + 1] == '\n' ? 2 : 1;

    private void SkipAnchorAndTag()
    {
        while (Peek() is '&' or '!')
        {
            while (_read < _raw.Length && !char.IsWhiteSpace(Peek()))
            {
                _read++;
            }

            while (Peek() is ' ' or '\t')
            {
                _read++;
            }
        }
    }

    private void Map(int offset) => _offsets[_mapped++] = offset;

    private int[] Finish()
    {
        var behind = _mapped == 0 ? _read : _offsets[_mapped - 1] + (_text[_mapped - 1] == '\n' ? 0 : 1);
        Array.Fill(_offsets, Math.Min(behind, _raw.Length), _mapped, _offsets.Length - _mapped);
        return _offsets;
    }

    private void WalkBlock()
    {
        SkipToLineBreak();
        var indentation = -1;
        while (_mapped < _text.Length && _read < _raw.Length)
        {
            SkipLineBreak();
            var lineStart = _read;
            var isBlank = LeadingSpaces(_raw, lineStart, out var spaces);
            if (indentation < 0 && !isBlank)
            {
                // An explicit indentation indicator leaves spaces of the first line in the text.
                _ = LeadingSpaces(_text, _mapped, out var kept);
                indentation = spaces - kept;
            }

            _read += Math.Min(spaces, indentation < 0 ? spaces : indentation);
            while (_mapped < _text.Length && _read < _raw.Length && !AtLineBreak())
            {
                if (_raw[_read] != _text[_mapped])
                {
                    return;
                }

                Map(_read++);
            }

            // A break that folding dropped has no character of the text: the next one is then no white space.
            if (_mapped < _text.Length && _text[_mapped] is '\n' or ' ')
            {
                Map(_read);
            }

            SkipToLineBreak();
        }
    }

    private void SkipToLineBreak()
    {
        while (_read < _raw.Length && !AtLineBreak())
        {
            _read++;
        }
    }

    private static bool LeadingSpaces(string text, int start, out int spaces)
    {
        spaces = 0;
        while (start + spaces < text.Length && text[start + spaces] == ' ')
        {
            spaces++;
        }

        return start + spaces == text.Length || text[start + spaces] is '\n' or '\r';
    }

    private void WalkFlow(char quote)
    {
        while (_mapped < _text.Length && _read < _raw.Length)
        {
            if (Peek() is ' ' or '\t' or '\n' or '\r' && TryFold())
            {
                continue;
            }

            if (quote == '"' && Peek() == '\\')
            {
                Escape();
            }
            else if (_raw[_read] != _text[_mapped])
            {
                return;
            }
            else
            {
                Map(_read);
                _read += quote == '\'' && Peek() == '\'' ? 2 : 1;
            }
        }
    }

    // White space with a line break in it is one space; with n breaks more, n line feeds.
    private bool TryFold()
    {
        var start = _read;
        var breaks = 0;
        while (_read < _raw.Length && char.IsWhiteSpace(Peek()))
        {
            if (AtLineBreak())
            {
                breaks++;
                SkipLineBreak();
            }
            else
            {
                _read++;
            }
        }

        if (breaks == 0)
        {
            _read = start;
            return false;
        }

        for (var i = Math.Max(1, breaks - 1); i > 0 && _mapped < _text.Length; i--)
        {
            Map(start);
        }

        return true;
    }

    private void Escape()
    {
        var start = _read++;
        var code = Peek();
        if (AtLineBreak())
        {
            while (_read < _raw.Length && char.IsWhiteSpace(Peek()))
            {
                _read++;
            }

            return;
        }

        _read += 1 + code switch
        {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        Map(start);
        if (code == 'U' && _mapped < _text.Length && char.IsLowSurrogate(_text[_mapped]))
        {
            Map(start);
        }
    }
}
