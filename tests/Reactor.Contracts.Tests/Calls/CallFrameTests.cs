using Reactor.Contracts.Calls;
using Reactor.Contracts.Tests.Wire;

namespace Reactor.Contracts.Tests.Calls;

public sealed class CallFrameTests
{
    private static readonly CallType[] AllTypes =
    [
        CallType.I32, CallType.U32, CallType.I64, CallType.U64, CallType.F32, CallType.F64, CallType.Bool, CallType.String, CallType.Bytes,
    ];

    [Fact]
    public void Values_have_their_published_bytes()
    {
        Pinned.Bytes(
            WriteAll(),
            """
            FFFFFFFFFFFFFFFF                        # i32 -1
            FFFFFFFF00000000                        # u32
            FEFFFFFFFFFFFFFF                        # i64 -2
            FFFFFFFFFFFFFFFF                        # u64
            0000803F00000000                        # f32 1
            000000000000F03F                        # f64 1
            0100000000000000                        # true
            0300000000000000 4B C3A4 0000000000     # 3 bytes: "Kä"
            0800000000000000 0102030405060708       # 8 bytes
            """);
    }

    [Fact]
    public void Reader_gives_back_what_was_written()
    {
        var frame = WriteAll();
        var reader = new CallReader(frame);

        CallFrame.FindFault(frame, AllTypes).Should().BeNull();
        CallValue.Read<int>(ref reader).Should().Be(-1);
        CallValue.Read<uint>(ref reader).Should().Be(uint.MaxValue);
        CallValue.Read<long>(ref reader).Should().Be(-2);
        CallValue.Read<ulong>(ref reader).Should().Be(ulong.MaxValue);
        CallValue.Read<float>(ref reader).Should().Be(1);
        CallValue.Read<double>(ref reader).Should().Be(1);
        CallValue.Read<bool>(ref reader).Should().BeTrue();
        CallValue.Read<string>(ref reader).Should().Be("Kä");
        CallValue.Read<byte[]>(ref reader).Should().Equal(1, 2, 3, 4, 5, 6, 7, 8);
        reader.AtEnd.Should().BeTrue();
    }

    [Theory]
    [InlineData(3, 0x7F)]       // i32 that is not sign-extended
    [InlineData(12, 1)]         // u32 above its range
    [InlineData(36, 1)]         // f32 with more than 32 bits
    [InlineData(48, 2)]         // bool that is neither
    [InlineData(49, 1)]
    [InlineData(56, 200)]       // string longer than the frame
    [InlineData(63, 0x80)]      // string of 2^63 bytes
    [InlineData(65, 0xFF)]      // not UTF-8
    [InlineData(71, 1)]         // padding
    [InlineData(72, 9)]         // bytes longer than the frame
    [InlineData(72, 0)]         // bytes shorter than the frame
    public void FindFault_names_a_value_that_is_not_in_its_one_form(int offset, byte value)
    {
        var frame = WriteAll();
        frame[offset] = value;

        CallFrame.FindFault(frame, AllTypes).Should().NotBeNull();
    }

    [Fact]
    public void FindFault_names_missing_and_surplus_values()
    {
        CallFrame.FindFault(new byte[8], [CallType.I64, CallType.I64]).Should().Be("value 1 of 2 is missing");
        CallFrame.FindFault(new byte[16], CallType.I64).Should().Be("8 bytes follow the last value");
        CallFrame.FindFault([], CallType.Void).Should().BeNull();
        CallFrame.FindFault(new byte[8], CallType.Void).Should().NotBeNull();
    }

    [Fact]
    public void Frame_that_passed_can_be_read_whatever_its_bytes()
    {
        var random = new Random(7);
        int passed = 0;
        for (int round = 0; round < 50_000; round++)
        {
            var frame = WriteAll();
            frame[random.Next(frame.Length)] = (byte)random.Next(256);
            if (CallFrame.FindFault(frame, AllTypes) is not null)
            {
                continue;
            }

            passed++;
            var reader = new CallReader(frame);
            for (int i = 0; i < 7; i++)
            {
                _ = reader.ReadUInt64();
            }

            _ = reader.ReadString();
            _ = reader.ReadBytes();
            reader.AtEnd.Should().BeTrue();
        }

        passed.Should().BePositive();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(15)]
    public void Writer_refuses_what_does_not_fit(int capacity)
    {
        FluentActions.Invoking(() => new CallWriter(new byte[capacity]).Write("x"u8)).Should().Throw<InvalidOperationException>();
        FluentActions.Invoking(() => new CallWriter(new byte[capacity]).Reserve(int.MaxValue).Length).Should().Throw<InvalidOperationException>();
        FluentActions.Invoking(() => new CallWriter(new byte[capacity]).Reserve(-1).Length).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void Reader_refuses_to_read_more_than_there_is()
    {
        FluentActions.Invoking(() => new CallReader([]).ReadInt64()).Should().Throw<InvalidOperationException>();
        FluentActions.Invoking(() => new CallReader([255, 255, 255, 255, 255, 255, 255, 255]).ReadBytes().Length).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void Types_that_do_not_travel_are_refused_by_name() =>
        FluentActions.Invoking(CallValue.TypeOf<decimal>).Should().Throw<NotSupportedException>().WithMessage("*System.Decimal*byte[]*");

    private static byte[] WriteAll()
    {
        var frame = new byte[200];
        frame.AsSpan().Fill(0xCC);
        var writer = new CallWriter(frame);
        CallValue.Write(ref writer, -1);
        CallValue.Write(ref writer, uint.MaxValue);
        CallValue.Write(ref writer, -2L);
        CallValue.Write(ref writer, ulong.MaxValue);
        CallValue.Write(ref writer, 1f);
        CallValue.Write(ref writer, 1d);
        CallValue.Write(ref writer, true);
        CallValue.Write(ref writer, "Kä");
        CallValue.Write(ref writer, new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 });
        return frame[..writer.Length];
    }
}
