using System.Text;
using System.Text.Json;

namespace Reactor.Bench.Guest;

/// <summary>What guests are compared with processes by: arithmetic, a hash table, parsing, allocation.</summary>
internal static class Workloads
{
    private static byte[]? Json;

    internal static long IntegerLoop()
    {
        ulong state = 88172645463325252;
        for (int i = 0; i < 40_000_000; i++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
        }

        return (long)state;
    }

    internal static long FillDictionary()
    {
        var entries = new Dictionary<long, long>();
        for (long i = 0; i < 1_000_000; i++)
        {
            entries[i * 7919] = i;
        }

        long sum = 0;
        for (long i = 0; i < 1_000_000; i++)
        {
            sum += entries[i * 7919];
        }

        return sum;
    }

    internal static long ReadJson()
    {
        Json ??= Encoding.UTF8.GetBytes(Document());
        long sum = 0;
        for (int round = 0; round < 20; round++)
        {
            var reader = new Utf8JsonReader(Json);
            while (reader.Read())
            {
                sum += reader.TokenType switch
                {
                    JsonTokenType.Number => reader.GetInt64(),
                    JsonTokenType.String => reader.GetString()!.Length,
                    JsonTokenType.PropertyName => reader.ValueTextEquals("value"u8) ? 1 : 0,
                    _ => 0,
                };
            }
        }

        return sum;
    }

    internal static long MakeStrings()
    {
        long length = 0;
        for (int i = 0; i < 2_000_000; i++)
        {
            length += ("item-" + i.ToString()).Length;
        }

        return length;
    }

    private static string Document()
    {
        var text = new StringBuilder("[");
        for (int i = 0; i < 5000; i++)
        {
            text.Append(i == 0 ? "" : ",").Append("{\"id\":").Append(i).Append(",\"name\":\"sensor ").Append(i % 97)
                .Append("\",\"value\":").Append(i * 31L).Append(",\"tags\":[\"a\",\"b\\n\",true,null]}");
        }

        return text.Append(']').ToString();
    }
}
