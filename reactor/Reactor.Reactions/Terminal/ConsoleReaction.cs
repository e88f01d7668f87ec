using System.Globalization;
using System.Text;
using Reactor.Contracts.Results;
using Reactor.Reactions.Formats;

namespace Reactor.Reactions.Terminal;

/// <summary>
/// Prints results as they come, for people. At most so many rows per second are formatted; the others are counted and the count is printed
/// when the second is over, so that a fast feed neither floods the terminal nor waits for it.
/// </summary>
internal sealed class ConsoleReaction : Reaction
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly TextWriter _output;
    private readonly bool _useColour;
    private readonly int _rowsPerWindow;
    private readonly TimeProvider _time;
    private readonly ITimer _windowEnd;
    private readonly StringBuilder _text = new();
    private readonly Dictionary<string, RowPrinter> _printers = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _unprinted = new(StringComparer.Ordinal);
    private long _windowStart;
    private int _rowsLeft;
    private int _nameWidth;

    public ConsoleReaction(string name, ConsoleSettings settings, ReactionHost host)
        : base(name)
    {
        _output = host.Output;
        _useColour = host.UseColour;
        _rowsPerWindow = settings.MaxRowsPerSecond == 0 ? int.MaxValue : settings.MaxRowsPerSecond;
        _rowsLeft = _rowsPerWindow;
        _time = host.Time;
        _windowStart = _time.GetTimestamp();
        _windowEnd = _time.CreateTimer(_ => OnWindowEnd(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public override string Target => "console";

    public override Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task DeliverAsync(QueryDelivery delivery, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            try
            {
                Print(delivery);
            }
            catch (IOException exception)
            {
                throw new ReactionException(Name, delivery.DiffId(0), $"cannot write to the console: {exception.Message}", exception);
            }
        }

        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        await _windowEnd.DisposeAsync();
        OnWindowEnd();
    }

    private void Print(QueryDelivery delivery)
    {
        if (_time.GetElapsedTime(_windowStart) >= Window)
        {
            BeginWindow();
        }

        var printer = PrinterOf(delivery);
        if (delivery.Signal != ResultSignal.None)
        {
            AppendNote($"* {delivery.Query.Name}  {ResultJson.NameOf(delivery.Signal)}");
        }

        var rows = 0L;
        foreach (var diff in delivery.Results.Diffs)
        {
            rows += diff.Rows;
            AppendRows(printer, delivery.Results, diff);
        }

        WriteText();
        Statistics.AddDelivered(rows);
    }

    private void AppendRows(RowPrinter printer, ResultBatch batch, in DiffEntry diff)
    {
        var printed = Math.Min(_rowsLeft, diff.Rows);
        _rowsLeft -= printed;
        var rows = new PublishOrder(batch, diff);
        for (var i = 0; i < printed && rows.MoveNext(); i++)
        {
            printer.Append(_text, rows.Current, _nameWidth);
        }

        if (printed < diff.Rows)
        {
            if (_unprinted.Count == 0)
            {
                var left = Window - _time.GetElapsedTime(_windowStart);
                _windowEnd.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            }

            _unprinted[printer.Query.Name] = _unprinted.GetValueOrDefault(printer.Query.Name) + diff.Rows - printed;
        }
    }

    private RowPrinter PrinterOf(QueryDelivery delivery)
    {
        if (!_printers.TryGetValue(delivery.Query.Name, out var printer) || !ReferenceEquals(printer.Query, delivery.Query))
        {
            _printers[delivery.Query.Name] = printer = new RowPrinter(delivery.Query, _useColour);
            _nameWidth = Math.Max(_nameWidth, delivery.Query.Name.Length);
        }

        return printer;
    }

    private void OnWindowEnd()
    {
        lock (_gate)
        {
            try
            {
                BeginWindow();
                WriteText();
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException)
            {
                // Nobody is there to be told: the next delivery meets the same fault and reports it.
                _text.Clear();
            }
        }
    }

    private void BeginWindow()
    {
        _windowStart = _time.GetTimestamp();
        _rowsLeft = _rowsPerWindow;
        if (_unprinted.Count > 0)
        {
            var byQuery = _unprinted.Select(query => string.Create(CultureInfo.InvariantCulture, $"{query.Key} {query.Value:N0}"));
            AppendNote(string.Create(CultureInfo.InvariantCulture, $"… {_unprinted.Values.Sum():N0} more changed rows not printed ({string.Join(", ", byQuery)})"));
            _unprinted.Clear();
        }
    }

    private void AppendNote(string note)
    {
        _text.Append(_useColour ? $"{Ansi.Dim}{note}{Ansi.Reset}" : note).Append('\n');
    }

    private void WriteText()
    {
        if (_text.Length > 0)
        {
            _output.Write(_text);
            _output.Flush();
            _text.Clear();
        }
    }
}
