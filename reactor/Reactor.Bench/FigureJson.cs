using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Reactor.Bench;

/// <summary>Figures as JSON, one object and one line each.</summary>
public static class FigureJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// The line of a figure, without its end: <c>bench</c>, <c>median_us</c> (null when it is no time), <c>floor</c> and <c>ratio</c> (null when
    /// there is none), then what the table shows besides.
    /// </summary>
    public static string Line(Figure figure)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            json.WriteString("bench", figure.Bench);
            Number(json, "median_us", figure.Unit == Figure.Microseconds ? figure.Value : null);
            Number(json, "floor", figure.Floor);
            Number(json, "ratio", figure.Ratio);
            Number(json, "value", figure.Value);
            json.WriteString("unit", figure.Unit);
            Number(json, "q1", figure.LowerQuartile);
            Number(json, "q3", figure.UpperQuartile);
            json.WriteNumber("samples", figure.Samples);
            json.WriteString("floor_bench", figure.FloorBench);
            json.WriteString("reach", figure.Reach?.Text);
            if (figure.Reach is { } reach)
            {
                json.WriteBoolean("met", reach.IsMet);
            }
            else
            {
                json.WriteNull("met");
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, Math.Round(number, 4));
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
