using System.Text;
using Reactor.Ingest.Files;

namespace Reactor.Ingest.Tests.Files;

public sealed class LineReaderTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a\nbc\n", "a|bc")]
    [InlineData("a\nbc", "a|bc")]
    [InlineData("\n\nx", "||x")]
    [InlineData("0123456789012345\n", "0123456789012345")]
    public async Task Lines_are_the_same_however_the_stream_is_cut(string text, string expected)
    {
        foreach (var chunk in new[] { 1, 2, 3, 100 })
        {
            var lines = await ReadAsync(text, chunk, maxLineBytes: 16);

            string.Join('|', lines.Select(line => line.Text)).Should().Be(expected, "read {0} bytes at a time", chunk);
            lines.Should().NotContain(line => line.IsTooLong);
        }
    }

    [Fact]
    public async Task A_line_beyond_the_limit_is_passed_over_in_bounded_memory()
    {
        var text = $"first\n{new string('x', 50_000)}\nlast\n";

        var lines = await ReadAsync(text, chunk: 700, maxLineBytes: 4096);

        lines.Select(line => (line.Text.Length, line.IsTooLong)).Should().Equal((5, false), (480, true), (4, false));
        lines[2].Text.Should().Be("last");
    }

    [Fact]
    public async Task A_line_beyond_the_limit_at_the_end_is_handed_out_too()
    {
        var lines = await ReadAsync(new string('x', 9000), chunk: 1000, maxLineBytes: 4096);

        lines.Should().ContainSingle().Which.IsTooLong.Should().BeTrue();
    }

    private static async Task<List<(string Text, bool IsTooLong)>> ReadAsync(string text, int chunk, int maxLineBytes)
    {
        var reader = new LineReader(new ChunkedStream(Encoding.UTF8.GetBytes(text), chunk), maxLineBytes);
        var lines = new List<(string, bool)>();
        do
        {
            while (reader.TryRead(out var line, out var isTooLong))
            {
                lines.Add((Encoding.UTF8.GetString(line.Span), isTooLong));
            }
        }
        while (await reader.FillAsync(CancellationToken.None));

        reader.LineNumber.Should().Be(lines.Count);
        return lines;
    }

    private sealed class ChunkedStream(byte[] content, int chunk) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, chunk)], cancellationToken);
    }
}
