using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Reactor.Bench.Queries;

/// <summary>Figures of queries as lines: of a table for people, of JSON for programs.</summary>
public static class QueryFigureText
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The line above the first figure.</summary>
    public static string Header { get; } = Line("bench", "isolation", "per second", "p50", "state", "reach");

    /// <summary>One line of the table.</summary>
    public static string Row(QueryFigure figure) => Line(
        figure.Bench,
        figure.Isolation,
        figure.PerSecond is { } speed ? Number(speed, "#,0") : "",
        figure.MedianUs is { } time ? (time >= 10_000 ? $"{Number(time / 1000, "#,0")} ms" : $"{Number(time, "#,0.0")} µs") : "",
        figure.StateBytes is { } bytes ? $"{Number(bytes, bytes >= 1000 ? "#,0" : "0.0")} B" : "",
        figure.Reach is { } reach ? $"{(reach.IsMet ? "met   " : "MISSED")} {reach.Text}" : "");

    /// <summary>One line of JSON, without its end: <c>bench</c>, <c>per_second</c>, <c>p50_us</c>, <c>state_bytes</c> (null when not measured), <c>isolation</c>.</summary>
    public static string Json(QueryFigure figure)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            json.WriteString("bench", figure.Bench);
            Value(json, "per_second", figure.PerSecond, 0);
            Value(json, "p50_us", figure.MedianUs, 2);
            Value(json, "state_bytes", figure.StateBytes, 1);
            json.WriteString("isolation", figure.Isolation);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static string Line(string bench, string isolation, string speed, string time, string state, string reach) =>
        $"{bench,-46} {isolation,-9} {speed,12} {time,12} {state,14}  {reach}".TrimEnd();

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static void Value(Utf8JsonWriter json, string name, double? value, int digits)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, Math.Round(number, digits));
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
