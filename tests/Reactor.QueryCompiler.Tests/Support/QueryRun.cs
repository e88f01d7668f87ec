using System.Globalization;
using Reactor.Contracts.Changes;
using Reactor.Contracts.Guests;
using Reactor.Contracts.Queries;
using Reactor.Contracts.Results;
using Reactor.Contracts.Wire;
using Reactor.QueryRuntime.Loop;

namespace Reactor.QueryCompiler.Tests.Support;

/// <summary>One query in this process, fed through the wire: encoder, loop, validator. Applies every diff to a bag and checks that it fits.</summary>
internal sealed class QueryRun : IDisposable
{
    private readonly LoadedQueries _loaded;
    private readonly InProcessGuest _guest;
    private readonly ChangeEncoder _encoder;
    private readonly ResultValidator _validator;
    private readonly Dictionary<UInt128, string> _rows = [];
    private ulong _unit;

    private QueryRun(QueryAssembly assembly, int number, SourceVocabulary vocabulary, UInt128 seed)
    {
        Manifest = assembly.Manifests[number];
        _loaded = assembly.Load();
        _guest = new InProcessGuest(_loaded.Create, seed);
        _encoder = new ChangeEncoder(Manifest, 0, vocabulary);
        _validator = new ResultValidator(Manifest.Columns.Count);
        Enter(GuestCommand.Open, (uint)number, 0);
    }

    public QueryManifest Manifest { get; }

    public CompiledQuery Query => _guest.Query!;

    /// <summary>The result, one text per row, sorted.</summary>
    public IReadOnlyList<string> Rows => [.. _rows.Values.Order(StringComparer.Ordinal)];

    public IReadOnlyCollection<UInt128> Identities => _rows.Keys;

    public long Errors => _validator.StandingRowErrors;

    /// <summary>The clock that the next units bring, nanoseconds since the Unix epoch.</summary>
    public long ClockNs { get; set; }

    public string? NewestError => _validator.NewestRowError;

    /// <summary>When the next timer is due, nanoseconds since the Unix epoch.</summary>
    public long? NextDueNs => _validator.NextDueNs;

    /// <summary>Starts a query and bootstraps it with some changes.</summary>
    public static QueryRun Start(string query, GraphFeed feed, params ElementChange[] bootstrap) => Start(query, feed, seed: 7, bootstrap);

    public static QueryRun Start(string query, GraphFeed feed, UInt128 seed, params ElementChange[] bootstrap)
    {
        var run = new QueryRun(CompileOne(query), 0, feed.Vocabulary, seed);
        run.Unit(UnitKind.Bootstrap, bootstrap);
        return run;
    }

    public static QueryRun Start(QueryAssembly assembly, GraphFeed feed, params ElementChange[] bootstrap)
    {
        var run = new QueryRun(assembly, 0, feed.Vocabulary, seed: 7);
        run.Unit(UnitKind.Bootstrap, bootstrap);
        return run;
    }

    public static QueryAssembly CompileOne(string query, IReadOnlyDictionary<string, PropertyValue>? parameters = null)
    {
        var source = new QuerySource { Name = "q", Text = query, Sources = ["s"] };
        return CompileOne(parameters is null ? source : source with { Parameters = parameters });
    }

    public static QueryAssembly CompileOne(QuerySource source)
    {
        var result = QuerySetCompiler.Compile([source]);
        result.Queries.SelectMany(report => report.HasErrors ? report.FormatDiagnostics() : []).Should().BeEmpty();
        return result.Assembly!;
    }

    /// <summary>Applies one unit; returns its diff, one text per row: "+ after", "- before", "* before -> after", sorted.</summary>
    public IReadOnlyList<string> Unit(params ElementChange[] changes) =>
        Unit(changes.Length == 1 ? UnitKind.Change : UnitKind.Transaction, changes);

    public IReadOnlyList<string> Unit(UnitKind kind, params ElementChange[] changes)
    {
        var length = ChangeEncoder.WriteUnitBegin(_guest.Inbox, kind, ++_unit, ClockNs);
        foreach (var change in changes.Where(_encoder.Concerns))
        {
            var written = _encoder.Write(_guest.Inbox[length..], change);
            written.Should().BePositive();
            length += written;
        }

        length += ChangeEncoder.WriteUnitEnd(_guest.Inbox[length..]);
        return Enter(GuestCommand.Apply, 0, length);
    }

    /// <summary>Moves the clock; returns what fires on the way, each line behind the time of its instant: "@5 + after".</summary>
    public IReadOnlyList<string> Advance(long clockNs)
    {
        ClockNs = clockNs;
        return Unit(UnitKind.Timer);
    }

    public void Dispose()
    {
        _guest.Dispose();
        _loaded.Dispose();
    }

    private List<string> Enter(GuestCommand command, uint argument, int length)
    {
        var exit = _guest.Enter(command, argument, length, 0, TimeSpan.FromSeconds(1));
        exit.Reason.Should().Be(GuestExitReason.Done, exit.Detail);
        var batch = new ResultBatch();
        _validator.TryAppend(_guest.Outbox[..exit.OutboxLength], _unit, batch, out var error).Should().BeTrue(error);
        var diff = new List<string>();
        foreach (var entry in batch.Diffs)
        {
            var lines = new List<string>();
            foreach (var row in batch.Rows(entry))
            {
                lines.Add(entry.IsInstant ? $"@{entry.ClockNs} {Apply(row)}" : Apply(row));
            }

            lines.Sort(StringComparer.Ordinal);
            diff.AddRange(lines);
        }

        return diff;
    }

    private string Apply(RowView row)
    {
        var before = row.BeforeImage.IsEmpty ? null : Text(row.BeforeImage);
        var after = row.AfterImage.IsEmpty ? null : Text(row.AfterImage);
        _rows.GetValueOrDefault(row.Identity).Should().Be(before, "a diff starts from the result before");
        after.Should().NotBe(before, "no change is no row of a diff");
        if (after is null)
        {
            _rows.Remove(row.Identity);
            return $"- {before}";
        }

        _rows[row.Identity] = after;
        return before is null ? $"+ {after}" : $"* {before} -> {after}";
    }

    private string Text(ReadOnlySpan<byte> image)
    {
        var cells = new string[Manifest.Columns.Count];
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = Text(new CellView(image, ImageWriter.CellOffset(i)));
        }

        return string.Join(", ", cells);
    }

    private static string Text(CellView cell)
    {
        switch (cell.Type)
        {
            case CellType.Null:
                return "null";
            case CellType.Boolean:
                return cell.Boolean ? "true" : "false";
            case CellType.Integer:
                return cell.Integer.ToString(CultureInfo.InvariantCulture);
            case CellType.Float:
                return cell.Float.ToString("0.0###############", CultureInfo.InvariantCulture);
            case CellType.Text or (>= CellType.Date and <= CellType.Duration):
                return cell.Text;
            case CellType.List:
                var items = new string[cell.Length];
                for (var i = 0; i < items.Length; i++)
                {
                    items[i] = Text(cell.Element(i));
                }

                return $"[{string.Join(", ", items)}]";
            default:
                var entries = new string[cell.Length];
                for (var i = 0; i < entries.Length; i++)
                {
                    entries[i] = $"{cell.Key(i).Text}: {Text(cell.Value(i))}";
                }

                return $"{{{string.Join(", ", entries)}}}";
        }
    }
}
