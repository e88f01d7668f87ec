using System.Text;
using Reactor.Vmm.Syscalls;

namespace Reactor.Vmm.Tests;

public sealed class GuestLogTests
{
    [Fact]
    public void Log_keeps_the_last_bytes_in_order()
    {
        var log = new GuestLog();
        var all = new StringBuilder();
        for (int i = 0; i < 5000; i++)
        {
            string line = $"line {i}\n";
            all.Append(line);
            log.Append(Encoding.ASCII.GetBytes(line));
        }

        string kept = log.ToString();

        kept.Should().EndWith("line 4999");
        all.ToString().TrimEnd().Should().EndWith(kept);
        (kept.Length + 1).Should().Be(GuestLog.Capacity);
    }

    [Fact]
    public void Text_longer_than_the_log_leaves_its_end()
    {
        var log = new GuestLog();
        log.Append("before"u8);

        log.Append([.. Enumerable.Repeat((byte)'a', 100_000), (byte)'z']);

        log.Length.Should().Be(GuestLog.Capacity);
        log.ToString().Should().EndWith("az").And.NotContain("before");
    }

    [Fact]
    public void Control_characters_and_malformed_text_are_replaced()
    {
        var log = new GuestLog();

        log.Append("\u001b[31mred\tü\r\n\u00ff\n"u8);
        log.Append([0xFF, (byte)'\n']);

        log.ToString().Should().Be("\uFFFD[31mred\tü\uFFFD\n\u00ff\n\uFFFD");
    }

    [Fact]
    public void What_turns_text_around_is_replaced()
    {
        var log = new GuestLog();

        log.Append("safe\u202Etxt.exe \u2066x\u2029y\u200F"u8);

        log.ToString().Should().Be("safe\uFFFDtxt.exe \uFFFDx\uFFFDy\uFFFD");
    }
}
