using System.Buffers.Binary;
using DnssecToolkit.Bundles;
using DnssecToolkit.Canonical;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.ZoneFiles;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Planning;

/// <summary>Makes the zone that is to be signed out of what was read: stale DNSSEC records out, today's keys
/// in.</summary>
public sealed class ZonePreparation
{
    private readonly ZoneFileContent _content;
    private readonly DomainName _apex;
    private readonly PreparationPolicy _policy;
    private readonly FindingList _findings;
    private readonly RecordPageBuilder _added = new();

    private ZonePreparation(
        ZoneFileContent content, DomainName apex, PreparationPolicy policy, FindingList findings)
    {
        _content = content;
        _apex = apex;
        _policy = policy;
        _findings = findings;
    }

    /// <summary>Prepares a zone.</summary>
    /// <param name="content">What was read.</param>
    /// <param name="apex">The zone's name.</param>
    /// <param name="policy">What is added.</param>
    /// <param name="findings">Takes what is wrong with the zone.</param>
    /// <param name="threads">How many threads may work at once.</param>
    /// <returns>The zone with all it will have but NSEC, NSEC3 and RRSIG; its serial is the input's, its
    /// ZONEMD digests are zeros.</returns>
    /// <exception cref="UnreadableInputException">There is no SOA.</exception>
    public static Zone Prepare(
        ZoneFileContent content, DomainName apex, PreparationPolicy policy, FindingList findings,
        int threads) =>
        new ZonePreparation(content, apex, policy, findings).Run(threads);

    private Zone Run(int threads)
    {
        (uint soaTtl, uint serial) = FindSoa();
        uint keyTtl = _policy.DnskeyTtl ?? soaTtl;
        AddDnskeys(keyTtl);
        AddCds(keyTtl);
        AddNsec3Param();
        AddZonemd(soaTtl, serial);

        ZoneBuilder builder = new ZoneBuilder(_apex, _findings, threads)
            .Omit(RRType.RRSIG).Omit(RRType.NSEC).Omit(RRType.NSEC3)
            .OmitAtApex(RRType.DNSKEY).OmitAtApex(RRType.NSEC3PARAM).OmitAtApex(RRType.ZONEMD);
        if (_policy.Cds != CdsPublication.AsInput || _policy.ForParent is not null)
        {
            builder.OmitAtApex(RRType.CDS).OmitAtApex(RRType.CDNSKEY);
        }

        foreach (RecordPage page in DelegationSigners.Replace(_content.Pages, _policy.ChildDs, _findings))
        {
            builder.Add(page);
        }

        return builder.Insert(_added.Build()).Build();
    }

    private (uint Ttl, uint Serial) FindSoa() =>
        _content.TryFindSoa(_apex, out ReadOnlySpan<byte> rdata, out uint ttl)
        ? (ttl, SoaRecord.Read(rdata, ttl).Serial.Value)
        : throw new UnreadableInputException(
            $"{_content.Files[0]}: no SOA record for {_apex}", "is the origin right?", _findings.Kept);

    private void AddDnskeys(uint ttl)
    {
        foreach (ZoneKey key in _policy.Published)
        {
            _added.Add(_apex.Wire, RRType.DNSKEY, ttl, key.RData);
        }

        foreach (RecordPage page in _content.Pages)
        {
            foreach (ref readonly Record record in page.Records.AsSpan(0, page.Count))
            {
                if (record.Type == RRType.DNSKEY && WireName.AreEqual(page.OwnerOf(record), _apex.Wire))
                {
                    TakeForeign(page, record, ttl);
                }
            }
        }
    }

    private void TakeForeign(RecordPage page, in Record record, uint ttl)
    {
        ReadOnlySpan<byte> rdata = page.RDataOf(record);
        foreach (ZoneKey key in _policy.Published)
        {
            if (key.RData.SequenceEqual(rdata))
            {
                return;
            }
        }

        if (_policy.Foreign == ForeignDnskeys.Keep)
        {
            _added.Add(_apex.Wire, RRType.DNSKEY, ttl, rdata);
            return;
        }

        string described = rdata.Length > 4
            ? $"algorithm {rdata[3]}, tag {KeyTag.Of(rdata)}" : "no public key";
        _findings.Add(new Finding(
            CheckCodes.ForeignDnskeyRemoved,
            new SourceLocation(page.File, (int)record.Line),
            $"the DNSKEY ({described}) is not among the zone's keys and was left out")
        {
            Hint = "keep another signer's keys with --foreign-dnskeys keep",
        });
    }

    private void AddCds(uint ttl)
    {
        foreach (ParentRecord record in _policy.ForParent ?? [])
        {
            _added.Add(_apex.Wire, record.Type, record.Ttl, record.RData.AsSpan());
        }

        if (_policy.Cds == CdsPublication.Delete)
        {
            _added.Add(_apex.Wire, RRType.CDS, ttl, ParentRecord.DeleteCds);
            _added.Add(_apex.Wire, RRType.CDNSKEY, ttl, ParentRecord.DeleteCdnskey);
        }

        if (_policy.Cds == CdsPublication.Publish)
        {
            foreach (ZoneKey key in _policy.EntryPoints)
            {
                _added.Add(_apex.Wire, RRType.CDS, ttl, key.ToDsRData(DsDigestType.SHA256));
                _added.Add(_apex.Wire, RRType.CDNSKEY, ttl, key.RData);
            }
        }
    }

    private void AddNsec3Param()
    {
        if (_policy.Nsec3 is { } parameters)
        {
            // TTL 0 as BIND publishes it: only servers of the zone read it (RFC 5155 §4).
            byte[] rdata = new byte[parameters.ParameterRDataLength];
            parameters.WriteParameterRData(rdata);
            _added.Add(_apex.Wire, RRType.NSEC3PARAM, 0, rdata);
        }
    }

    private void AddZonemd(uint ttl, uint serial)
    {
        foreach (ZoneDigestHash hash in _policy.Zonemd.Distinct())
        {
            byte[] rdata = new byte[6 + ZoneDigest.LengthOf(hash)];
            BinaryPrimitives.WriteUInt32BigEndian(rdata, serial);
            rdata[4] = ZoneDigest.SimpleScheme;
            rdata[5] = (byte)hash;
            _added.Add(_apex.Wire, RRType.ZONEMD, ttl, rdata);
        }
    }
}
