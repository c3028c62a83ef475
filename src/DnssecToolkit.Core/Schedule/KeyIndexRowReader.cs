using System.Collections.Immutable;
using System.Globalization;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule;

/// <summary>Reads one row of a keyindex and says everything that is wrong with it.</summary>
internal sealed class KeyIndexRowReader(string line, ImmutableArray<Range> words, SourceLocation place,
    FindingList findings)
{
    private const string ExtensionPrefix = "x-";
    private const string FieldNames =
        "key, revoke, presign, postsign, ds-ask, ds-seen, ds-gone, successor, signer, shares, note";

    private bool _isFaulty;

    /// <summary>Reads the row.</summary>
    /// <returns>Null where it has a fault.</returns>
    internal KeyIndexEntry? Read()
    {
        if (words.Length < KeyIndexLine.Columns)
        {
            Fault(words.Length - 1, $"a row of {words.Length} columns instead of {KeyIndexLine.Columns}",
                $"the columns are: {KeyIndex.Header}");
            return null;
        }

        KeyIndexEntry entry = new()
        {
            Zone = ReadZone(0, line[words[0]], CheckCodes.KeyIndexSyntax),
            Role = ReadRole(),
            Algorithm = (DnssecAlgorithm)ReadNumber(2, "algorithm", digits: 3, least: 1, most: byte.MaxValue),
            Tag = ReadNumber(3, "tag", digits: 5, least: 0, most: 99_999),
            Publish = ReadMoment(4),
            Start = ReadMoment(5),
            End = ReadMoment(6),
            Remove = ReadMoment(7),
            Location = PlaceOf(0),
        };
        entry = ReadFields(entry);
        CheckOrder(entry);
        if (!_isFaulty && entry.Tag > ushort.MaxValue)
        {
            findings.Add(new Finding(CheckCodes.KeyIndexTag, PlaceOf(3),
                $"no key has the tag {KeyIndexText.Tag(entry.Tag)}"));
        }

        return _isFaulty ? null : entry;
    }

    private DomainName ReadZone(int word, string text, CheckCode code)
    {
        if (text == KeyIndexText.RootZone)
        {
            return DomainName.Root;
        }

        if (text.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            Fault(word, $"the zone {KeyIndexText.Quoted(text)} has octets that are not printable ASCII",
                @"write them as \DDD", code);
        }
        else if (!DomainName.TryParse(text, out DomainName zone, out string? fault))
        {
            Fault(word, $"the zone {KeyIndexText.Quoted(text)} has {fault}", null, code);
        }
        else if (!EndsInDot(text))
        {
            Fault(word, $"the zone {KeyIndexText.Quoted(text)} is not absolute",
                "end it with a dot, or write root", code);
        }
        else
        {
            return zone;
        }

        return default;
    }

    // A dot after an odd number of backslashes belongs to the label.
    private static bool EndsInDot(string text) =>
        text.EndsWith('.') && (text.Length - 1 - text[..^1].TrimEnd('\\').Length) % 2 == 0;

    private KeyRole ReadRole()
    {
        switch (line.AsSpan()[words[1]])
        {
            case "KSK":
                return KeyRole.KSK;
            case "ZSK":
                return KeyRole.ZSK;
            case "CSK":
                return KeyRole.CSK;
            default:
                Fault(1, $"the type {KeyIndexText.Quoted(line.AsSpan()[words[1]])} is none",
                    "write KSK, ZSK or CSK");
                return default;
        }
    }

    private int ReadNumber(int column, string name, int digits, int least, int most)
    {
        ReadOnlySpan<char> text = line.AsSpan()[words[column]];
        if (text.Length == digits
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number >= least && number <= most)
        {
            return number;
        }

        Fault(column, $"the {name} {KeyIndexText.Quoted(text)} is not {digits} digits for {least} to {most}");
        return least;
    }

    private Timestamp ReadMoment(int column) =>
        ReadMoment(column, line.AsSpan()[words[column]], CheckCodes.KeyIndexSyntax) ?? default;

    private Timestamp? ReadMoment(int word, ReadOnlySpan<char> text, CheckCode code)
    {
        if (Timestamp.TryParseCompact(text, out Timestamp moment) && moment.Seconds >= 0)
        {
            return moment;
        }

        Fault(word, $"{KeyIndexText.Quoted(text)} is not a moment from 1970 on",
            "write it as YYYYMMDDHHMMSS in UTC", code);
        return null;
    }

    private KeyIndexEntry ReadFields(KeyIndexEntry entry)
    {
        HashSet<string> seen = [];
        for (int i = KeyIndexLine.Columns; i < words.Length; i++)
        {
            ReadOnlySpan<char> field = line.AsSpan()[words[i]];
            int equals = field.IndexOf('=');
            string name = equals < 0 ? "" : new string(field[..equals]);
            string? value = equals < 0 ? null : KeyIndexText.ReadValue(field[(equals + 1)..]);
            if (value is null)
            {
                Fault(i, $"{KeyIndexText.Quoted(field)} is not name=value in UTF-8 without control characters",
                    "put a value with blanks into double quotes", CheckCodes.KeyIndexField);
            }
            else if (!seen.Add(name))
            {
                Fault(i, $"the field {KeyIndexText.Quoted(name)} is there twice", null,
                    CheckCodes.KeyIndexField);
            }
            else
            {
                entry = ReadField(entry, i, name, value);
            }
        }

        return entry;
    }

    private KeyIndexEntry ReadField(KeyIndexEntry entry, int word, string name, string value)
    {
        switch (name)
        {
            case "key":
                return entry with { Key = value };
            case "note":
                return entry with { Note = value };
            case "successor" when value == KeyIndexText.NoSuccessor:
                return entry with { HasNoSuccessor = true };
            case "successor":
                Fault(word, $"{KeyIndexText.Quoted(value)} is no successor",
                    "write successor=none, or leave it out", CheckCodes.KeyIndexField);
                return entry;
            case "revoke":
                return entry with { Revoke = ReadMoment(word, value, CheckCodes.KeyIndexField) };
            case "presign":
                return entry with { Presign = ReadMoment(word, value, CheckCodes.KeyIndexField) };
            case "postsign":
                return entry with { Postsign = ReadMoment(word, value, CheckCodes.KeyIndexField) };
            case "ds-ask":
                return entry with { DsAsk = ReadMoment(word, value, CheckCodes.KeyIndexField) };
            case "signer":
                return entry with { Signer = value };
            case "shares":
                return entry with { Shares = ReadZone(word, value, CheckCodes.KeyIndexField) };
            case "ds-seen":
                return entry with { DsSeen = ReadMoment(word, value, CheckCodes.KeyIndexField) };
            case "ds-gone":
                return entry with { DsGone = ReadMoment(word, value, CheckCodes.KeyIndexField) };
            default:
                if (!name.StartsWith(ExtensionPrefix, StringComparison.Ordinal))
                {
                    Fault(word, $"the field {KeyIndexText.Quoted(name)} is not known",
                        $"known are {FieldNames}, and your own with names that begin with x-",
                        CheckCodes.KeyIndexField);
                }

                return entry;
        }
    }

    private void CheckOrder(KeyIndexEntry entry)
    {
        if (_isFaulty)
        {
            return;
        }

        CheckOrder(5, "start", entry.Start, "publish", entry.Publish);
        CheckOrder(6, "end", entry.Ended, "start", entry.Start);
        CheckOrder(7, "remove", entry.Removed, "end", entry.Ended);
        int last = words.Length - 1;
        CheckOrder(last, "revoke", entry.Revoke, "publish", entry.Publish);
        CheckOrder(last, "remove", entry.Removed, "revoke", entry.Revoke);
        CheckOrder(last, "start", entry.Start, "presign", entry.Presign);
        CheckOrder(last, "postsign", entry.Postsign, "remove", entry.Removed);
        CheckOrder(last, "remove", entry.Removed, "ds-ask", entry.DsAsk);
        CheckOrder(last, "ds-gone", entry.DsGone, "ds-seen", entry.DsSeen);
        CheckDuties(entry, last);
    }

    private void CheckDuties(KeyIndexEntry entry, int last)
    {
        if (entry.Signer is not null && !entry.NeverSigns)
        {
            Fault(last, "another signer's key never starts here: its start is its end", null,
                CheckCodes.KeyIndexOrder);
        }

        if (entry.Shares == entry.Zone)
        {
            Fault(last, "a zone shares the keys of another, not its own", null, CheckCodes.KeyIndexOrder);
        }

        if (entry.Role == KeyRole.ZSK
            && (entry.Revoke ?? entry.DsSeen ?? entry.DsGone ?? entry.DsAsk) is not null)
        {
            Fault(last, "a ZSK has no DS and cannot be revoked (RFC 5011 §2.1)", null,
                CheckCodes.KeyIndexOrder);
        }
    }

    private void CheckOrder(int word, string laterName, Timestamp? later, string earlierName,
        Timestamp? earlier)
    {
        if (later < earlier)
        {
            Fault(word, $"{laterName} ({later}) is before {earlierName} ({earlier})", null,
                CheckCodes.KeyIndexOrder);
        }
    }

    private void Fault(int word, string message, string? hint = null, CheckCode? code = null)
    {
        _isFaulty = true;
        findings.Add(new Finding(code ?? CheckCodes.KeyIndexSyntax, PlaceOf(word), message) { Hint = hint });
    }

    private SourceLocation PlaceOf(int word) => place with { Column = words[word].Start.Value + 1 };
}
