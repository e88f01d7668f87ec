using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Reactor.Contracts.Results;
using Reactor.Reactions.Formats;

namespace Reactor.Reactions.Files;

/// <summary>
/// Appends results to a file, one JSON document per line. A delivery is one write, flushed to the operating system before it counts as
/// delivered; a write that failed half-way is cut off again before the next attempt.
/// </summary>
internal sealed class FileReaction : Reaction
{
    private readonly FileSettings _settings;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ReceiverWait _wait;
    private readonly ArrayBufferWriter<byte> _lines = new();
    private readonly Utf8JsonWriter _json;
    private readonly Dictionary<string, ResultColumns> _columns = new(StringComparer.Ordinal);
    private FileStream? _file;

    public FileReaction(string name, FileSettings settings, ReactionHost host)
        : base(name)
    {
        _settings = settings;
        _time = host.Time;
        _wait = new ReceiverWait(this, BackOff.Default, host.Time, host.Loggers.CreateLogger<FileReaction>());
        _json = new Utf8JsonWriter(_lines, ResultJson.WriterOptions);
    }

    public override string Target => _settings.Path;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_settings.Path) ?? "/");

            // No buffer of its own: a delivery is written in one piece.
            _file = new FileStream(_settings.Path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ReactionException(Name, "start", $"cannot write {_settings.Path}: {exception.Message}", exception);
        }

        return Task.CompletedTask;
    }

    public override async Task DeliverAsync(QueryDelivery delivery, CancellationToken cancellationToken)
    {
        var file = _file ?? throw new InvalidOperationException("the reaction was not started");
        await _turn.WaitAsync(cancellationToken);
        try
        {
            _lines.ResetWrittenCount();
            var lines = WriteLines(delivery);
            await AppendAsync(file, cancellationToken);
            Statistics.AddDelivered(lines);
        }
        finally
        {
            _turn.Release();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (_file is not null)
        {
            await _file.DisposeAsync();
        }

        await _json.DisposeAsync();
        _turn.Dispose();
    }

    private async Task AppendAsync(FileStream file, CancellationToken cancellationToken)
    {
        // A pipe or a device has no length to cut back to.
        var start = file.CanSeek ? file.Position : 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                if (file.CanSeek && file.Position != start)
                {
                    file.SetLength(start);
                    file.Position = start;
                }

                // Not cancellable: it is short, and cancelling would leave half a line.
                await file.WriteAsync(_lines.WrittenMemory, CancellationToken.None);
                await file.FlushAsync(CancellationToken.None);
                _wait.Succeeded();
                return;
            }
            catch (IOException exception)
            {
                await _wait.FailedAsync(exception.Message, cancellationToken);
            }
        }
    }

    private int WriteLines(QueryDelivery delivery)
    {
        if (!_columns.TryGetValue(delivery.Query.Name, out var columns) || !ReferenceEquals(columns.Query, delivery.Query))
        {
            _columns[delivery.Query.Name] = columns = new ResultColumns(delivery.Query);
        }

        return delivery.Signal != ResultSignal.None ? WriteSignal(columns, delivery)
            : _settings.Format == ResultFormat.Packed ? WritePacked(columns, delivery)
            : WriteUnpacked(columns, delivery);
    }

    private int WriteSignal(ResultColumns columns, QueryDelivery delivery)
    {
        if (_settings.SkipControlSignals)
        {
            return 0;
        }

        if (_settings.Format == ResultFormat.Packed)
        {
            ResultJson.WritePackedSignal(_json, columns, delivery);
        }
        else
        {
            ResultJson.WriteUnpackedSignal(_json, columns, delivery, NowMs());
        }

        EndLine();
        return 1;
    }

    private int WritePacked(ResultColumns columns, QueryDelivery delivery)
    {
        for (var diff = 0; diff < delivery.Results.DiffCount; diff++)
        {
            ResultJson.WritePackedChange(_json, columns, delivery, diff);
            EndLine();
        }

        return delivery.Results.DiffCount;
    }

    private int WriteUnpacked(ResultColumns columns, QueryDelivery delivery)
    {
        var now = NowMs();
        var lines = 0;
        for (var diff = 0; diff < delivery.Results.DiffCount; diff++)
        {
            var entry = delivery.Results.Diffs[diff];
            var rows = new PublishOrder(delivery.Results, entry);
            while (rows.MoveNext())
            {
                ResultJson.WriteUnpackedRow(_json, columns, rows.Current, delivery.FirstSequence + diff, entry.ClockNs / 1_000_000, now);
                EndLine();
                lines++;
            }
        }

        return lines;
    }

    private void EndLine()
    {
        _json.Flush();
        _lines.Write("\n"u8);
        _json.Reset();
    }

    private long NowMs() => _time.GetUtcNow().ToUnixTimeMilliseconds();
}
