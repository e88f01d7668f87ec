using System.Buffers;
using System.Text.Json;
using Reactor.Contracts.Results;
using Reactor.Reactions.Formats;

namespace Reactor.Reactions.Dapr;

/// <summary>
/// The next events of a delivery, encoded into one buffer, up to a count and a size. A delivery may hold a bootstrap of a million rows:
/// it is encoded call by call, never as a whole. One per query; not thread-safe.
/// </summary>
internal sealed class EventBatch : IDisposable
{
    private readonly DaprRoute _route;
    private readonly DaprSettings _settings;
    private readonly TimeProvider _time;
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _json;
    private readonly List<(int Start, int Diff)> _starts = [];
    private ResultColumns? _columns;
    private QueryDelivery? _delivery;
    private int _diff;
    private PublishOrder.Position? _position;

    public EventBatch(DaprRoute route, DaprSettings settings, TimeProvider time)
    {
        _route = route;
        _settings = settings;
        _time = time;
        _json = new Utf8JsonWriter(_buffer, ResultJson.WriterOptions);
    }

    private bool IsFull => _starts.Count >= _settings.BulkSize || _buffer.WrittenCount >= _settings.BulkBytes;

    /// <summary>Goes to the start of a delivery.</summary>
    public void Begin(QueryDelivery delivery)
    {
        if (!ReferenceEquals(_columns?.Query, delivery.Query))
        {
            _columns = new ResultColumns(delivery.Query);
        }

        _delivery = delivery;
        _diff = 0;
        _position = null;
    }

    /// <summary>Encodes the next events.</summary>
    /// <returns>The events, ready to send; empty when the delivery is at its end. Valid until the next call.</returns>
    public IReadOnlyList<object> Next()
    {
        var (delivery, columns) = (_delivery!, _columns!);
        _buffer.ResetWrittenCount();
        _starts.Clear();
        if (delivery.Signal != ResultSignal.None)
        {
            EncodeSignal(delivery, columns);
        }

        while (!IsFull && _diff < delivery.Results.DiffCount)
        {
            if (_route.Format == ResultFormat.Packed)
            {
                EncodeDiff(delivery, columns);
            }
            else
            {
                EncodeRows(delivery, columns);
            }
        }

        return Slice();
    }

    /// <summary>Result id of the diff an event belongs to.</summary>
    /// <param name="index">Index of the event.</param>
    public string DiffIdOf(int index) => _delivery!.DiffId(_starts[index].Diff);

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private void EncodeSignal(QueryDelivery delivery, ResultColumns columns)
    {
        // A signal has no diffs: _diff only remembers that it was encoded.
        if (_diff++ > 0 || _route.SkipControlSignals)
        {
            return;
        }

        BeginEvent(delivery, 0, null, "reactor.control"u8, _time.GetUtcNow());
        if (_route.Format == ResultFormat.Packed)
        {
            ResultJson.WritePackedSignal(_json, columns, delivery);
        }
        else
        {
            ResultJson.WriteUnpackedSignal(_json, columns, delivery, NowMs());
        }

        EndEvent();
    }

    private void EncodeDiff(QueryDelivery delivery, ResultColumns columns)
    {
        BeginEvent(delivery, _diff, null, "reactor.change"u8, TimeOf(delivery.Results.Diffs[_diff]));
        ResultJson.WritePackedChange(_json, columns, delivery, _diff);
        EndEvent();
        _diff++;
    }

    private void EncodeRows(QueryDelivery delivery, ResultColumns columns)
    {
        var entry = delivery.Results.Diffs[_diff];
        var rows = _position is { } position ? new PublishOrder(delivery.Results, entry, position) : new PublishOrder(delivery.Results, entry);
        var (time, now) = (TimeOf(entry), NowMs());
        while (!IsFull)
        {
            if (!rows.MoveNext())
            {
                _position = null;
                _diff++;
                return;
            }

            BeginEvent(delivery, _diff, rows.Number, "reactor.row"u8, time);
            ResultJson.WriteUnpackedRow(_json, columns, rows.Current, delivery.FirstSequence + _diff, entry.ClockNs / 1_000_000, now);
            EndEvent();
        }

        _position = rows.Save();
    }

    private void BeginEvent(QueryDelivery delivery, int diff, int? row, ReadOnlySpan<byte> type, DateTimeOffset time)
    {
        _starts.Add((_buffer.WrittenCount, diff));
        if (_route.IsRaw)
        {
            return;
        }

        // CloudEvents 1.0, JSON event format. Source and id together are unique for ever: that is what receivers de-duplicate by.
        var query = delivery.Query.Name;
        _json.WriteStartObject();
        _json.WriteString("specversion"u8, "1.0"u8);
        _json.WriteString("id"u8, row is null ? delivery.DiffId(diff) : $"{delivery.DiffId(diff)}/{row}");
        _json.WriteString("source"u8, $"/reactor/queries/{query}");
        _json.WriteString("type"u8, type);
        _json.WriteString("subject"u8, query);
        _json.WriteString("time"u8, time);
        _json.WriteString("datacontenttype"u8, "application/json"u8);
        _json.WritePropertyName("data"u8);
    }

    private void EndEvent()
    {
        if (!_route.IsRaw)
        {
            _json.WriteEndObject();
        }

        _json.Flush();
        _json.Reset();
    }

    private List<object> Slice()
    {
        var events = new List<object>(_starts.Count);
        for (var i = 0; i < _starts.Count; i++)
        {
            var end = i + 1 < _starts.Count ? _starts[i + 1].Start : _buffer.WrittenCount;
            var json = _buffer.WrittenMemory[_starts[i].Start..end];
            events.Add(_route.IsRaw ? new ResultPayload(json) : new ResultEvent(json));
        }

        return events;
    }

    private static DateTimeOffset TimeOf(in DiffEntry diff) => DateTimeOffset.FromUnixTimeMilliseconds(diff.ClockNs / 1_000_000);

    private long NowMs() => _time.GetUtcNow().ToUnixTimeMilliseconds();
}
