using System.Globalization;
using System.Text;
using Reactor.Vmm.Syscalls;

namespace Reactor.Vmm;

/// <summary>A system call a guest made.</summary>
/// <param name="Number">On x86-64; any number, for a guest may try all.</param>
/// <param name="Name">As in the manual's section 2, or <c>call 4711</c> when it is none the VMM knows.</param>
/// <param name="Arguments">As the guest passed them; as many as the call has, six when that is not known.</param>
/// <param name="Result">What it returned, negative error numbers of Linux included; <see langword="null"/> when it did not return: it gave the
/// CPU to another thread, or ended the guest.</param>
/// <param name="ThreadId">The thread that made it, from 1.</param>
public sealed record GuestSystemCall(long Number, string Name, IReadOnlyList<ulong> Arguments, long? Result, int ThreadId)
{
    private const long SmallestError = -4095;

    /// <summary>As strace(1) would show it: <c>munmap(0x100000000000, 4096) = 0</c>.</summary>
    public override string ToString()
    {
        StringBuilder text = new StringBuilder(Name).Append('(');
        for (int i = 0; i < Arguments.Count; i++)
        {
            _ = text.Append(i == 0 ? "" : ", ").Append(Format((long)Arguments[i]));
        }

        string result = Result is not { } value ? "?"
            : value is < 0 and >= SmallestError && Errno.NameOf(value) is { } error ? $"-{error}"
            : Format(value);
        return text.Append(") = ").Append(result).ToString();
    }

    // Counts and descriptors in decimal, addresses and flags in hexadecimal. A negative int passed in a register may have zeroes above it.
    private static string Format(long value)
    {
        const long SmallestNegativeInt = (1L << 32) + SmallestError;
        return value switch
        {
            >= SmallestError and <= 65536 => value.ToString(CultureInfo.InvariantCulture),
            >= SmallestNegativeInt and <= uint.MaxValue => ((int)value).ToString(CultureInfo.InvariantCulture),
            _ => $"0x{value:x}",
        };
    }
}
