using System.Buffers.Binary;
using System.Text;
using Reactor.Contracts.Wire;

namespace Reactor.Contracts.Calls;

/// <summary>What a guest offers and what it needs: the record it leaves in its outbox when it says ready (docs/abi.md, section 5). Immutable.</summary>
/// <param name="Imports">Host functions it needs; the number of one is its place here. Names differ.</param>
/// <param name="Exports">Functions it offers; the number of one is its place here. Names differ.</param>
public sealed record GuestManifest(IReadOnlyList<FunctionSignature> Imports, IReadOnlyList<FunctionSignature> Exports)
{
    /// <summary>Most imports, and most exports: 256.</summary>
    public const int MaxFunctions = 256;

    /// <summary>Version of the record's layout.</summary>
    public const byte Version = 1;

    private const int ImportCount = 8;
    private const int ExportCount = 12;
    private const int FirstEntry = 16;

    /// <summary>The manifest of a guest that declares nothing.</summary>
    public static GuestManifest Empty { get; } = new([], []);

    /// <summary>Reads what a guest left in its outbox.</summary>
    /// <param name="outbox">Hostile, but not changing meanwhile. Empty: the guest declares nothing.</param>
    /// <exception cref="FormatException">It is no manifest of this version; the message says why.</exception>
    public static GuestManifest Read(ReadOnlySpan<byte> outbox)
    {
        if (outbox.IsEmpty)
        {
            return Empty;
        }

        var reader = new RecordReader(outbox);
        if (!reader.TryRead() || !reader.AtEnd || reader.Type != RecordType.Manifest || reader.B != 0 || outbox.Length < FirstEntry)
        {
            throw new FormatException("the outbox of a guest that is ready holds something else than one manifest");
        }

        if (reader.A != Version)
        {
            throw new FormatException($"the manifest has version {reader.A}; this host reads version {Version}");
        }

        uint imports = BinaryPrimitives.ReadUInt32LittleEndian(outbox[ImportCount..]);
        uint exports = BinaryPrimitives.ReadUInt32LittleEndian(outbox[ExportCount..]);
        if (imports > MaxFunctions || exports > MaxFunctions)
        {
            throw new FormatException($"the manifest declares {imports} imports and {exports} exports; at most {MaxFunctions} each are allowed");
        }

        ReadOnlySpan<byte> rest = outbox[FirstEntry..];
        var manifest = new GuestManifest(ReadEntries(ref rest, (int)imports), ReadEntries(ref rest, (int)exports));
        return rest.IsEmpty ? manifest : throw new FormatException("the manifest is longer than its entries");
    }

    /// <summary>Writes the record.</summary>
    /// <param name="outbox">Where to.</param>
    /// <returns>Bytes written: 0 when nothing is declared.</returns>
    /// <exception cref="InvalidOperationException">It does not fit, names repeat, or there are more than <see cref="MaxFunctions"/>.</exception>
    public int Write(Span<byte> outbox)
    {
        if (Imports.Count == 0 && Exports.Count == 0)
        {
            return 0;
        }

        int length = FirstEntry + Imports.Concat(Exports).Sum(entry => EntryBytes(entry.ToString().Length));
        if (length > outbox.Length || Math.Max(Imports.Count, Exports.Count) > MaxFunctions || FindRepeated(Imports) is not null
            || FindRepeated(Exports) is not null)
        {
            throw new InvalidOperationException(
                $"A manifest of {length} bytes cannot be written: it must fit into the outbox, names must differ, and {MaxFunctions} imports and exports are the most.");
        }

        RecordHeader.Write(outbox, length, RecordType.Manifest, Version, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(outbox[ImportCount..], (uint)Imports.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(outbox[ExportCount..], (uint)Exports.Count);
        Span<byte> rest = outbox[FirstEntry..];
        foreach (FunctionSignature entry in Imports.Concat(Exports))
        {
            string text = entry.ToString();
            Span<byte> bytes = rest[..EntryBytes(text.Length)];
            bytes.Clear();
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)text.Length);
            _ = Encoding.ASCII.GetBytes(text, bytes[sizeof(uint)..]);
            rest = rest[bytes.Length..];
        }

        return length;
    }

    private static FunctionSignature[] ReadEntries(ref ReadOnlySpan<byte> rest, int count)
    {
        var entries = new FunctionSignature[count];
        for (int i = 0; i < count; i++)
        {
            uint length = rest.Length < sizeof(uint) ? uint.MaxValue : BinaryPrimitives.ReadUInt32LittleEndian(rest);
            if (length > FunctionSignature.MaxLength || EntryBytes((int)length) > rest.Length)
            {
                throw new FormatException($"entry {i} of the manifest is longer than {FunctionSignature.MaxLength} bytes or than the record");
            }

            // Whatever is not ASCII becomes '?', which no signature contains.
            string text = Encoding.ASCII.GetString(rest.Slice(sizeof(uint), (int)length));
            entries[i] = FunctionSignature.TryParse(text, out FunctionSignature? signature)
                ? signature
                : throw new FormatException($"entry {i} of the manifest is no signature: '{Printable(text)}'");
            rest = rest[EntryBytes((int)length)..];
        }

        return FindRepeated(entries) is { } name ? throw new FormatException($"the manifest declares '{name}' twice") : entries;
    }

    private static string? FindRepeated(IReadOnlyList<FunctionSignature> entries)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        return entries.FirstOrDefault(entry => !names.Add(entry.Name))?.Name;
    }

    private static string Printable(string text) => string.Concat(text.Select(character => char.IsControl(character) ? '?' : character));

    private static int EntryBytes(int textLength) => (sizeof(uint) + textLength + 7) & ~7;
}
