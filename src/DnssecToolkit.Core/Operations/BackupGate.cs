using System.Buffers.Binary;
using DnssecToolkit.Backup;
using DnssecToolkit.Configuration;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Records;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Operations;

/// <summary>Forbids a key's first use before its backup is made, or proven.</summary>
/// <param name="Demand">What a key needs.</param>
/// <param name="Register">The path of the register of copies.</param>
/// <remarks>A key that signs already goes on signing, with a warning: a zone without signatures helps nobody.
/// For a key that cannot leave its token a standby key in another token, published before, does as well as a
/// copy.</remarks>
public sealed record BackupGate(BackupDemand Demand, string Register)
{
    private const string StandbyHint =
        "for a key that cannot leave its chip (TPM 2.0): `keyall roll standby --token` in a device of "
        + "another kind, both named with their modules (module-path=)";

    private const int AlgorithmOffset = 2; // in an RRSIG's RDATA (RFC 4034 §3.1)
    private const int TagOffset = 16;
    private const int KeyOffset = 4; // of the public key in a DNSKEY's RDATA (§2.1)

    /// <summary>The gate of a configuration, or null where nothing is demanded.</summary>
    public static BackupGate? Of(GatePolicy policy) => policy.RequireBackup == BackupDemand.None
        || policy.BackupRegister is null
        ? null : new BackupGate(policy.RequireBackup, policy.BackupRegister);

    /// <summary>Checks keys before they sign.</summary>
    /// <param name="keys">The keys that sign now.</param>
    /// <param name="places">The published keys that are in tokens.</param>
    /// <param name="previous">The zone as it was signed last, or null.</param>
    /// <param name="findings">Takes a warning for each key in use that lacks its backup.</param>
    /// <exception cref="RefusedException">A key would be used for the first time without it.</exception>
    /// <exception cref="UnreadableInputException">A key would be used for the first time, and the register
    /// cannot be read.</exception>
    internal void Check(IEnumerable<ZoneKey> keys, IReadOnlyList<KeyPlace> places, Zone? previous,
        FindingList findings)
    {
        (BackupRegister register, UnreadableInputException? unreadable) = ReadAny();
        foreach (ZoneKey key in keys.Where(key => !register.Satisfies(key, Demand)
            && !HasStandby(key, places, previous)))
        {
            if (!HasSigned(key, previous))
            {
                ThrowIfUnreadable(key, unreadable);
                throw new RefusedException(
                    CheckCodes.BackupMissing,
                        $"{key} would sign for the first time, and {Register} has no copy of it that was {Wanted}",
                    "`keybackup create --register`, then `keybackup prove --register`; until then leave its activation to later; "
                    + StandbyHint);
            }

            findings.Add(new Finding(
                CheckCodes.BackupOverdue, new SourceLocation(Register),
                unreadable is null ? $"{key} signs, and no copy of it was {Wanted}"
                : $"{key} signs, and nobody can say whether a copy of it was {Wanted}: {unreadable.Message}"
                    + string.Concat(unreadable.Findings.Take(1).Select(finding => $": {finding}"))));
        }
    }

    // A register that is lost or damaged must not stop a zone that has long been signed.
    private (BackupRegister Register, UnreadableInputException? Unreadable) ReadAny()
    {
        try
        {
            return (BackupRegisterFile.Read(Register), null);
        }
        catch (UnreadableInputException fault)
        {
            return (BackupRegister.Empty, fault);
        }
    }

    private static void ThrowIfUnreadable(ZoneKey key, UnreadableInputException? fault)
    {
        if (fault is not null)
        {
            throw new UnreadableInputException(
                $"{key} would sign for the first time, and {fault.Message}", fault.Hint, fault.Findings,
                fault);
        }
    }

    /// <summary>Whether a key that is to be entered has a standby in another token, published before; then it
    /// needs no copy.</summary>
    /// <param name="row">The key.</param>
    /// <param name="entered">The zone's keys in the keyindex so far.</param>
    /// <param name="now">The present.</param>
    public static bool HasStandby(KeyIndexEntry row, IEnumerable<KeyIndexEntry> entered, Timestamp now) =>
        KeyPlace.Of(row, now) is { } own
            && entered.Any(other => KeyPlace.Of(other, now)?.StandsInFor(own) is true);

    /// <summary>Checks keys that were made and are to be entered into the keyindex.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="directory">Where they wait.</param>
    /// <param name="hint">What to do next.</param>
    /// <exception cref="RefusedException">One has not what it needs.</exception>
    /// <exception cref="UnreadableInputException">The register cannot be read.</exception>
    public void DemandBeforeCommit(IEnumerable<ZoneKey> keys, string directory, string hint)
    {
        ZoneKey[] lacking = Lacking(keys, []);
        if (lacking.Length > 0)
        {
            throw new RefusedException(
                CheckCodes.BackupMissing,
                $"{string.Join(", ", lacking.Select(key => key.ToString()))} {(lacking.Length == 1 ? "waits" : "wait")} in {directory}: {Register} has no copy that was {Wanted}",
                $"{WayToCopies(directory)}, then {hint}; {StandbyHint}");
        }
    }

    /// <summary>Checks keys that are to go into a request or a response.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="published">Those that were published ahead, and so can stand by for others.</param>
    /// <param name="hint">What to do next.</param>
    /// <param name="directories">Where keys are; in the first, those that are checked.</param>
    /// <exception cref="RefusedException">One has not what it needs.</exception>
    /// <exception cref="UnreadableInputException">The register cannot be read.</exception>
    public void DemandBeforeCommit(
        IEnumerable<ZoneKey> keys, IEnumerable<ZoneKey> published, string hint,
        params KeyDirectory[] directories) =>
        DemandBeforeCommit(Lacking(keys, PlacesIn(directories, published)), directories[0].Path, hint);

    /// <summary>Checks keys that the parent is asked to rely on; a standby among them, with its DS beside
    /// theirs, does for one that cannot leave its device.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="directory">Where they are.</param>
    /// <exception cref="RefusedException">One has not what it needs.</exception>
    /// <exception cref="UnreadableInputException">The register cannot be read.</exception>
    public void Demanded(IReadOnlyCollection<ZoneKey> keys, KeyDirectory directory)
    {
        ZoneKey[] lacking = Lacking(keys, PlacesIn([directory], keys));
        if (lacking.Length > 0)
        {
            throw new RefusedException(
                CheckCodes.BackupMissing,
                $"{Register} has no copy of {string.Join(", ", lacking.Select(key => key.ToString()))} that was {Wanted}, so that the parent should not rely on {(lacking.Length == 1 ? "it" : "them")} yet",
                $"{WayToCopies(directory.Path)}; {StandbyHint}");
        }
    }

    /// <summary>The commands that give keys in a directory what they need.</summary>
    public string WayToCopies(string directory) =>
        $"`keybackup create -K {directory} --register {Register}`{(Demand == BackupDemand.Proven ? ", `keybackup prove --register`" : "")}";

    /// <summary>What a copy must have been.</summary>
    public string Wanted => Demand == BackupDemand.Proven ? "proven" : "made";

    private static bool HasStandby(ZoneKey key, IReadOnlyList<KeyPlace> places, Zone? previous)
    {
        int apex = previous?.Find(previous.Apex.Wire) ?? -1;
        return apex >= 0 && HasStandby(key, [.. places.Where(place =>
            place.Name == KeyPlace.NameOf(key) || IsPublished(place.Name, previous!, apex))]);
    }

    private static bool HasStandby(ZoneKey key, KeyPlace[] places) =>
        Array.Find(places, place => place.Name == KeyPlace.NameOf(key)) is { } own
        && Array.Exists(places, place => place.StandsInFor(own));

    private static KeyPlace[] PlacesIn(IEnumerable<KeyDirectory> directories, IEnumerable<ZoneKey> published)
    {
        HashSet<ZoneKey> ready = [.. published];
        return
        [
            .. directories.SelectMany(directory => directory.Keys)
            .Where(key => key.Reference?.Token is not null)
                .Select(key => KeyPlace.Of(key.Key, key.Reference!.Token!, ready.Contains(key.Key))),
        ];
    }

    private ZoneKey[] Lacking(IEnumerable<ZoneKey> keys, KeyPlace[] places)
    {
        BackupRegister register = File.Exists(Register)
            ? BackupRegisterFile.Read(Register) : BackupRegister.Empty;
        return [.. keys.Where(key => !register.Satisfies(key, Demand) && !HasStandby(key, places))];
    }

    private static bool HasSigned(ZoneKey key, Zone? previous)
    {
        int apex = previous?.Find(previous.Apex.Wire) ?? -1;
        if (apex < 0 || !previous!.TryFind(apex, RRType.RRSIG, out RRset signatures)
            || !IsPublished(key, previous, apex))
        {
            return false;
        }

        KeyTag[] tags = key.PlainAndRevokedTags(); // a key that is revoked now signed with its other tag
        for (int i = 0; i < signatures.Count; i++)
        {
            ReadOnlySpan<byte> rdata = signatures.RDataOf(i);
            if (rdata.Length > TagOffset + 1 && rdata[AlgorithmOffset] == (byte)key.Algorithm
                && tags.Contains(new KeyTag(BinaryPrimitives.ReadUInt16BigEndian(rdata[TagOffset..]))))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPublished((DnssecAlgorithm, KeyTag) name, Zone zone, int apex)
    {
        bool found = false;
        if (zone.TryFind(apex, RRType.DNSKEY, out RRset keys))
        {
            for (int i = 0; i < keys.Count; i++)
            {
                found |= keys.RDataOf(i).Length > KeyOffset && KeyPlace.NameOf(new ZoneKey(zone.Apex,
                    keys.RDataOf(i).ToArray())) == name;
            }
        }

        return found;
    }

    private static bool IsPublished(ZoneKey key, Zone zone, int apex)
    {
        bool found = false;
        ReadOnlySpan<byte> plain = key.WithoutRevocation().RData;
        if (zone.TryFind(apex, RRType.DNSKEY, out RRset keys))
        {
            for (int i = 0; i < keys.Count; i++)
            {
                found |= keys.RDataOf(i).Length > KeyOffset && new ZoneKey(zone.Apex, keys.RDataOf(i))
                    .WithoutRevocation().RData.SequenceEqual(plain);
            }
        }

        return found;
    }
}
