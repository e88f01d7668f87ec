namespace Reactor.Vmm.Kvm;

/// <summary>The instruction sets a guest was told of when it started: it may have chosen its code by them, so a snapshot runs only where all are there.</summary>
internal sealed class CpuFeatures
{
    /// <summary>CPUID words compared.</summary>
    internal const int WordCount = 8;

    private static readonly string[] Names =
        ["CPUID 1.ECX", "CPUID 1.EDX", "CPUID 7.EBX", "CPUID 7.ECX", "CPUID 7.EDX", "CPUID 0x80000001.ECX", "CPUID 0x80000001.EDX", "state components"];

    private readonly uint[] _words;

    /// <param name="words"><see cref="WordCount"/> words in the order of the table of names.</param>
    /// <param name="extendedStateBytes">Length of the XSAVE image.</param>
    internal CpuFeatures(ReadOnlySpan<uint> words, int extendedStateBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(words.Length, WordCount);
        _words = words.ToArray();
        ExtendedStateBytes = extendedStateBytes;
    }

    internal ReadOnlySpan<uint> Words => _words;

    internal int ExtendedStateBytes { get; }

    /// <summary>Components of the XSAVE image that the host keeps for a guest; may be more than XCR0 enables, where the host does not enforce XCR0.</summary>
    internal ulong StateComponents => _words[^1];

    /// <summary>Says what a guest that started with these features would miss with others.</summary>
    /// <returns>CPUID leaves and bits, or <see langword="null"/> when nothing is missing.</returns>
    internal string? MissingIn(CpuFeatures here)
    {
        for (int i = 0; i < WordCount; i++)
        {
            uint missing = _words[i] & ~here._words[i];
            if (missing != 0)
            {
                return $"{Names[i]} bits 0x{missing:x} (it has 0x{_words[i]:x}, this host 0x{here._words[i]:x})";
            }
        }

        return ExtendedStateBytes == here.ExtendedStateBytes
            ? null
            : $"an XSAVE image of {ExtendedStateBytes} bytes (this host's has {here.ExtendedStateBytes})";
    }
}
