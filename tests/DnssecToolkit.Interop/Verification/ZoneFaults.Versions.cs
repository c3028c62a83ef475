using DnssecToolkit.Keys;
using DnssecToolkit.Verification;

namespace DnssecToolkit.Interop.Verification;

/// <content>Zones that may not replace their previous version.</content>
internal static partial class ZoneFaults
{
    private const ushort PlainKsk = ZoneKey.ZoneFlag | ZoneKey.SepFlag;

    private static IEnumerable<ZoneFault> Versions() =>
    [
        new("serial behind the previous one", "any", "PREVIOUS-SERIAL", ZoneFault.Nothing)
        {
            Before = zone => SetSerial(zone, 2),
        },
        new("other delegation under the previous serial", "any", "PREVIOUS-SERIAL PREVIOUS-UNSIGNED-DATA",
            zone => zone.Of("insecure2.ent2", "NS")[0].Set(0, "ns2.example."))
        {
            Before = ZoneFault.Nothing,
        },
        new("other glue under the previous serial", "any", "PREVIOUS-SERIAL PREVIOUS-UNSIGNED-DATA",
            zone => zone.Of("ns.secure", "A")[0].Set(0, "192.0.2.99"))
        {
            Before = ZoneFault.Nothing,
        },
        new("other glue", "any", "PREVIOUS-UNSIGNED-DATA", zone =>
        {
            zone.Of("ns.secure", "A")[0].Set(0, "192.0.2.99");
            SetSerial(zone, 2);
        })
        {
            Before = ZoneFault.Nothing,
        },
        new("nothing new but the serial", "any", "PREVIOUS-ONLY-SERIAL", ZoneFault.Nothing)
        {
            Before = zone => zone.Of("example.", "SOA")[0].Set(2, "0"), // nor a new signature
        },
        new("names gone", "any", "PREVIOUS-SHRUNK", ZoneFault.Nothing)
        {
            Given = FewMayGo,
            Before = zone => Grow(zone, name => zone.Add(name, "TXT", "\"x\"")),
        },
        new("delegations gone", "any", "PREVIOUS-SHRUNK PREVIOUS-UNSIGNED-DATA", ZoneFault.Nothing)
        {
            Given = FewMayGo,
            Before = zone => Grow(zone, name => zone.Add(name, "NS", "ns1.example.")),
        },
        new("secure delegation without its DS", "any", "PREVIOUS-SHRUNK", zone =>
        {
            zone.Drop("secure", "DS"); // the only one
            SetSerial(zone, 2);
        })
        {
            Given = FewMayGo,
            Before = ZoneFault.Nothing,
        },
        new("delegation with other servers", "any",
            "PREVIOUS-CHANGED PREVIOUS-UNSIGNED-DATA", ZoneFault.Nothing)
        {
            Given = FewMayChange,
            Before = zone =>
            {
                zone.Of("insecure2.ent2", "NS")[0].Set(0, "ns2.example.");
                SetSerial(zone, 0);
            },
        },
        new("secure delegation with another DS", "any", "PREVIOUS-CHANGED", ZoneFault.Nothing)
        {
            Given = FewMayChange,
            Before = zone =>
            {
                zone.Of("secure", "DS")[0].Set(0, "12346");
                zone.Sign("secure", "DS");
                SetSerial(zone, 0);
            },
        },
        new("no longer signed", "any", "PREVIOUS-UNSIGNED", zone =>
        {
            zone.StripDnssec();
            SetSerial(zone, 2);
        })
        {
            Before = ZoneFault.Nothing,
        },
    ];

    private static IEnumerable<ZoneFault> VersionsOfKeys() =>
    [
        new("key of signatures that caches hold is gone", "any", "PREVIOUS-KEY-GONE", ZoneFault.Nothing)
        {
            Before = zone =>
            {
                zone.Publish(zone.SpareKey(PlainZsk));
                MutableRecord signature = zone.SignBy(zone.SpareKey(PlainZsk), "ns1", "A");
                zone.Remove(zone.Signatures("ns1", "A").Where(other => other != signature));
                SetSerial(zone, 0);
            },
        },
        new("signatures by keys that caches do not hold", "any", "PREVIOUS-KEY-TOO-NEW", ZoneFault.Nothing)
        {
            Before = zone =>
            {
                zone.LeaveKeysToKsks();
                zone.Remove(zone.Of("example.", "DNSKEY").Where(key => key.Words[0] == "256"));
                zone.Sign("example.", "DNSKEY");
                SetSerial(zone, 0);
            },
        },
        new("KSK that caches hold the DS of is gone", "any", "PREVIOUS-KSK-CHANGED", ZoneFault.Nothing)
        {
            Before = VouchBySpareAlone,
        },
        new("one of several KSKs no longer signs", "any", "PREVIOUS-KSK-WITHDRAWN", ZoneFault.Nothing)
        {
            Before = VouchBySpare,
        },
        new("the only KSK gives way to one that the parent's DS names", "any", "PREVIOUS-KSK-WITHDRAWN",
            ZoneFault.Nothing)
        {
            Given = With((policy, zone) => policy with { TrustAnchors = AnchorsOf(zone) }),
            Before = VouchBySpareAlone,
        },
        .. VersionsOfFlags(),
    ];

    // The flags are a part of what tag and DS are made of.
    private static IEnumerable<ZoneFault> VersionsOfFlags() =>
    [
        new("KSK revoked beside a new one", "any", "PREVIOUS-KSK-CHANGED", zone =>
        {
            VouchBySpare(zone);
            RevokeKsks(zone);
            SetSerial(zone, 2);
        })
        {
            Before = ZoneFault.Nothing,
        },
        new("CSK revoked beside new keys", "any", "PREVIOUS-KEY-GONE PREVIOUS-KSK-CHANGED", zone =>
        {
            VouchBySpare(zone);
            RevokeKsks(zone);
            SetSerial(zone, 2);
        })
        {
            Before = SignByKsks,
        },
        new("ZSK revoked, and the KSK signs", "any", "PREVIOUS-KEY-GONE", zone =>
        {
            SignByKsks(zone);
            foreach (ZoneKey key in Zsks(zone))
            {
                ZoneKey revoked = zone.Reflag(key, (ushort)(key.Flags | ZoneKey.RevokeFlag));
                List<MutableRecord> signatures = zone.Signatures("example.", "DNSKEY");
                if (!signatures.Exists(signature => IsTag(signature.Words[6], revoked.Tag)))
                {
                    zone.SignBy(revoked, "example.", "DNSKEY");
                }
            }

            SetSerial(zone, 2);
        })
        {
            Before = ZoneFault.Nothing,
        },
        new("KSK without its SEP flag", "any", "DNSKEY-NO-SEP PREVIOUS-KSK-CHANGED", zone =>
        {
            Array.ForEach(Ksks(zone), key => zone.Reflag(key, PlainZsk));
            SetSerial(zone, 2);
        })
        {
            Before = ZoneFault.Nothing,
        },
        new("ZSK with a SEP flag", "any", "PREVIOUS-KEY-GONE PREVIOUS-KEY-TOO-NEW", zone =>
        {
            Array.ForEach(Zsks(zone), key => zone.Reflag(key, PlainKsk));
            SetSerial(zone, 2);
        })
        {
            Before = ZoneFault.Nothing,
        },
    ];

    private static InspectionRequest FewMayGo(InspectionRequest request, MutableZone zone) =>
        With((policy, _) => policy with { MaximumRemovedPercent = 5 })(request, zone);

    private static InspectionRequest FewMayChange(InspectionRequest request, MutableZone zone) =>
        With((policy, _) => policy with { MaximumChangedPercent = 5, ChangeableAnyway = 0 })(request, zone);

    private static void SetSerial(MutableZone zone, int serial)
    {
        zone.Of("example.", "SOA")[0].Set(2, $"{serial}");
        zone.Sign("example.", "SOA");
    }

    private static void Grow(MutableZone zone, Action<string> add)
    {
        foreach (int number in Enumerable.Range(1, 9))
        {
            add($"more{number}");
        }

        SetSerial(zone, 0);
    }

    private static void VouchBySpare(MutableZone zone)
    {
        zone.Publish(zone.SpareKey(PlainKsk));
        zone.SignBy(zone.SpareKey(PlainKsk), "example.", "DNSKEY");
        SetSerial(zone, 0);
    }

    private static void VouchBySpareAlone(MutableZone zone)
    {
        VouchBySpare(zone);
        zone.Remove(zone.Signatures("example.", "DNSKEY")
            .Where(signature => !IsTag(signature.Words[6], zone.SpareKey(PlainKsk).Tag)));
    }

    // Each algorithm's KSK is its CSK then.
    private static void SignByKsks(MutableZone zone)
    {
        foreach (ZoneKey key in Zsks(zone))
        {
            ZoneKey ksk = Ksks(zone).First(ksk => ksk.Algorithm == key.Algorithm);
            zone.Resign(key, ksk, signature => signature.Words[0] != "DNSKEY");
        }

        SetSerial(zone, 0);
    }
}
