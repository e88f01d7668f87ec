namespace Reactor.Contracts.Tests.Wire;

/// <summary>Assertions for numbers and bytes that programs compiled on another day rely on.</summary>
internal static class Pinned
{
    internal const string Because =
        "guests compiled earlier rely on it. Do not just update the expected bytes: docs/abi.md says how the ABI may change";

    /// <summary>Compares bytes with hex text; blanks and everything from a # to the end of its line are ignored.</summary>
    internal static void Bytes(ReadOnlySpan<byte> actual, string expectedHex)
    {
        var digits = expectedHex.Split('\n').Select(line => line.Split('#')[0].Replace(" ", "", StringComparison.Ordinal).Trim());
        var expected = Convert.FromHexString(string.Concat(digits));
        Lines(actual).Should().Equal(Lines(expected), Because);
    }

    internal static void Numbers(params (long Actual, long Expected)[] pairs) =>
        pairs.Should().OnlyContain(pair => pair.Actual == pair.Expected, Because);

    /// <summary>Compares all names and numbers of an enum.</summary>
    internal static void Enum<T>(string expected)
        where T : struct, Enum =>
        string.Join(' ', System.Enum.GetValues<T>().Select(value => $"{value}={Convert.ToUInt64(value)}")).Should().Be(expected, Because);

    /// <summary>Eight bytes a line, so that a difference shows its place.</summary>
    private static string[] Lines(ReadOnlySpan<byte> bytes)
    {
        var lines = new string[(bytes.Length + 7) / 8];
        for (var i = 0; i < lines.Length; i++)
        {
            lines[i] = $"{8 * i:X4}: {Convert.ToHexString(bytes[(8 * i)..Math.Min(bytes.Length, (8 * i) + 8)])}";
        }

        return lines;
    }
}
