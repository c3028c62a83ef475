using System.Buffers.Binary;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Records;

namespace DnssecToolkit.ZoneFiles;

/// <content>Records.</content>
internal sealed partial class EntryParser
{
    // The scanner stands at the owner, or at the token after it where the owner is blank.
    private bool TryRecord(ref EntryScanner scanner)
    {
        bool isBlank = _buffer[_entry] is (byte)' ' or (byte)'\t';
        if (!isBlank)
        {
            scanner.Next();
        }

        return TryHeader(ref scanner, out RRType type, out uint? ttl) && TryRData(ref scanner, type, ttl);
    }

    // Class and TTL in either order, each at most once, then the type; the scanner stands at the first of
    // them.
    private bool TryHeader(ref EntryScanner scanner, out RRType type, out uint? ttl)
    {
        type = RRType.None;
        ttl = null;
        bool hasClass = TryClass(ref scanner, out RRClass rrClass);
        if (scanner.Kind == TokenKind.Text && TtlText.TryRead(scanner.Token, out uint seconds))
        {
            ttl = LimitTtl(seconds, scanner.TokenStart);
            scanner.Next();
        }

        hasClass = hasClass || TryClass(ref scanner, out rrClass);
        if (hasClass && rrClass != RRClass.IN)
        {
            return Fail(CheckCodes.ZoneFileClass, scanner.TokenStart,
                $"class {Describe(rrClass)} in a zone of class IN");
        }

        return TryType(ref scanner, out type);
    }

    private static string Describe(RRClass rrClass) =>
        Enum.IsDefined(rrClass) ? rrClass.ToString() : $"CLASS{(ushort)rrClass}";

    private static bool TryClass(ref EntryScanner scanner, out RRClass rrClass)
    {
        rrClass = default;
        if (scanner.Kind != TokenKind.Text || !RRClassText.TryRead(scanner.Token, out rrClass))
        {
            return false;
        }

        scanner.Next();
        return true;
    }

    private bool TryType(ref EntryScanner scanner, out RRType type)
    {
        type = RRType.None;
        if (scanner.Kind != TokenKind.Text)
        {
            return Fail(CheckCodes.ZoneFileSyntax, scanner.TokenStart,
                scanner.Kind == TokenKind.Quoted ? "a type must not be in quotes" : "the type is missing");
        }

        if (!RRTypeText.TryRead(scanner.Token, out type))
        {
            return Fail(CheckCodes.ZoneFileType, scanner.TokenStart,
                $"{TokenText.Quote(scanner.Token)} is neither a type, a TTL nor a class");
        }

        return !IsMeta(type) || Fail(CheckCodes.ZoneFileType, scanner.TokenStart,
            $"type {RRTypeText.Format(type)} never stands in a zone");
    }

    // RFC 6895 §3.1: 0 is reserved, and 128 to 255 are for questions and messages.
    private static bool IsMeta(RRType type) => (ushort)type is 0 or (>= 128 and <= 255)
        || (RDataLayout.Find(type)?.Traits.HasFlag(RRTypeTraits.Meta) ?? false);

    private bool TryRData(ref EntryScanner scanner, RRType type, uint? ttl)
    {
        if (type == RRType.SOA)
        {
            MeetSoa();
        }

        byte[] output = _buffers.RData;
        RDataTextParser parser = new(scanner, _state.Origin, output, _buffers.Scratch);
        int typePosition = scanner.TokenStart;
        bool isGood = parser.TryParse(type);
        scanner = parser.Scanner;
        if (parser.UsedOrigin)
        {
            Use(StateParts.Origin);
        }

        if (!isGood)
        {
            _fault = parser.Fault;
            return false;
        }

        ReadOnlySpan<byte> rdata = output.AsSpan(0, parser.Length);
        if (!TryTtl(type, rdata, ttl, typePosition, out uint seconds))
        {
            return false;
        }

        _pages.Append(type, seconds, rdata, _line);
        ReportExcessiveTtl();
        CheckBound();
        return true;
    }

    // Where nobody said what the zone is called, its SOA does.
    private void MeetSoa()
    {
        Output.SoaOwner ??= _pages.Owner.ToArray();
        Use(StateParts.Origin);
        if (_state.Origin.Length == 0)
        {
            _state.Origin = Output.SoaOwner;
            Set |= StateParts.Origin;
        }
    }

    // As BIND decides: the record's own, $TTL's, the last record's; for the SOA its minimum, which then
    // counts as $TTL.
    private bool TryTtl(RRType type, ReadOnlySpan<byte> rdata, uint? ttl, int position, out uint seconds)
    {
        if (ttl is not null)
        {
            seconds = ttl.Value;
            _state.LastTtl = seconds;
            Set |= StateParts.LastTtl;
            return true;
        }

        Use(StateParts.DefaultTtl);
        if (_state.DefaultTtl is not null)
        {
            seconds = _state.DefaultTtl.Value;
            return true;
        }

        Use(StateParts.LastTtl);
        seconds = _state.LastTtl ?? 0;
        if (_state.LastTtl is not null)
        {
            return true;
        }

        if (type != RRType.SOA)
        {
            return Fail(CheckCodes.ZoneFileTtl, position, "no TTL here, in $TTL, or on a record before");
        }

        seconds = LimitTtl(BinaryPrimitives.ReadUInt32BigEndian(rdata[^4..]), position);
        _state.DefaultTtl = seconds;
        Set |= StateParts.DefaultTtl;
        return true;
    }

    // Only once the entry is whole, for until then it may be parsed again.
    private void ReportExcessiveTtl()
    {
        if (_excessive.Seconds != 0)
        {
            Report(CheckCodes.ZoneFileTtlRange, _excessive.Position,
                $"TTL {_excessive.Seconds} is over {TtlText.Maximum} and counts as 0");
            _excessive = default;
        }
    }

    // RFC 2181 §8: a TTL with the high bit set is 0.
    private uint LimitTtl(uint seconds, int position)
    {
        if (seconds <= TtlText.Maximum)
        {
            return seconds;
        }

        _excessive = (seconds, position);
        return 0;
    }

    private void CheckBound()
    {
        if (_context.IsOverBound)
        {
            IsStopped = true;
            Report(CheckCodes.ZoneFileTooLarge, _entry,
                "the records take more than 16 times the text; the rest is not read",
                "raise the bound if the zone is meant to be so");
        }
    }
}
