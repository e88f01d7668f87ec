using System.Buffers.Binary;
using System.Globalization;

namespace Reactor.Bench.Guest;

/// <summary>What the measured guest can be asked for. The numbers are written once more on the host's side, in BenchFunction.</summary>
internal static class GuestFunctions
{
    internal const string ProcessArgument = "process";

    private const string StateVariable = "REACTOR_BENCH_STATE_KIB";
    private const int PageBytes = 4096;

    private static byte[] State = [];

    /// <summary>Fills as much memory as the environment asks for, so that the template has it.</summary>
    internal static void PrepareState()
    {
        if (Environment.GetEnvironmentVariable(StateVariable) is { } kibibytes)
        {
            State = new byte[int.Parse(kibibytes, CultureInfo.InvariantCulture) << 10];
            State.AsSpan().Fill(1);
        }
    }

    /// <summary>One call.</summary>
    internal static int Call(uint function, ReadOnlySpan<byte> inbox, Span<byte> outbox)
    {
        switch (function)
        {
            case 1:
                inbox.CopyTo(outbox);
                return inbox.Length;
            case 2:
                return Reduce(inbox, outbox);
            default:
                BinaryPrimitives.WriteInt64LittleEndian(outbox, Run(function, inbox));
                return sizeof(long);
        }
    }

    private static long Run(uint function, ReadOnlySpan<byte> inbox) => function switch
    {
        3 => Spin(),
        4 => ReadPages(inbox),
        5 => WritePages(inbox),
        6 => Grow(inbox),
        16 => 0,
        17 => Workloads.IntegerLoop(),
        18 => Workloads.FillDictionary(),
        19 => Workloads.ReadJson(),
        20 => Workloads.MakeStrings(),
        _ => throw new ArgumentOutOfRangeException(nameof(function)),
    };

    // Every third byte out, so that nothing of what came in can be skipped.
    private static int Reduce(ReadOnlySpan<byte> inbox, Span<byte> outbox)
    {
        int length = inbox.Length / 3;
        for (int i = 0; i < length; i++)
        {
            outbox[i] = (byte)(inbox[3 * i] ^ inbox[(3 * i) + 1] ^ inbox[(3 * i) + 2]);
        }

        return length;
    }

    private static long Spin()
    {
        for (long i = 0; ; i++)
        {
            if (Volatile.Read(ref State) is null)
            {
                return i;
            }
        }
    }

    // Inbox: first page and number of pages, two i32.
    private static long ReadPages(ReadOnlySpan<byte> inbox)
    {
        long sum = 0;
        foreach (ref byte first in Pages(inbox))
        {
            sum += first;
        }

        return sum;
    }

    private static long WritePages(ReadOnlySpan<byte> inbox)
    {
        foreach (ref byte first in Pages(inbox))
        {
            first++;
        }

        return 0;
    }

    // Inbox: bytes, one i32.
    private static long Grow(ReadOnlySpan<byte> inbox)
    {
        State = new byte[BinaryPrimitives.ReadInt32LittleEndian(inbox)];
        Random.Shared.NextBytes(State);
        return State.Length;
    }

    private static PageEnumerator Pages(ReadOnlySpan<byte> inbox) => new(
        State, BinaryPrimitives.ReadInt32LittleEndian(inbox), BinaryPrimitives.ReadInt32LittleEndian(inbox[sizeof(int)..]));

    private ref struct PageEnumerator(Span<byte> state, int first, int count)
    {
        private readonly Span<byte> _state = state;
        private readonly int _end = first + count;
        private int _page = first - 1;

        public readonly ref byte Current => ref _state[_page * PageBytes];

        public readonly PageEnumerator GetEnumerator() => this;

        public bool MoveNext() => ++_page < _end;
    }
}
