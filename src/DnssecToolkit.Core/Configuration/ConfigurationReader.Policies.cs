using DnssecToolkit.Bundles.Controls;
using DnssecToolkit.Canonical;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Denial;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Encoding;
using DnssecToolkit.Keys;
using DnssecToolkit.Planning;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Configuration;

/// <content>Policies.</content>
public sealed partial class ConfigurationReader
{
    // Any moment in which all of a policy's times can be written will do to see whether they fit together.
    private static readonly Timestamp SomeMoment = new(1_700_000_000);

    private ZonePolicy ReadPolicy(string name, ConfigurationSection section)
    {
        ZonePolicy fallback = new();
        string denial = section.Choice("denial", ("nsec", "nsec"), ("nsec3", "nsec3"),
            ("nsec3-opt-out", "nsec3-opt-out"));
        ZonePolicy policy = new()
        {
            Name = name,
            Nsec3 = ReadNsec3(section, denial != "nsec"),
            OptOut = denial == "nsec3-opt-out" ? Nsec3OptOut.InsecureDelegations : Nsec3OptOut.None,
            Serial = section.Choice(
                "serial", ("increment", SerialPolicy.Increment), ("unixtime", SerialPolicy.UnixTime),
                ("date-counter", SerialPolicy.DateCounter), ("keep", SerialPolicy.Keep)),
            Zonemd = ReadZonemd(section),
            Cds = section.Choice(
                "cds", ("input", CdsPublication.AsInput), ("publish", CdsPublication.Publish),
                ("delete", CdsPublication.Delete), ("none", CdsPublication.None)),
            Foreign = section.Choice("foreign-dnskeys", ("remove", ForeignDnskeys.Remove),
                ("keep", ForeignDnskeys.Keep)),
            DnskeyTtl = ReadTtl(section, "dnskey-ttl"),
            InceptionOffset = section.Seconds("inception-offset") ?? fallback.InceptionOffset,
            Validity = section.Seconds("validity") ?? fallback.Validity,
            DnskeyValidity = section.Seconds("dnskey-validity"),
            Refresh = section.Seconds("refresh"),
            Jitter = section.Seconds("jitter"),
            BudgetSignatures = section.Number("budget-signatures", 1, int.MaxValue - 1),
            BudgetSeconds = section.Seconds("budget"),
            Nonce = section.IsYes("deterministic") ? EcdsaNonce.Deterministic : EcdsaNonce.Random,
            Weak = section.IsYes("allow-sha1") ? WeakKeys.Allowed : WeakKeys.Refused,
        };
        CheckTimes(section, policy);
        return policy with
        {
            Rollover = RolloverOf(section, policy),
            Requests = ReadRequests(section, RequestAgreement.None),
        };
    }

    private static void CheckTimes(ConfigurationSection section, ZonePolicy policy)
    {
        try
        {
            policy.At(SomeMoment).Check();
        }
        catch (UsageException clash)
        {
            section.Fault(CheckCodes.ConfigValue, section.Location, clash.Message, clash.Hint);
        }
    }

    private static Nsec3Parameters? ReadNsec3(ConfigurationSection section, bool isNsec3)
    {
        string salt = section.Text("nsec3-salt") ?? "-";
        int iterations = section.Number("nsec3-iterations", 0, Nsec3Parameters.MaximumIterations) ?? 0;
        byte[] octets = new byte[byte.MaxValue];
        int length = 0;
        if (salt != "-"
            && (salt.Length > 2 * octets.Length
                || !Base16.TryDecode(System.Text.Encoding.UTF8.GetBytes(salt), octets, out length)))
        {
            section.Fault(
                CheckCodes.ConfigValue, section.PlaceOf("nsec3-salt"),
                "nsec3-salt is not - or up to 255 octets in hexadecimal",
                "RFC 9276 advises -: no salt");
            return null;
        }

        if (!isNsec3 && (length > 0 || iterations > 0))
        {
            section.Fault(CheckCodes.ConfigValue, section.Location,
                "nsec3-salt and nsec3-iterations need denial: nsec3 or nsec3-opt-out");
        }

        return isNsec3 ? new Nsec3Parameters((ushort)iterations, octets.AsSpan(0, length)) : null;
    }

    private static ZoneDigestHash[] ReadZonemd(ConfigurationSection section)
    {
        List<ZoneDigestHash> hashes = [];
        foreach (string text in section.Texts("zonemd"))
        {
            switch (text)
            {
                case "sha384":
                    hashes.Add(ZoneDigestHash.SHA384);
                    break;
                case "sha512":
                    hashes.Add(ZoneDigestHash.SHA512);
                    break;
                default:
                    section.Fault(
                        CheckCodes.ConfigValue, section.PlaceOf("zonemd"),
                        $"zonemd {ConfigurationValue.Shown(text)} is none of sha384, sha512");
                    break;
            }
        }

        return [.. hashes.Distinct()];
    }

    // RFC 2181 §8: a TTL has 31 bits.
    private static uint? ReadTtl(ConfigurationSection section, string key)
    {
        if (section.Seconds(key) is not { } seconds)
        {
            return null;
        }

        if (seconds <= int.MaxValue)
        {
            return (uint)seconds;
        }

        section.Fault(CheckCodes.ConfigValue, section.PlaceOf(key),
            $"{key} of {seconds} s is over {int.MaxValue}");
        return null;
    }

    // How signatures are made stands in the policy itself; its delays follow from that.
    private static RolloverPolicy RolloverOf(ConfigurationSection section, ZonePolicy policy)
    {
        RolloverPolicy fallback = RolloverPolicy.Default with
        {
            SignatureValidity = new Period(0, policy.Validity),
            SignatureRefresh = new Period(0, Math.Max(0, policy.At(SomeMoment).RefreshTime)),
        };
        return ReadRollover(section, policy.DnskeyTtl is { } ttl
            ? fallback with { DnskeyTtl = new Period(0, ttl) } : fallback);
    }

    /// <summary>Reads how long rollovers take; what is not there is as in another policy, or as in the one
    /// that it says it is like.</summary>
    private static RolloverPolicy ReadRollover(ConfigurationSection parent, RolloverPolicy fallback)
    {
        if (parent.Section("rollover") is not { } section)
        {
            return fallback;
        }

        RolloverPolicy policy = section.Text("like") is null ? fallback
            : section.Choice("like", ("default", RolloverPolicy.Default), ("tld", RolloverPolicy.TopLevel)) with
            {
                SignatureValidity = fallback.SignatureValidity,
                SignatureRefresh = fallback.SignatureRefresh,
            };
        foreach (RolloverPolicyValue value in RolloverPolicyValue.All.Where(value => !value.IsOfSignatures))
        {
            policy = section.Length(value.Name, isFixed: value.IsDelay) is { } length
                ? value.With(policy, length) : policy;
        }

        section.Finish();
        return policy;
    }
}
