using Reactor.Contracts.Changes;
using Reactor.Contracts.Guests;
using Reactor.Contracts.Queries;
using Reactor.Contracts.Results;
using Reactor.Contracts.Wire;
using Reactor.Tck.Tests.Values;

namespace Reactor.Tck.Tests;

/// <summary>One query in a guest, fed unit by unit; its diffs are applied to the result as they come.</summary>
internal sealed class GuestRun
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly IGuestInstance _guest;
    private readonly QueryManifest _manifest;
    private readonly bool _sortLists;
    private readonly SourceVocabulary _vocabulary = new();
    private readonly ChangeEncoder _encoder;
    private readonly ResultValidator _validator;
    private readonly Dictionary<UInt128, string> _rows = [];
    private ulong _unit;

    /// <summary>Opens a query.</summary>
    /// <param name="guest">Owned by the caller.</param>
    /// <param name="manifest">The query.</param>
    /// <param name="sortLists">Whether elements of lists are written in any order.</param>
    internal GuestRun(IGuestInstance guest, QueryManifest manifest, bool sortLists)
    {
        (_guest, _manifest, _sortLists) = (guest, manifest, sortLists);
        _encoder = new ChangeEncoder(manifest, 0, _vocabulary);
        _validator = new ResultValidator(manifest.Columns.Count);
        Take(guest.Enter(GuestCommand.Open, (uint)manifest.Number, 0, 0, Deadline));
    }

    /// <summary>Rows of the result now, as text, by identity.</summary>
    internal IReadOnlyDictionary<UInt128, string> Rows => _rows;

    internal long RowErrors => _validator.StandingRowErrors;

    internal string NewestRowError => _validator.NewestRowError ?? "";

    /// <summary>Applies one unit.</summary>
    /// <exception cref="GuestFailedException">The guest did, or its result is malformed or does not fit the result so far.</exception>
    internal void Unit(UnitKind kind, IEnumerable<Func<SourceVocabulary, ElementChange>> changes)
    {
        var inbox = _guest.Inbox;
        var length = ChangeEncoder.WriteUnitBegin(inbox, kind, ++_unit, 0);

        // Made first: a vocabulary that grows afterwards is not the one the encoder saw.
        foreach (var change in changes.Select(make => make(_vocabulary)).ToArray())
        {
            if (_encoder.Concerns(change))
            {
                var written = _encoder.Write(inbox[length..], change);
                length += written > 0 ? written : throw new GuestFailedException("the unit is larger than the inbox", "");
            }
        }

        length += ChangeEncoder.WriteUnitEnd(inbox[length..]);
        Take(_guest.Enter(GuestCommand.Apply, 0, length, 0, Deadline));
    }

    private void Take(GuestExit exit)
    {
        var batch = new ResultBatch();
        while (exit.IsHealthy)
        {
            if (!_validator.TryAppend(_guest.Outbox[..exit.OutboxLength].ToArray(), _unit, batch, out var fault))
            {
                throw new GuestFailedException("invalid result", fault!);
            }

            if (exit.Reason == GuestExitReason.Done)
            {
                Apply(batch);
                return;
            }

            exit = _guest.Continue(Deadline);
        }

        throw new GuestFailedException(exit.Reason.ToString(), exit.Detail ?? "");
    }

    private void Apply(ResultBatch batch)
    {
        foreach (var diff in batch.Diffs)
        {
            foreach (var row in batch.Rows(diff))
            {
                if (_rows.Remove(row.Identity) != (row.Change != RowChange.Added))
                {
                    throw new GuestFailedException($"a row is {row.Change} that is {(row.Change == RowChange.Added ? "there" : "not there")}", "");
                }

                if (row.Change != RowChange.Deleted)
                {
                    _rows.Add(row.Identity, TextOf(row));
                }
            }
        }
    }

    private string TextOf(RowView row)
    {
        var cells = new string[_manifest.Columns.Count];
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = CellText.Of(row.After(i), _sortLists);
        }

        return string.Join(" | ", cells);
    }
}
