using System.CommandLine;
using DnssecToolkit.Backup;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Secrets;
using DnssecToolkit.CommandLine.Tokens;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Operations;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Keybackup;

/// <summary><c>keybackup prove</c>.</summary>
internal sealed class ProveCommand
{
    private readonly SetOpening _opening = new();
    private readonly TokenUseOptions _use = new();
    private readonly Argument<string> _set = SetOptions.Set();
    private readonly Option<string> _module = SetOptions.Module();
    private readonly Option<string?> _pin = SetOptions.Pin();
    private readonly Option<string?> _register = SetOptions.Register();

    private readonly Option<string[]> _published = new("--published")
    {
        Description =
            "File with the DNSKEY records that a zone publishes; may be repeated [default: those of the signed manifest]",
        HelpName = "FILE",
    };

    private readonly Option<string?> _keyPassphrase = new("--key-passphrase")
    {
        Description = $"Where the passphrase of encrypted PEM files comes from: {SecretSource.Forms}",
        HelpName = "SOURCE",
    };

    private readonly Option<string?> _device = new("--device")
    {
        Description = "A second token of the same class, to which wrapped keys are lent, and those of a "
            + "SmartCard-HSM to a card with the same DKEK; of other keys it shows that they sign there, which is "
            + "no proof of the set",
        HelpName = "URI",
    };

    private readonly Option<string?> _store = new("--token-store")
    {
        Description =
            "Where a second opencryptoki looks for a token that has no keys: the set's files are lent to it",
        HelpName = "KIND=DIR",
    };

    private readonly Option<string?> _soPin = new("--so-pin")
    {
        Description =
            "For a TPM 1.2: where the SO PIN comes from, by which another chip takes the token over: "
            + SecretSource.Forms,
        HelpName = "SOURCE",
    };

    private readonly Option<string> _reader = CardOptions.Reader();

    private readonly Option<bool> _offline = OfflineHost.Option(
        "This host has no network: a KSK may be proven in something weaker than where it came from");

    /// <summary>Makes the command.</summary>
    internal Command Create()
    {
        Command command = new("prove",
            "Opens a set in memory and lets each key sign a challenge that its published DNSKEY verifies; status 1 where one does not")
        {
            _set, _opening.Passphrase, _opening.Shares, _published, _device, _store, _offline, _module, _pin,
                _soPin, _reader, _keyPassphrase, _register,
        };
        foreach (Option option in _use.All)
        {
            command.Add(option);
        }

        return command.Does(Prove).WithExample(
            "keybackup prove /media/a/keys.sealed --passphrase prompt --published db.cr.signed --register copies",
            "Prove that the copy holds the keys that cr publishes, and note it in the register.");
    }

    private ExitStatus Prove(ToolRun run)
    {
        SealedSet set = SetOpening.Read(run, run.Options.GetRequiredValue(_set));
        ZoneKey[] published = [.. (run.Options.GetValue(_published) ?? []).SelectMany(PublishedKeys.Read)];
        using BackupContents contents = _opening.Open(run, set);
        using OncePin pin = new(run.Options.GetValue(_pin), run.Console);
        ProofMeans means = MeansOf(run, set, pin);
        IReadOnlyList<KeyProof> proofs = BackupProof.Prove(set, contents, published, means);
        Register(run, set, proofs, published.Length > 0 ? ProofBasis.Published : ProofBasis.Manifest);
        Print(run, set, proofs);
        if (published.Length == 0)
        {
            run.Console.Say(
                "held against the DNSKEYs of the set's own manifest, and the register says so; --published db.zone.signed holds them against what the zone publishes");
        }

        return proofs.All(proof => proof.IsProven) && proofs.Count > 0 ? ExitStatus.Done : ExitStatus.Refused;
    }

    private ProofMeans MeansOf(ToolRun run, SealedSet set, OncePin pin)
    {
        string? module = run.Options.GetValue(_module);
        TokenUse use = pin.In(_use.Of(run, run.Options.GetValue(_pin), threads: 1));
        PassphraseReader? passphrases = PassphraseSource.Reader(run.Options.GetValue(_keyPassphrase),
            run.Console);
        return new ProofMeans(passphrases, use, module)
        {
            Device = run.Options.GetValue(_device) is { } device
                ? SetOptions.UriOf("--device", device, module) : null,
            Card = where => new SmartCardInlet(CardOptions.CardOf(run, _reader),
                () => new OpenTokens(use, module), where, pin.TextFor("the second card")),
            Place = run.Options.GetValue(_store) is { } store ? PlaceOf(store, set) : null,
            SoPins = run.Options.GetValue(_soPin) is { } soPin
                ? SetOptions.Pins(soPin, "SO PIN", run.Console) : null,
            Host = OfflineHost.Of(run, _offline),
        };
    }

    private static (BackupStore, string) PlaceOf(string text, SealedSet set)
    {
        (BackupStore store, string directory) = SetOptions.StoreOf(text);
        string[] lent = [.. set.Manifest.Stores.Select(known => known.Kind).Where(BackupProof.LendsFilesOf)];
        return lent.Contains(store.Kind) ? (store, directory) : throw new UsageException(
            $"--token-store {text}: the set has no files of such a token, or they are lent to no place",
            lent.Length == 0 ? "docs/guide/backup.md says for each kind of key what proves it"
                : $"it has those of {string.Join(", ", lent)}");
    }

    private void Register(ToolRun run, SealedSet set, IReadOnlyList<KeyProof> proofs, ProofBasis basis)
    {
        if (run.Options.GetValue(_register) is { } path)
        {
            BackupRegisterFile.Change(path, register => proofs.Where(proof => proof.IsProven).Aggregate(
                register, (current, proof) => current.WithProof(set.Manifest, Path.GetFullPath(set.Path),
                    proof.Key.Key, run.Now, basis)));
        }
    }

    private static void Print(ToolRun run, SealedSet set, IReadOnlyList<KeyProof> proofs)
    {
        FindingList findings = new();
        foreach (KeyProof proof in proofs.Where(proof => !proof.IsProven))
        {
            findings.Add(new Finding(CheckCodes.BackupUnproven, new SourceLocation(set.Path),
                $"{proof.Key.Key} is not proven: {proof.Fault}"));
        }

        if (proofs.Count == 0)
        {
            findings.Add(new Finding(CheckCodes.BackupUnproven, new SourceLocation(set.Path),
                "there is no key in this set"));
        }

        run.Report(findings);
        if (run.Json)
        {
            run.Console.Output.WriteLine(JsonText.Array(proofs, (json, proof) =>
            {
                SetReport.WriteKey(json, proof.Key);
                json.WriteBoolean("proven", proof.IsProven);
                json.WriteString("fault", proof.Fault);
            }));
            return;
        }

        foreach (KeyProof proof in proofs.Where(proof => proof.IsProven))
        {
            run.Console.Output.WriteLine($"{proof.Key.Key} {proof.Key.Role} proven, DS {proof.Key.Ds}");
        }
    }
}
