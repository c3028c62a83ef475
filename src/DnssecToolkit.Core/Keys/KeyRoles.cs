using System.Collections.Immutable;
using DnssecToolkit.Records;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keys;

/// <summary>What a zone's keys do at one moment.</summary>
/// <remarks>Keys are in the order of algorithm, then tag. A revoked key stands in all lists with its REVOKE
/// flag set.</remarks>
/// <param name="Publish">The DNSKEY RRset.</param>
/// <param name="SignDnskey">Who signs the DNSKEY, CDS and CDNSKEY RRsets; public-only keys included, whose
/// signatures come from elsewhere.</param>
/// <param name="SignZone">Who signs all other RRsets.</param>
/// <param name="Revoked">Those that are revoked: published, and signing the DNSKEY RRset.</param>
public sealed record KeyRoles(
    ImmutableArray<ZoneKey> Publish,
    ImmutableArray<ZoneKey> SignDnskey,
    ImmutableArray<ZoneKey> SignZone,
    ImmutableArray<ZoneKey> Revoked)
{
    /// <summary>Nobody does anything.</summary>
    public static KeyRoles Empty { get; } = new([], [], [], []);

    /// <summary>The keys for which CDS and CDNSKEY are due (RFC 7344).</summary>
    public ImmutableArray<ZoneKey> Sync { get; init; } = [];

    /// <summary>Who signs RRsets of a type at the apex; below it, <see cref="SignZone"/> signs all
    /// types.</summary>
    /// <remarks>A revoked key signs the DNSKEY RRset only (RFC 5011 §2.1).</remarks>
    public ImmutableArray<ZoneKey> SignersAtApex(RRType type) => type switch
    {
        RRType.DNSKEY => SignDnskey,
        RRType.CDS or RRType.CDNSKEY => [.. SignDnskey.Where(key => !key.IsRevoked)],
        _ => SignZone,
    };

    /// <summary>Works out what keys do from their own moments.</summary>
    /// <param name="keys">The zone's keys.</param>
    /// <param name="moment">When.</param>
    /// <remarks>
    /// <para>Published: <see cref="KeyState.Published"/> to <see cref="KeyState.Revoked"/>. Signing: <see cref="KeyState.Active"/>;
    /// a revoked key signs the DNSKEY RRset even if it was never active, as RFC 5011 §2.1 demands and BIND does.</para>
    /// <para>Per algorithm, as <c>dnssec-signzone -S -x</c> does it: KSKs (SEP flag) sign the DNSKEY, CDS and CDNSKEY RRsets and ZSKs
    /// the rest. Every algorithm in the DNSKEY RRset must sign every RRset (RFC 4035 §2.2, RFC 6840 §5.11), so where an
    /// algorithm's signing keys are all KSKs they sign everything (they are CSKs; dnssec-signzone wants -z for that), and where
    /// it has no KSK in the DNSKEY RRset its ZSKs sign the DNSKEY RRset too. A KSK that is published and not active does not
    /// count as one for this, and one whose private half is elsewhere does.</para>
    /// </remarks>
    public static KeyRoles At(IEnumerable<DirectoryKey> keys, Timestamp moment)
    {
        Candidate[] published = [.. keys.Select(key => new Candidate(key, moment))
            .Where(key => key.IsPublished)
            .OrderBy(key => key.Key.Algorithm).ThenBy(key => key.Key.Tag.Value)];
        Candidate[] active = [.. published.Where(key => key.IsActive)];
        return new KeyRoles(
            [.. published.Select(key => key.Key)],
            [.. published.Where(key => key.IsRevoked
                || (key.IsActive && (key.Key.IsSep || !HasSep(active, key))))
                .Select(key => key.Key)],
            [.. active.Where(key => !key.Key.IsSep || !HasZsk(active, key)).Select(key => key.Key)],
            [.. published.Where(key => key.IsRevoked).Select(key => key.Key)])
        {
            Sync = [.. published.Where(key => key.IsSynced && key.Key.IsSep && !key.IsRevoked)
                .Select(key => key.Key)],
        };
    }

    private static bool HasSep(Candidate[] active, Candidate like) =>
        Array.Exists(active, key => key.Key.Algorithm == like.Key.Algorithm && key.Key.IsSep);

    private static bool HasZsk(Candidate[] active, Candidate like) =>
        Array.Exists(active, key => key.Key.Algorithm == like.Key.Algorithm && !key.Key.IsSep);

    private readonly struct Candidate
    {
        public Candidate(DirectoryKey key, Timestamp moment)
        {
            KeyState state = key.Timing.StateAt(moment);
            IsPublished = state is not (KeyState.Generated or KeyState.Removed);
            IsRevoked = IsPublished && (state == KeyState.Revoked || key.Key.IsRevoked);
            IsActive = state == KeyState.Active && !IsRevoked;
            IsSynced = key.Timing.IsSyncedAt(moment);
            Key = state == KeyState.Revoked && !key.Key.IsRevoked ? key.Key.Revoked() : key.Key;
        }

        public ZoneKey Key { get; }

        public bool IsPublished { get; }

        public bool IsActive { get; }

        public bool IsRevoked { get; }

        public bool IsSynced { get; }
    }
}
