using System.Diagnostics.CodeAnalysis;

namespace Reactor.Contracts.Calls;

/// <summary>Name, parameters and result of a function that a guest exports or imports: <c>add(i64, i64) -> i64</c>. Immutable.</summary>
/// <remarks>A signature has one spelling (docs/abi.md, section 5), so two are equal when their texts are.</remarks>
public sealed class FunctionSignature : IEquatable<FunctionSignature>
{
    /// <summary>Longest name: 64 characters.</summary>
    public const int MaxNameLength = 64;

    /// <summary>Most parameters: 16.</summary>
    public const int MaxParameters = 16;

    /// <summary>Longest text of a signature: 256 characters.</summary>
    public const int MaxLength = 256;

    private const string Arrow = ") -> ";
    private static readonly string[] TypeNames = ["void", "i32", "u32", "i64", "u64", "f32", "f64", "bool", "string", "bytes"];

    private readonly CallType[] _parameters;
    private readonly string _text;

    /// <param name="name">1 to <see cref="MaxNameLength"/> ASCII letters, digits, <c>_</c>, <c>-</c> and <c>.</c>; the first is a letter or <c>_</c>.</param>
    /// <param name="parameters">At most <see cref="MaxParameters"/>; none is <see cref="CallType.Void"/>.</param>
    /// <param name="result">Any type.</param>
    /// <exception cref="ArgumentException">The name or a parameter breaks these rules.</exception>
    public FunctionSignature(string name, ReadOnlySpan<CallType> parameters, CallType result)
    {
        if (!IsName(name))
        {
            throw new ArgumentException($"'{name}' cannot be the name of a function.", nameof(name));
        }

        if (parameters.Length > MaxParameters || parameters.Contains(CallType.Void))
        {
            throw new ArgumentException($"A function has at most {MaxParameters} parameters, and none is void.", nameof(parameters));
        }

        Name = name;
        Result = result;
        _parameters = parameters.ToArray();
        _text = $"{name}({string.Join(", ", _parameters.Select(NameOf))}) -> {NameOf(result)}";
    }

    /// <summary>What it is called by.</summary>
    public string Name { get; }

    /// <summary>Types of its arguments, in order.</summary>
    public ReadOnlySpan<CallType> Parameters => _parameters;

    /// <summary>Type of its result.</summary>
    public CallType Result { get; }

    /// <summary>Reads a signature.</summary>
    /// <param name="text">In its one spelling: <c>log(string) -> void</c>.</param>
    /// <exception cref="FormatException">It is not one; the message says how it is written.</exception>
    public static FunctionSignature Parse(string text) => TryParse(text, out FunctionSignature? signature)
        ? signature
        : throw new FormatException(
            $"'{text}' is no signature. One is written 'name(type, type) -> type' with these types: {string.Join(' ', TypeNames)}.");

    /// <summary>Reads a signature.</summary>
    /// <param name="text">Anything.</param>
    /// <param name="signature">The signature.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out FunctionSignature? signature)
    {
        signature = null;
        int open = text.IndexOf('(', StringComparison.Ordinal);
        int close = text.IndexOf(Arrow, StringComparison.Ordinal);
        if (text.Length > MaxLength || open < 0 || close < open || !IsName(text[..open])
            || !TryParseType(text[(close + Arrow.Length)..], out CallType result))
        {
            return false;
        }

        string list = text[(open + 1)..close];
        string[] names = list.Length == 0 ? [] : list.Split(", ");
        if (names.Length > MaxParameters)
        {
            return false;
        }

        var parameters = new CallType[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            if (!TryParseType(names[i], out parameters[i]) || parameters[i] == CallType.Void)
            {
                return false;
            }
        }

        signature = new FunctionSignature(text[..open], parameters, result);
        return true;
    }

    /// <summary>How a type is spelled in a signature.</summary>
    /// <param name="type">A defined one.</param>
    public static string NameOf(CallType type) => TypeNames[(int)type];

    /// <inheritdoc/>
    public bool Equals(FunctionSignature? other) => other is not null && _text == other._text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FunctionSignature);

    /// <inheritdoc/>
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>Its one spelling.</summary>
    public override string ToString() => _text;

    private static bool IsName(string name) =>
        name.Length is > 0 and <= MaxNameLength
        && (char.IsAsciiLetter(name[0]) || name[0] == '_')
        && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.');

    private static bool TryParseType(string name, out CallType type)
    {
        int index = Array.IndexOf(TypeNames, name);
        type = (CallType)Math.Max(index, 0);
        return index >= 0;
    }
}
