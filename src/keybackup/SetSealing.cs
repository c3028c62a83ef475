using System.CommandLine;
using System.Runtime.ExceptionServices;
using DnssecToolkit.Backup;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Secrets;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Operations;

namespace DnssecToolkit.Keybackup;

/// <summary>Seals a set, hands out its shares, and puts it onto media: what <c>create</c> and <c>share</c>
/// have in common.</summary>
internal sealed class SetSealing(string passphraseOption)
{
    private readonly Option<string[]> _outputs = SetOptions.Outputs();
    private readonly Option<string?> _signingKey = SetOptions.SigningKey();
    private readonly Option<string?> _register = SetOptions.Register();

    private readonly Option<string?> _passphrase = new(passphraseOption)
    {
        Description = $"Where a passphrase for the new set comes from: {SecretSource.Forms}",
        HelpName = "SOURCE",
    };

    private readonly Option<string> _label = new("--label")
    {
        Description = "What people call the passphrase",
        HelpName = "TEXT",
        DefaultValueFactory = _ => "passphrase",
    };

    private readonly Option<int> _cost = new("--cost")
    {
        Description = "What a guess of the passphrase costs: 2 to this power KiB of memory",
        HelpName = "N",
        DefaultValueFactory = _ => ScryptCost.Default.Logarithm,
    };

    private readonly Option<string[]> _custodians = new("--custodian")
    {
        Description =
            "A custodian, and the new file that takes the share: each on a medium of its own, or - to print it; "
            + ".html for a page with words and QR code, .svg for the code alone; once for each",
        HelpName = "NAME=FILE",
    };

    private readonly Option<bool> _code = new("--qr")
    {
        Description = "Draw a QR code below the words of each share",
    };

    private readonly Option<int> _threshold = new("--threshold")
    {
        Description = "How many custodians open the set together",
        HelpName = "M",
    };

    /// <summary>The options, in the order of the help.</summary>
    internal IEnumerable<Option> Options =>
        [_outputs, _passphrase, _label, _cost, _threshold, _custodians, _code,
        _signingKey, _register];

    /// <summary>Demands that what was asked for can be done, before anything is read.</summary>
    /// <exception cref="UsageException">It cannot.</exception>
    /// <exception cref="UnwritableOutputException">A file is there already.</exception>
    internal void Check(ToolRun run)
    {
        (string Name, string Path)[] custodians = Custodians(run);
        int threshold = run.Options.GetValue(_threshold);
        if ((custodians.Length > 0 || threshold > 0) && (threshold < 1 || threshold > custodians.Length
            || custodians.Length > byte.MaxValue))
        {
            throw new UsageException(
                $"--threshold {threshold} does not fit {custodians.Length} custodians",
                    "any M of N open the set: give --threshold M, and --custodian N times");
        }

        if (run.Json && Array.Exists(custodians,
            custodian => custodian.Path == ShareHandout.ToStandardOutput))
        {
            throw new UsageException("a share to be printed and --json would both go to standard output",
                "name a file for the share, or leave --json out");
        }

        string[] places = [.. custodians.Select(custodian => custodian.Path)
            .Where(path => path != ShareHandout.ToStandardOutput).Select(Path.GetFullPath)];
        if (places.Select(Path.GetDirectoryName).Distinct(StringComparer.Ordinal).Count() < places.Length)
        {
            throw new UsageException("two shares would lie in one directory",
                "each custodian has a medium of their own");
        }

        if (custodians.Length == 0 && run.Options.GetValue(_passphrase) is null)
        {
            throw new UsageException("nobody could open this set",
                $"give {passphraseOption}, or --threshold and --custodian");
        }

        if (Outputs(run).Any(path => path.Any(char.IsControl)))
        {
            throw new UsageException("--output has a control character in it",
                "the register of copies has a line for each place");
        }

        DemandDifferent(Outputs(run));
        string? taken = Outputs(run).Concat(places).FirstOrDefault(Path.Exists);
        if (taken is not null)
        {
            throw new UnwritableOutputException(
                $"{taken}: is there already, and a backup is never written over another", "name a new file");
        }

        if (!new ScryptCost(run.Options.GetValue(_cost)).IsSane)
        {
            throw new UsageException(
                $"--cost {run.Options.GetValue(_cost)} is not from {ScryptCost.Least} to {ScryptCost.Most}");
        }
    }

    // Two names of one file would be one copy; two directories of one disk are lost together.
    private static void DemandDifferent(string[] outputs)
    {
        if (BackupMedia.Twice(outputs) is { } twice)
        {
            throw new UsageException($"{twice}: --output names this file twice",
                "one --output for each medium");
        }
    }

    /// <summary>Seals, hands out, writes, reads back and registers.</summary>
    internal SealedSet Seal(ToolRun run, BackupManifest description, BackupContents contents)
    {
        foreach (string doubt in BackupMedia.DoubtsAbout(Outputs(run)))
        {
            run.Console.Warn(doubt);
        }

        using SealedSetWriter writer = new(description, contents);
        if (run.Options.GetValue(_passphrase) is { } source)
        {
            string label = run.Options.GetRequiredValue(_label);
            using Passphrase passphrase = Passphrase.ReadNew(source, label, run.Console);
            writer.AddPassphrase(label, passphrase.Octets, new ScryptCost(run.Options.GetValue(_cost)));
        }

        (string Name, string Path)[] custodians = Custodians(run);
        Share[] shares = custodians.Length == 0
            ? [] : writer.AddShares(run.Options.GetValue(_threshold), [.. custodians.Select(custodian =>
                custodian.Name)]);
        try
        {
            byte[] octets = SealWith(run, writer);
            SealedSet set = ReadOwn(octets, Outputs(run)[0]);
            HandOut(run, set, octets, shares.Zip(custodians));
            return set;
        }
        finally
        {
            Array.ForEach(shares, share => share.Dispose());
        }
    }

    // The shares first: a set on media whose shares nobody has could not be opened.
    private void HandOut(ToolRun run, SealedSet set, byte[] octets,
        IEnumerable<(Share Share, (string Name, string Path) To)> shares)
    {
        ShareHandout handout = new(run) { DrawsCode = run.Options.GetValue(_code) };
        List<string> good = [];
        try
        {
            foreach ((Share share, (string name, string path)) in shares)
            {
                handout.Give(share, name, path, set.Manifest);
            }

            PutOntoMedia(run, set, octets, good);
        }
        catch when (good.Count == 0)
        {
            handout.TakeBack();
            throw;
        }
    }

    /// <summary>The files of the set on its media.</summary>
    internal string[] Outputs(ToolRun run) => run.Options.GetRequiredValue(_outputs);

    private byte[] SealWith(ToolRun run, SealedSetWriter writer)
    {
        if (run.Options.GetValue(_signingKey) is not { } path)
        {
            using PrivateKey once = PrivateKey.Generate(DnssecAlgorithm.ED25519);
            return writer.Seal(once);
        }

        using PrivateKeyComponents components = PemKeyFile.Read(path, null);
        if (!components.Fits(DnssecAlgorithm.ED25519))
        {
            throw new UsageException($"{path}: not an Ed25519 key",
                "make one with `openssl genpkey -algorithm ed25519`");
        }

        using PrivateKey signer = PrivateKey.FromComponents(DnssecAlgorithm.ED25519, components);
        return writer.Seal(signer);
    }

    // What is about to be written is what will be read: a fault here is our own.
    private static SealedSet ReadOwn(byte[] octets, string path)
    {
        FindingList findings = new();
        return SealedSetReader.Read(octets, path, findings)
            ?? throw new System.Diagnostics.UnreachableException(string.Join("; ",
                findings.Kept.Select(finding => finding.ToString())));
    }

    // A medium that failed takes nothing from the copies that are good, nor does a register that cannot be
    // written; what those copies are must be known all the same.
    private void PutOntoMedia(ToolRun run, SealedSet set, byte[] octets, List<string> good)
    {
        ToolkitException? incomplete = null;
        try
        {
            BackupMedia.Write(octets, Outputs(run), kept: good.Add);
        }
        catch (ToolkitException failure) when (good.Count > 0)
        {
            string hint =
                $"the backup is not complete: the set {SetReport.IdentityOf(set)} was read back from "
                + $"{string.Join(", ", good)}, and is not on {string.Join(", ", Outputs(run).Except(good))}; "
                + "copy the file onto another medium, and `keybackup verify` both";
            incomplete = failure is LockHeldException ? new LockHeldException(failure.Message, hint, failure)
                : new UnwritableOutputException(failure.Message, hint, failure);
        }

        ToolkitException? unregistered = FaultOfRegister(run, set, good);
        if ((incomplete ?? unregistered) is { } fault)
        {
            if (!run.Json)
            {
                run.Console.Output.WriteLine(SetReport.IdentityOf(set));
            }

            ExceptionDispatchInfo.Throw(fault);
        }
    }

    private ToolkitException? FaultOfRegister(ToolRun run, SealedSet set, List<string> places)
    {
        try
        {
            Register(run, set, places);
            return null;
        }
        catch (ToolkitException fault)
        {
            run.Console.Warn(
                $"the set {SetReport.IdentityOf(set)} was read back from {string.Join(", ", places)}, "
                + $"and the register does not have it: {fault.Message}; `keybackup prove --register` enters it");
            return fault;
        }
    }

    private void Register(ToolRun run, SealedSet set, List<string> places)
    {
        if (places.Count > 0 && run.Options.GetValue(_register) is { } path)
        {
            BackupRegisterFile.Change(path, register => places.Aggregate(
                register, (current, place) => current.WithCopy(set.Manifest, Path.GetFullPath(place))));
        }
    }

    private (string Name, string Path)[] Custodians(ToolRun run) => [.. (run.Options.GetValue(_custodians)
        ?? []).Select(text =>
        text.Split('=', 2) is [{ Length: > 0 } name, { Length: > 0 } path] && !name.Any(char.IsControl)
            ? (name, path)
            : throw new UsageException($"--custodian {text} is not NAME=FILE"))];
}
