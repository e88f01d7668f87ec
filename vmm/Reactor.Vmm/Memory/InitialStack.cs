using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Reactor.Contracts.Guests;
using Reactor.Vmm.Images;
using Reactor.Vmm.Kvm;

namespace Reactor.Vmm.Memory;

/// <summary>What a program finds on its stack when it starts: argc, argv, envp, auxv (System V ABI, AMD64 supplement, 3.4.1).</summary>
internal static class InitialStack
{
    private const ulong AtPhdr = 3;
    private const ulong AtPhent = 4;
    private const ulong AtPhnum = 5;
    private const ulong AtPageSize = 6;
    private const ulong AtBase = 7;
    private const ulong AtFlags = 8;
    private const ulong AtEntry = 9;
    private const ulong AtUid = 11;
    private const ulong AtEuid = 12;
    private const ulong AtGid = 13;
    private const ulong AtEgid = 14;
    private const ulong AtHwcap = 16;
    private const ulong AtClockTick = 17;
    private const ulong AtSecure = 23;
    private const ulong AtRandom = 25;
    private const ulong AtHwcap2 = 26;
    private const ulong AtExecFn = 31;
    private const ulong AtSysinfoEhdr = 33;
    private const ulong UserId = 1000;
    private const int ProgramHeaderBytes = 56;
    private const int MaxEnvironmentBytes = 64 << 10;

    /// <summary>Writes it to the end of the stack.</summary>
    /// <returns>The first stack pointer.</returns>
    /// <exception cref="ArgumentException">The environment is larger than 64 KiB or a name is malformed.</exception>
    internal static GuestAddress Write(AddressSpace memory, ElfEntry entry, IReadOnlyDictionary<string, string> environment)
    {
        ulong top = GuestLayout.StackEnd;
        ulong name = PushText(memory, ref top, "guest");
        List<ulong> variables = PushEnvironment(memory, ref top, environment);

        Span<byte> random = stackalloc byte[16];
        RandomNumberGenerator.Fill(random);
        top = GuestLayout.AlignDown(top - (ulong)random.Length, 16);
        ulong randomAddress = top;
        Store(memory, top, random);

        List<ulong> words = [1, name, 0, .. variables, 0];
        ReadOnlySpan<ulong> auxiliary =
        [
            AtPhdr, entry.HeadersAddress.Value,
            AtPhent, ProgramHeaderBytes,
            AtPhnum, (ulong)entry.HeaderCount,
            AtPageSize, GuestLayout.PageBytes,
            AtBase, 0,
            AtFlags, 0,
            AtEntry, entry.Address.Value,
            AtUid, UserId,
            AtEuid, UserId,
            AtGid, UserId,
            AtEgid, UserId,
            AtHwcap, CpuidTable.HardwareCapabilities,
            AtHwcap2, 0,
            AtClockTick, 100,
            AtSecure, 0,
            AtRandom, randomAddress,
            AtExecFn, name,
            AtSysinfoEhdr, GuestLayout.Vdso,
            GuestAbi.MailboxAuxiliaryVectorType, GuestLayout.Mailbox,
            0, 0,
        ];
        words.AddRange(auxiliary);

        top = GuestLayout.AlignDown(top - (ulong)words.Count * sizeof(ulong), 16);
        byte[] block = new byte[words.Count * sizeof(ulong)];
        for (int i = 0; i < words.Count; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(block.AsSpan(i * sizeof(ulong)), words[i]);
        }

        Store(memory, top, block);
        return new GuestAddress(top);
    }

    private static List<ulong> PushEnvironment(AddressSpace memory, ref ulong top, IReadOnlyDictionary<string, string> environment)
    {
        var addresses = new List<ulong>();
        ulong limit = top - MaxEnvironmentBytes;
        foreach ((string name, string value) in environment)
        {
            if (name.Length == 0 || name.Contains('=', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal)
                || value.Contains('\0', StringComparison.Ordinal))
            {
                throw new ArgumentException($"'{name}' cannot be an environment variable.", nameof(environment));
            }

            if (Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(value) + 2 > (long)(top - limit))
            {
                throw new ArgumentException($"The environment is larger than {MaxEnvironmentBytes} bytes.", nameof(environment));
            }

            addresses.Add(PushText(memory, ref top, $"{name}={value}"));
        }

        return addresses;
    }

    private static ulong PushText(AddressSpace memory, ref ulong top, string text)
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(text), 0];
        top -= (ulong)bytes.Length;
        Store(memory, top, bytes);
        return top;
    }

    private static void Store(AddressSpace memory, ulong address, ReadOnlySpan<byte> bytes)
    {
        if (!memory.TryCopyIn(new GuestAddress(address), bytes))
        {
            throw new GuestImageException("its memory limit leaves no room for a stack");
        }
    }
}
