using Reactor.Contracts.Calls;

namespace Reactor.Contracts.Tests.Calls;

public sealed class FunctionSignatureTests
{
    [Theory]
    [InlineData("now() -> i64")]
    [InlineData("log(string) -> void")]
    [InlineData("add(i64, i64) -> i64")]
    [InlineData("_a.b-c9(i32, u32, i64, u64, f32, f64, bool, string, bytes) -> bytes")]
    public void Parse_and_ToString_round_trip(string text) => FunctionSignature.Parse(text).ToString().Should().Be(text);

    [Theory]
    [InlineData("")]
    [InlineData("add")]
    [InlineData("add()")]
    [InlineData("add() -> ")]
    [InlineData("add(i64,i64) -> i64")]
    [InlineData("add (i64) -> i64")]
    [InlineData("add(i64 ) -> i64")]
    [InlineData("add(i64, ) -> i64")]
    [InlineData("add(void) -> i64")]
    [InlineData("add(int) -> i64")]
    [InlineData("add(i64) -> i64 ")]
    [InlineData("add(i64)->i64")]
    [InlineData("9lives() -> i64")]
    [InlineData("a b() -> i64")]
    [InlineData("é() -> i64")]
    [InlineData("(i64) -> i64")]
    [InlineData(") -> i64(")]
    [InlineData("f(i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64) -> void")]
    public void Parse_refuses_any_other_spelling(string text)
    {
        FunctionSignature.TryParse(text, out _).Should().BeFalse();
        FluentActions.Invoking(() => FunctionSignature.Parse(text)).Should().Throw<FormatException>();
    }

    [Fact]
    public void Name_may_have_64_characters_and_not_65()
    {
        FunctionSignature.TryParse(new string('a', 64) + "() -> void", out _).Should().BeTrue();
        FunctionSignature.TryParse(new string('a', 65) + "() -> void", out _).Should().BeFalse();
        FluentActions.Invoking(() => new FunctionSignature(new string('a', 65), [], CallType.Void)).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Signatures_are_equal_when_their_texts_are()
    {
        var one = new FunctionSignature("add", [CallType.I64, CallType.I64], CallType.I64);

        one.Should().Be(FunctionSignature.Parse("add(i64, i64) -> i64"));
        one.Should().NotBe(FunctionSignature.Parse("add(i64, u64) -> i64"));
        one.Parameters.ToArray().Should().Equal(CallType.I64, CallType.I64);
    }
}
