using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Planning;
using DnssecToolkit.Schedule;
using DnssecToolkit.Signing;
using DnssecToolkit.Signing.Pkcs11;
using DnssecToolkit.Signing.Software;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Operations;

/// <summary>The keys of one run: what they do at its moment, and the signers for those that have
/// work.</summary>
internal sealed class SigningKeys : IDisposable
{
    private readonly KeyDirectory _directory;
    private readonly KeyRoles _roles;
    private readonly PresignedKeySet? _presigned;
    private readonly ScheduledKeys? _scheduled;
    private readonly List<KeyDirectory> _elsewhere = [];
    private readonly List<ISigner> _signers = [];
    private OpenTokens? _tokens;
    private string? _stateDirectory;

    private SigningKeys(KeyDirectory directory, KeyRoles roles, ScheduledKeys? scheduled,
        PresignedKeySet? presigned, long? stretchTo)
    {
        _scheduled = scheduled;
        _directory = directory;
        _roles = roles;
        _presigned = presigned;
        Keys = [.. (presigned?.Keys ?? SigningKey.Of(roles))
            .Select(key => stretchTo is not null && IsElsewhere(key.Key) ? key with { Refresh = stretchTo }
                : key)];
    }

    /// <summary>The keys that sign.</summary>
    public IReadOnlyList<SigningKey> Keys { get; }

    /// <summary>The keyindex that says what the keys do; null where their files do.</summary>
    public KeyIndex? Index { get; private init; }

    /// <summary>What is known of resolvers' caches; null where no record is kept.</summary>
    public ServedKeys? Served { get; private init; }

    /// <summary>The keys the parent should have a DS for.</summary>
    public IReadOnlyList<ZoneKey> EntryPoints => [.. _roles.SignDnskey.Where(key => !key.IsRevoked)];

    /// <summary>The keys that sign the zone without being published, by the keyindex or because caches need
    /// that.</summary>
    public IReadOnlyList<ZoneKey> Unpublished =>
        Index is null && Served is null ? [] : [.. _roles.SignZone.Except(_roles.Publish)];

    /// <summary>The published keys whose private halves are in tokens.</summary>
    public IReadOnlyList<KeyPlace> Places =>
    [
        .. _roles.Publish.Select(key => (Key: key, Token: TokenOf(key)))
            .Where(place => place.Token is not null)
            .Select(place => KeyPlace.Of(place.Key, place.Token!, !place.Key.IsSep
                || _scheduled?.RowOf(place.Key) is null or { DsSeen: not null })),
    ];

    /// <summary>Reads a zone's keys and works out what they do.</summary>
    /// <param name="job">The run.</param>
    /// <param name="apex">The zone.</param>
    /// <param name="previous">Its previous version, or null.</param>
    /// <param name="findings">Takes what is remarkable.</param>
    /// <exception cref="RefusedException">No key signs what must be signed.</exception>
    /// <exception cref="KeyUnavailableException">The directory or a key in it cannot be read.</exception>
    public static SigningKeys Load(ZoneSigningJob job, DomainName apex, Zone? previous, FindingList findings)
    {
        KeyDirectory directory = KeyDirectory.Read(job.KeyDirectory, apex, findings, job.Passphrase);
        if (findings.HasFaults)
        {
            directory.Dispose();
            throw new KeyUnavailableException(
                $"{job.KeyDirectory}: key files of {apex} have faults; nothing was signed",
                "mend or move away the files listed above, then run again");
        }

        KeyIndex? index = job.KeyIndex is null ? null : job.Rows ?? KeyIndexFile.Read(job.KeyIndex, findings);
        ScheduledKeys? scheduled = index is null ? null : Schedule(index, job, directory);
        KeyRoles own = scheduled?.Roles(findings) ?? directory.RolesAt(job.Signing.Moment);
        ServedKeys? served = ServedKeys.Read(job, directory, scheduled, previous);
        PresignedKeySet? presigned = job.Responses is null ? null
            : PresignedKeySet.Load(job, directory, scheduled, own, previous, served?.Caches, findings);
        KeyRoles roles = presigned?.Roles ?? served?.Hold(own) ?? own;
        if (presigned is not null)
        {
            served?.Judge(roles, own);
        }

        if (roles.Publish.IsEmpty && scheduled?.HasGivenUp == true)
        {
            throw new RefusedException(CheckCodes.SigningKeyMissing,
                $"{job.KeyIndex}: {apex} has given up DNSSEC: all its keys have left, and their DS",
                KeySchedule.WayToUnsigned);
        }

        CheckComplete(job, apex, roles, directory.Keys.Count > 0
            ? "there are keys, but not for this moment: is the clock or --time right? see `keyall key list`"
            : $"make some with `keyall key generate --zone {apex} --keys {job.KeyDirectory}`");
        CheckStrength(job, roles, findings);
        return new SigningKeys(directory, roles, scheduled, presigned, job.StretchTo)
        {
            Index = index,
            Served = served
        };
    }

    /// <summary>Checks that no KSK takes a lost ZSK's place; a keyindex and a response say themselves who
    /// signs.</summary>
    /// <exception cref="RefusedException">One would.</exception>
    public void CheckZskLoss(ZoneSigningJob job, Zone? previous, FindingList findings)
    {
        if (_scheduled is null && _presigned is null)
        {
            new ZskLoss(_roles.SignZone, _roles.Publish, previous)
                .Check(job.ZskLoss, job.KeyDirectory, findings);
        }
    }

    /// <summary>The job's additions with these keys in them.</summary>
    public PreparationPolicy AdditionsOf(ZoneSigningJob job, DomainName apex, FindingList findings)
    {
        PreparationPolicy additions = OwnAdditionsOf(job, apex, findings);
        return _presigned?.Within(additions) ?? additions;
    }

    private PreparationPolicy OwnAdditionsOf(ZoneSigningJob job, DomainName apex, FindingList findings) => job.Additions with
    {
        Published = _roles.Publish,
        EntryPoints = EntryPoints,
        DnskeyTtl = job.Additions.DnskeyTtl
            ?? _directory.Keys.Select(key => key.Ttl).FirstOrDefault(ttl => ttl is not null),
        Nsec3 = job.Nsec3,
        ChildDs = job.ChildDsDirectory is null
            ? job.Additions.ChildDs : ChildDsDirectory.Read(job.ChildDsDirectory, apex, findings),
    };

    /// <summary>Signatures a second that the tokens gave, together; null where none signed.</summary>
    public double? TokenRate =>
        _signers.OfType<Pkcs11Signer>().Sum(signer => signer.Rate) is > 0 and double rate ? rate : null;

    /// <summary>The rates of keys in tokens, as earlier runs or `keyall token bench` measured them.</summary>
    public IReadOnlyDictionary<ZoneKey, KeyRate> Rates(ZoneSigningJob job)
    {
        IReadOnlyDictionary<string, TokenRate> known = TokenRates.Read(job.Tokens?.StateDirectory);
        Dictionary<ZoneKey, KeyRate> rates = [];
        foreach (ZoneKey key in Keys.Select(key => key.Key))
        {
            if (TokenOf(key) is { } uri && TokenRates.Of(known, uri, key.Algorithm) is { } rate)
            {
                rates[key] = new KeyRate(uri.TokenName, rate);
            }
        }

        return rates;
    }

    /// <summary>The rates that tokens showed in this run, of keys that no earlier one has measured.</summary>
    public IReadOnlyDictionary<ZoneKey, KeyRate> FirstRates(ZoneSigningJob job)
    {
        IReadOnlyDictionary<ZoneKey, KeyRate> known = Rates(job);
        return _signers.OfType<Pkcs11Signer>()
            .Where(signer => signer.LastingRate > 0 && !known.ContainsKey(signer.Key))
            .ToDictionary(signer => signer.Key,
                signer => new KeyRate(TokenOf(signer.Key)!.TokenName, signer.LastingRate));
    }

    /// <summary>What a plan's zone needs of the keys that sign here, to stay fresh.</summary>
    public IReadOnlyList<SignatureNeed> NeedsOf(SigningPlan plan) =>
    [
        .. plan.Keys.Zip(plan.TotalCountsByKey).Where(pair => pair.First.SignsHere && pair.Second > 0)
            .Select(pair => new SignatureNeed(pair.First.Key.Algorithm,
                pair.Second / plan.Policy.CycleSeconds, TokenOf(pair.First.Key))),
    ];

    /// <summary>Opens a signer for each key that has signatures to make; null for the others.</summary>
    /// <exception cref="KeyUnavailableException">A key has work, but its private half is not
    /// here.</exception>
    public IReadOnlyList<ISigner?> SignersFor(SigningPlan plan, ZoneSigningJob job)
    {
        ISigner?[] signers = new ISigner?[plan.Keys.Count];
        for (int i = 0; i < signers.Length; i++)
        {
            if (plan.NewCountsByKey[i] > 0)
            {
                signers[i] = SignerOf(plan.Keys[i].Key, plan.NewCountsByKey[i], job);
                _signers.Add(signers[i]!);
            }
        }

        return signers;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        TokenRates.Note(_stateDirectory, _signers.OfType<Pkcs11Signer>()
            .Where(signer => signer.LastingRate > 0)
            .ToDictionary(
                signer => TokenOf(signer.Key)!.ToString(),
                signer => new TokenRate(0, signer.LastingRate)));
        _signers.ForEach(signer => signer.Dispose());
        _tokens?.Dispose();
        _elsewhere.ForEach(directory => directory.Dispose());
        _directory.Dispose();
    }

    private static ScheduledKeys Schedule(KeyIndex index, ZoneSigningJob job, KeyDirectory directory)
    {
        KeySchedule schedule = new(index, directory.Zone, job.Rollover);
        return !schedule.Keys.IsEmpty
            ? new ScheduledKeys(directory, schedule, job.Signing.Moment) : throw new RefusedException(
            CheckCodes.SigningKeyMissing, $"{job.KeyIndex}: {directory.Zone} has no row",
            $"make its first keys: `keyall run --zone {directory.Zone}`");
    }

    private ISigner SignerOf(ZoneKey key, int work, ZoneSigningJob job)
    {
        KeyReference? written = WrittenReferenceOf(key);
        if ((written ?? _directory.ReferenceFor(key))?.Token is not { } uri)
        {
            return new SoftwareSigner(PrivateHalfOf(key, written?.Path, work), job.Threads, job.Nonce);
        }

        if (job.SharedTokens is { } shared)
        {
            _stateDirectory = shared.Use.StateDirectory;
            return shared.OpenSigner(key, uri, work);
        }

        _tokens ??= new OpenTokens(job.Tokens
            ?? new TokenUse { Pins = (_, _, _) => -1, Threads = job.Threads }, job.Module);
        _stateDirectory = _tokens.Use.StateDirectory;
        return _tokens.OpenSigner(key, uri, work);
    }

    // What the keyindex writes goes before what lies in the directory.
    private KeyReference? WrittenReferenceOf(ZoneKey key) =>
        _scheduled?.RowOf(key) is not { Key: { } text } row ? null
        : KeyReference.TryParse(text, out KeyReference? reference) ? reference
        : throw new KeyUnavailableException($"{row.Location}: key={text} of {row} is no place of a key",
            "write key=file:PATH or key=pkcs11:…");

    private SoftwareKey PrivateHalfOf(ZoneKey key, string? path, int work) =>
        DirectoryOf(path).SoftwareFor(key) ?? throw new KeyUnavailableException(
        $"the private half of {key} is not in {path ?? _directory.Path}, but it has {Quantity.Of(work, "signature")} to make",
        "copy its .private file there, or give --previous a zone whose signatures by this key are still fresh");

    // A place in the keyindex that makes no sense is complained of once the key has to sign.
    private Pkcs11Uri? TokenOf(ZoneKey key) =>
        (_scheduled?.RowOf(key)?.Key is { } text && KeyReference.TryParse(text, out KeyReference? written)
            ? written : _directory.ReferenceFor(key))?.Token;

    private bool IsElsewhere(ZoneKey key) =>
        TokenOf(key) is not null || _directory.SoftwareFor(key) is null;

    // A relative path counts from the key directory.
    private KeyDirectory DirectoryOf(string? path)
    {
        string? other = path is null
            ? null : Path.GetDirectoryName(Path.Combine(Path.GetFullPath(_directory.Path), path));
        if (other is null || other == Path.TrimEndingDirectorySeparator(Path.GetFullPath(_directory.Path)))
        {
            return _directory;
        }

        KeyDirectory opened = KeyDirectory.Read(other, _directory.Zone, new FindingList());
        _elsewhere.Add(opened);
        return opened;
    }

    private static void CheckStrength(ZoneSigningJob job, KeyRoles roles, FindingList findings)
    {
        foreach (ZoneKey key in roles.SignDnskey.Union(roles.SignZone))
        {
            AlgorithmTraits traits = AlgorithmTraits.Of(key.Algorithm);
            if (!traits.SignsOnlyWhenForced)
            {
                continue;
            }

            string message =
                $"{key} is of {traits.Mnemonic}, which must not be used to sign ({traits.Reference})";
            if (job.Weak == WeakKeys.Refused)
            {
                throw new RefusedException(
                    CheckCodes.KeyWeak, message,
                    "roll to ECDSAP256SHA256; until then insist with --allow-sha1");
            }

            findings.Add(new Finding(CheckCodes.SigningWithSha1, new SourceLocation(job.KeyDirectory),
                message));
        }
    }

    private static void CheckComplete(ZoneSigningJob job, DomainName apex, KeyRoles roles, string wayToKeys)
    {
        if (roles.Publish.IsEmpty)
        {
            throw new RefusedException(
                CheckCodes.SigningKeyMissing,
                $"{job.KeyDirectory}: no key of {apex} is published at {job.Signing.Moment}", wayToKeys);
        }

        foreach (DnssecAlgorithm algorithm in roles.Publish.Select(key => key.Algorithm).Distinct())
        {
            bool signsKeys = roles.SignDnskey.Any(key => key.Algorithm == algorithm);
            bool signsZone = roles.SignZone.Any(key => key.Algorithm == algorithm);
            if (!signsKeys || !signsZone)
            {
                throw new RefusedException(
                    CheckCodes.SigningKeyMissing,
                    $"{job.KeyDirectory}: {apex} publishes a key of algorithm {(int)algorithm}, but none is active to sign"
                    + (signsKeys ? " the zone's data" : " the DNSKEY RRset"),
                    "see `keyall key list` for each key's moments, or make one with `keyall key generate`");
            }
        }
    }
}
