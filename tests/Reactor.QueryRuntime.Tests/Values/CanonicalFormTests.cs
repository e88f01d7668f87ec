using CsCheck;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Tests.Values;

/// <summary>Identities of result rows are hashes of these bytes, and receivers keep identities: a changed byte breaks every one of them.</summary>
public sealed class CanonicalFormTests
{
    [Theory]
    [InlineData("null", "00")]
    [InlineData("false", "0100")]
    [InlineData("true", "0101")]
    [InlineData("1", "020100000000000000")]
    [InlineData("1.0", "020100000000000000")]
    [InlineData("-0.0", "020000000000000000")]
    [InlineData("-1", "02FFFFFFFFFFFFFFFF")]
    [InlineData("1.5", "03000000000000F83F")]
    [InlineData("NaN", "03000000000000F87F")]
    [InlineData("9223372036854775808.0", "03000000000000E043")]
    [InlineData("-9223372036854775808.0", "020000000000000080")]
    [InlineData("'aä'", "04020000006100E400")]
    [InlineData("''", "0400000000")]
    [InlineData("[]", "0500000000")]
    [InlineData("[1, null]", "050200000002010000000000000000")]
    [InlineData("{b: true, a: null}", "0602000000010000006100000100000062000101")]
    [InlineData("(n {a: 1})", "0D0000000000000000010000006E00")]
    public void The_form_is_pinned(string value, string expected)
    {
        var buffer = new CanonicalBuffer();

        CanonicalForm.Append(CypherText.Parse(value), buffer);

        Convert.ToHexString(buffer.Written).Should().Be(expected);
    }

    [Fact]
    public void The_identity_of_bytes_is_pinned()
    {
        var buffer = new CanonicalBuffer();
        CanonicalForm.Append(CypherText.Parse("['branch', 7]"), buffer);

        buffer.ToIdentity().ToString("x32").Should().Be("aa2d9b3797f4c87c1f8d2600009c045d");
    }

    [Fact]
    public void A_row_of_values_can_be_read_in_one_way_only() =>
        Gen.Select(ValueGen.Any.Array[0, 3], ValueGen.Any.Array[0, 3]).Sample(
            (left, right) =>
            {
                var (first, second) = (new CanonicalBuffer(), new CanonicalBuffer());
                Array.ForEach(left, value => CanonicalForm.Append(value, first));
                Array.ForEach(right, value => CanonicalForm.Append(value, second));

                first.Written.SequenceEqual(second.Written).Should().Be(Equivalence.AreEqual(left, right));
            },
            iter: 5_000);

    [Fact]
    public void A_buffer_can_be_cleared_and_grows_as_needed()
    {
        var buffer = new CanonicalBuffer();
        buffer.AppendText(new string('x', 1000));
        buffer.Length.Should().Be(2004);

        buffer.Clear();
        buffer.AppendUInt32(0x01020304);

        buffer.Written.ToArray().Should().Equal(4, 3, 2, 1);
    }
}
