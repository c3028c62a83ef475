using System.CommandLine;
using DnssecToolkit.Bundles;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Operations;
using DnssecToolkit.Schedule;
using DnssecToolkit.Signing.Pkcs11;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keyall;

/// <summary>The ZSKs of a request: those that there are, and those that are made for it, by the keyindex or
/// by their own moments.</summary>
internal sealed class RequestKeys
{
    private readonly KeyMakingOptions _making = new();
    private readonly Option<string?> _keyIndex = SharedRows.Option();
    private readonly Option<string> _algorithm =
        KeyOptions.Algorithm("Algorithm of the ZSKs that are made where there is none to follow");
    private readonly Option<string?> _lifetime = BundleOptions.Length("--zsk-lifetime",
        "Without a keyindex: make the ZSKs that are missing, each to sign for so long [default: make none]");
    private readonly Option<bool> _forReal = SharedRows.ForReal();

    /// <summary>The options, in the order of the help.</summary>
    internal IEnumerable<Option> All => [_keyIndex, _lifetime, _algorithm, .. _making.All, _forReal];

    /// <summary>What the ZSKs of a zone need before a request has them, or null.</summary>
    internal BackupGate? GateOf(ToolRun run, DomainName zone, RolloverPolicyOptions policy) =>
        _making.GateOf(run, zone, policy);

    /// <summary>Reads the directory of the keys.</summary>
    internal KeyDirectory Read(ToolRun run, DomainName zone) =>
        KeyOptions.Read(_making.DirectoryOf(run), zone, run.Console);

    /// <summary>What opens the tokens that hold keys.</summary>
    internal OpenTokens Tokens(ToolRun run) => _making.AllTokens(run);

    /// <summary>Makes the ZSKs that the slots need and that are not there yet.</summary>
    /// <exception cref="RefusedException">One has not the backup that it needs.</exception>
    /// <returns>The keyindex with their rows, or null where none was named.</returns>
    internal SharedRows? MakeMissing(ToolRun run, DomainName zone, RequestSlots slots,
        RolloverPolicyOptions policies)
    {
        if (run.Options.GetValue(_keyIndex) is not { } path)
        {
            MakeByLifetime(run, zone, slots, policies.Of(run, zone));
            return null;
        }

        if (run.Options.GetValue(_lifetime) is not null)
        {
            throw new UsageException("--zsk-lifetime cannot go with --keyindex",
                "there the policy says how long a ZSK signs: --set zsk-period=LENGTH");
        }

        FindingList findings = new();
        KeyIndexFile file = KeyIndexFile.Open(path, findings);
        try
        {
            run.Report(findings);
            return SharedRows.Of(file, Extend(run, file, zone, slots, policies), zone, slots.From);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    // Where the zone's keys are another's, those are made: its rows follow.
    private KeyIndex Extend(ToolRun run, KeyIndexFile file, DomainName zone, RequestSlots slots,
        RolloverPolicyOptions policies)
    {
        zone = SharedKeys.LeaderOf(file.Index, zone) ?? zone;
        RolloverPolicy policy = SharedKeys.PolicyOf(file.Index, zone, policies.OfEach(run, file.Index));
        KeyIndexProposal proposal = Proposal(run, file.Index, zone, slots, policy);
        if (proposal.IsEmpty)
        {
            return file.Index;
        }

        if (run.TimeWasGiven && !run.Options.GetValue(_forReal))
        {
            throw new UsageException(
                $"the request needs {proposal.Additions.Length} new ZSKs, and --time is not the present", "insist with --for-real");
        }

        KeyIndex extended = KeyIndexChange.Make(run, file, _making,
            [new ZoneProposal(zone, proposal) { Gate = GateOf(run, zone, policies) }]);
        _making.Enter(run, file, extended);
        return extended;
    }

    private KeyIndexProposal Proposal(ToolRun run, KeyIndex index, DomainName zone, RequestSlots slots,
        RolloverPolicy policy)
    {
        RolloverPolicyOptions.Demand(run, zone, policy, KeyScheme.KskZsk);
        KeySchedule schedule = new(index, zone, policy);
        return (schedule.Keys.Any(row => row.Role == KeyRole.ZSK)
            ? KeyRhythm.Extend(schedule, run.Now, slots.Until)
            : KeyRhythm.Begin(zone, policy, KeyOptions.AlgorithmOf(run, _algorithm), KeyScheme.KskZsk,
                run.Now, slots.Until)).OfSide(ofKsks: false);
    }

    private void MakeByLifetime(ToolRun run, DomainName zone, RequestSlots slots, RolloverPolicy policy)
    {
        if (BundleOptions.SecondsOf(run, _lifetime) is not { } lifetime)
        {
            return;
        }

        DnssecAlgorithm algorithm = KeyOptions.AlgorithmOf(run, _algorithm);
        using OpenTokens? tokens = _making.Tokens(run);
        KeyMaking making = _making.Making(run, tokens, keyIndex: null);
        using KeyDirectory keys = Read(run, zone);
        KeyTiming[] existing = [.. keys.Keys.Where(key => !key.Key.IsSep && key.Key.Algorithm == algorithm)
            .Select(key => key.Timing.IsEmpty ? new KeyTiming { Activate = new Timestamp(0) } : key.Timing)];
        List<ZoneKey> all = [.. keys.Keys.Select(key => key.Key)];
        foreach (KeyTiming timing in ZskSuccession.Missing(existing, slots, lifetime, policy))
        {
            KeyGeneration generation = new(zone, algorithm, KeyRole.ZSK)
            {
                Bits = making.Bits,
                Timing = timing with { Created = run.Now }
            };
            ZoneKey made = Generate(generation, making, keys.Path, (uint)policy.DnskeyTtl.Seconds, all);
            run.Console.Say(
                $"made {made}: published {timing.Publish}, signs {timing.Activate} to {timing.Inactive}, gone {timing.Delete}");
            all.Add(made);
        }
    }

    private static ZoneKey Generate(KeyGeneration generation, KeyMaking making, string directory, uint ttl,
        List<ZoneKey> all)
    {
        if (making.Token is null)
        {
            using SoftwareKey key = generation.Generate(all);
            BindKeyFiles.Write(directory, key, ttl);
            return key.Key;
        }

        (ZoneKey made, Pkcs11Uri uri) = TokenKeyGeneration.Generate(making.Token, generation, all);
        BindKeyFiles.Write(directory, made,
            new BindTokenFile(made.Algorithm, making.PinSource is null ? uri
                : uri.WithPinSource(making.PinSource), generation.Timing), ttl);
        return made;
    }
}
