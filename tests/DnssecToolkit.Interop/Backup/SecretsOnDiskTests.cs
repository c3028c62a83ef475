using System.Security.Cryptography;
using DnssecToolkit.Interop.Tokens;

namespace DnssecToolkit.Interop.Backup;

/// <summary>Every octet that keybackup and its children write to files, looked through for the private half
/// of a known key, the PIN, the passphrase and the words of shares; with the log at its most
/// talkative.</summary>
public sealed class SecretsOnDiskTests : IDisposable
{
    private const string Pin = "8203571964";

    private readonly TemporaryDirectory _directory = new();
    private readonly Dictionary<string, string> _environment;
    private readonly List<string> _secrets = [Pin, KeybackupRun.Passphrase];
    private readonly string _passphrase;
    private readonly string _pin;

    public SecretsOnDiskTests()
    {
        foreach (string directory in (string[])["keys", "token-keys", "tokens", "ana", "berta"])
        {
            Directory.CreateDirectory(_directory[directory]);
        }

        _environment = new()
        {
            ["SOFTHSM2_CONF"] = _directory.Write("softhsm2.conf",
            $"directories.tokendir = {_directory["tokens"]}\nobjectstore.backend = file\nlog.level = DEBUG\n")
        };
        _passphrase = KeybackupRun.Secret(_directory, "pass", KeybackupRun.Passphrase);
        _pin = KeybackupRun.Secret(_directory, "pin", Pin);
        KeybackupRun.RunTool("keyall", "key", "generate", "--zone", "example.", "--keys", _directory["keys"],
            "--type", "ksk").MustSucceed();
        string line = File.ReadLines(Directory.GetFiles(_directory["keys"], "*.private")[0])
            .First(line => line.StartsWith("PrivateKey: ", StringComparison.Ordinal));
        AddSecret(Convert.FromBase64String(line["PrivateKey: ".Length..]));
    }

    public void Dispose() => _directory.Dispose();

    [TracedFact]
    public void A_software_key_is_in_no_file_but_those_that_restore_brings_back()
    {
        AssertClean(["create", "-K", _directory["keys"], "--output", _directory["set"], .. Opened(), "--cost",
            "12", "--threshold", "2", "--custodian",
            $"Ana={_directory["ana/share"]}", "--custodian", $"Berta={_directory["berta/share"]}"], "set");
        _secrets.Add(File.ReadLines(_directory["ana/share"])
            .First(line => line.StartsWith("1 ", StringComparison.Ordinal))[2..]);
        AssertClean(["prove", _directory["set"], "--share", $"file:{_directory["ana/share"]}", "--share",
            $"file:{_directory["berta/share"]}", "--register", _directory["copies"]], "copies");
        AssertClean(["share", _directory["set"], .. Opened(), "--output", _directory["other"],
            "--new-passphrase", _passphrase, "--cost", "12"], "other");
        WriteTrace restored =
            Trace(["restore", _directory["set"], .. Opened(), "--output", _directory["restored"]]);
        Assert.Contains(restored.Writes, Holds); // so that what is looked for would be found
        Assert.All(restored.Writes.Where(Holds),
            write => Assert.StartsWith(_directory[".restored.partial"], write.Path,
                StringComparison.Ordinal));
    }

    [TracedFact(SoftHsm.Program, "openssl")]
    public void A_key_of_a_token_and_its_pin_are_in_no_file()
    {
        string token = MakeToken("first");
        _ = MakeToken("second");
        KeybackupRun.Run("keyall", _environment,
            ["key", "generate", "--zone", "example.", "--keys", _directory["token-keys"], "--token", token,
                .. Module(), "--extractable"]).MustSucceed();
        string[] wrap = ["create", "-K", _directory["token-keys"], "--wrap-from", token, .. Module(),
            .. Opened(), "--cost", "12", "--output"];
        KeybackupRun.Run("keybackup", _environment, [.. wrap, _directory["before"]]).MustSucceed();
        AddSecret(PrivateHalfIn("before", out _));

        WriteTrace wrapped = AssertClean([.. wrap, _directory["set"]], "set");
        _ = PrivateHalfIn("set", out byte[] wrappingKey);
        AddSecret(wrappingKey);
        Assert.DoesNotContain(wrapped.Writes, Holds);
        AssertClean(["prove", _directory["set"], .. Opened(), "--device", "pkcs11:token=second", .. Module(),
            "--register", _directory["copies"]], "copies");
        AssertClean(["restore", _directory["set"], .. Opened(), "--output", _directory["restored"], "--into",
            "pkcs11:token=second", .. Module()], "Kexample");
        Assert.Equal(["keys"], Directory.GetDirectories(_directory["restored"]).Select(Path.GetFileName));
        AssertClean(["create", "-K", _directory["token-keys"], "--token-store",
            $"softhsm={_directory["tokens"]}", "--output", _directory["whole"], .. Opened(), "--cost", "12"], "whole");
        AssertClean(["prove", _directory["whole"], .. Opened(), .. Module(), "--register",
            _directory["copies"]], "copies");
    }

    private void AddSecret(byte[] octets) => _secrets.AddRange(
        [Convert.ToBase64String(octets), System.Text.Encoding.Latin1.GetString(octets),
            Convert.ToHexString(octets), Convert.ToHexStringLower(octets)]);

    // The private half that a set has wrapped, and what it is wrapped by.
    private byte[] PrivateHalfIn(string set, out byte[] wrappingKey)
    {
        string restored = _directory["restored-" + set];
        KeybackupRun.RunOffline(null, ["restore", _directory[set], "--output", restored, .. Opened()])
            .MustSucceed();
        string store = Path.Combine(restored, "tokens/wrapped-softhsm");
        wrappingKey = File.ReadAllBytes(Path.Combine(store, "wrapping-key"));
        ForeignTool.Run("openssl", "enc", "-d", "-id-aes256-wrap-pad", "-K", Convert.ToHexString(wrappingKey),
            "-iv", "A65959A6",
            "-in", Directory.GetFiles(store, "K*")[0], "-out", _directory["der"]).MustSucceed();
        using ECDsa key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(File.ReadAllBytes(_directory["der"]), out _);
        return key.ExportParameters(includePrivateParameters: true).D!;
    }

    private string[] Opened() => ["--passphrase", _passphrase];

    private string[] Module() => ["--module", SoftHsm.Module, "--pin", _pin];

    private string MakeToken(string label)
    {
        SoftHsm.MakeToken(_environment, label, Pin);
        return $"pkcs11:token={label}";
    }

    // The shares' own files have their words, and that is what they are for.
    private WriteTrace AssertClean(string[] arguments, string written)
    {
        WriteTrace trace = Trace(arguments);
        Assert.Contains(trace.Writes, write => Path.GetFileName(write.Path).TrimStart('.')
            .StartsWith(written, StringComparison.Ordinal));
        Assert.DoesNotContain(trace.Writes, Holds);
        Assert.DoesNotContain(trace.Unseen, path => !path.StartsWith("/dev/", StringComparison.Ordinal));
        Assert.False(Holds(("", trace.Run.Output + trace.Run.Error)), trace.Run.Output);
        return trace;
    }

    private bool Holds((string Path, string Octets) write) =>
        _secrets.Exists(secret => write.Octets.Contains(secret, StringComparison.Ordinal));

    private WriteTrace Trace(params string[] arguments)
    {
        WriteTrace trace = WriteTrace.Of(_directory, _environment,
            ["keybackup", .. arguments, "-v", "--log-file", _directory["log"], "--log-level", "debug"]);
        trace.Run.MustSucceed();
        return trace;
    }
}
