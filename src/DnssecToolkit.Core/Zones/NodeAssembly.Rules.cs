using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.Zones;

/// <content>What a name's RRsets must be to each other, and what they make of the name.</content>
internal sealed partial class NodeAssembly
{
    private NodeShape Inspect(Share share, int first, int end, int firstRun, int endRun)
    {
        int depth = _scan.Runs[firstRun].Depth;
        Landmarks found = new();
        for (int start = first; start < end;)
        {
            RRType type = RecordOf(Records[start]).Type;
            int next = start + 1;
            while (next < end && RecordOf(Records[next]).Type == type)
            {
                next++;
            }

            CheckCount(type, start, next);
            CheckTtl(share, start, next, firstRun, endRun);
            found.Note(type, start);
            start = next;
        }

        CheckPlaces(depth, first, found);
        return new NodeShape(depth, found.Ns >= 0, found.Dname >= 0, found.Nsec3 >= 0
            && found.BesideNsec3 < 0);
    }

    private void CheckCount(RRType type, int start, int end)
    {
        CheckCode? code = type switch
        {
            RRType.SOA => CheckCodes.ZoneSoaMultiple,
            RRType.CNAME => CheckCodes.ZoneCnameMultiple,
            RRType.DNAME => CheckCodes.ZoneDnameMultiple,
            _ => null,
        };
        if (code is not null && end - start > 1)
        {
            Report(code, LastInFile(start, end), $"{end - start} different {type} records at one name");
        }
    }

    private void CheckPlaces(int depth, int first, in Landmarks found)
    {
        if (found.Cname >= 0 && found.BesideCname >= 0)
        {
            Report(CheckCodes.ZoneCnameAndOtherData, Records[found.Cname],
                $"CNAME beside {RRTypeText.Format(RecordOf(Records[found.BesideCname]).Type)}");
        }

        if (depth == 0 && found.Ns < 0)
        {
            Report(CheckCodes.ZoneNsMissing, Records[first], "the apex has no NS records");
        }

        if (depth > 0 && found.Ns >= 0 && found.Dname >= 0)
        {
            Report(CheckCodes.ZoneDnameAtDelegation, Records[found.Dname],
                "a DNAME at a zone cut is the child's; the name is taken as a delegation");
        }

        if (depth > 0 && found.Soa >= 0)
        {
            Report(CheckCodes.ZoneSoaNotAtApex, Records[found.Soa], "a SOA below the apex");
        }
    }

    private void CheckTtl(Share share, int start, int end, int firstRun, int endRun)
    {
        ref readonly Record head = ref RecordOf(Records[start]);
        if (head.Type == RRType.RRSIG)
        {
            return; // RFC 4034 §3: each has the TTL of the RRset it covers
        }

        for (int i = start + 1; i < end; i++)
        {
            if (RecordOf(Records[i]).Ttl != head.Ttl)
            {
                SettleTtl(share, start, end, firstRun, endRun);
                return;
            }
        }
    }

    /// <summary>Gives an RRset one TTL, as BIND does: the first record's, of those in the last group of the
    /// owner's records.</summary>
    /// <remarks>Within a group, records of one owner in a row, BIND 9.18 sets later TTLs to the first; of
    /// several groups the last one's stands.</remarks>
    private void SettleTtl(Share share, int start, int end, int firstRun, int endRun)
    {
        uint last = LastInFile(start, end).Value;
        uint groupStart = StartOfGroup(last, firstRun, endRun);
        uint winner = last;
        for (int i = start; i < end; i++)
        {
            uint value = Records[i].Value;
            winner = value >= groupStart ? Math.Min(winner, value) : winner;
        }

        Retime(share, start, end, RecordOf(new RecordReference(winner)).Ttl);
    }

    private uint StartOfGroup(uint record, int firstRun, int endRun)
    {
        int low = firstRun; // the last run that does not begin after the record
        for (int high = endRun - 1; low < high;)
        {
            int middle = high - ((high - low) / 2);
            if (_scan.Runs[middle].First.Value <= record)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        while (low > firstRun && _scan.Runs[low].Continues)
        {
            low--;
        }

        return _scan.Runs[low].First.Value;
    }

    private void Retime(Share share, int start, int end, uint ttl)
    {
        bool reported = false;
        for (int i = start; i < end; i++)
        {
            ref readonly Record record = ref RecordOf(Records[i]);
            if (record.Ttl == ttl)
            {
                continue;
            }

            share.Retimed.Add((i, ttl));
            if (!reported)
            {
                reported = true;
                Report(CheckCodes.ZoneTtlMismatch, Records[i],
                    $"TTL {record.Ttl} of {RRTypeText.Format(record.Type)} is set to {ttl}, as the rest of the RRset has it");
            }
        }
    }

    private RecordReference LastInFile(int start, int end)
    {
        uint last = 0;
        for (int i = start; i < end; i++)
        {
            last = Math.Max(last, Records[i].Value);
        }

        return new RecordReference(last);
    }

    private void Report(CheckCode code, RecordReference place, string what)
    {
        RecordPage page = _pages[place.Page];
        ref readonly Record record = ref RecordOf(place);
        DomainName owner = DomainName.FromTrustedWire(page.OwnerOf(record));
        _findings.Add(new Finding(code, new SourceLocation(page.File, (int)record.Line), $"{owner}: {what}"));
    }

    /// <summary>Where in a name's records those stand that rules speak of; -1 where there are none.</summary>
    private struct Landmarks()
    {
        public int Ns = -1;
        public int Cname = -1;
        public int BesideCname = -1;
        public int Soa = -1;
        public int Dname = -1;
        public int Nsec3 = -1;
        public int BesideNsec3 = -1;

        public void Note(RRType type, int place)
        {
            Ns = type == RRType.NS ? place : Ns;
            Soa = type == RRType.SOA ? place : Soa;
            Dname = type == RRType.DNAME ? place : Dname;
            Cname = type == RRType.CNAME ? place : Cname;
            BesideCname = MayStandBesideCname(type) ? BesideCname : place;
            Nsec3 = type == RRType.NSEC3 ? place : Nsec3;
            BesideNsec3 = type is RRType.NSEC3 or RRType.RRSIG ? BesideNsec3 : place;
        }

        /// <summary>Whether the type is allowed beside a CNAME: what DNSSEC adds, and CNAME itself (RFC 2181
        /// §10.1, RFC 4035 §2.5).</summary>
        private static bool MayStandBesideCname(RRType type) =>
            type is RRType.CNAME or RRType.RRSIG or RRType.NSEC or RRType.KEY or RRType.SIG or RRType.NXT;
    }
}
