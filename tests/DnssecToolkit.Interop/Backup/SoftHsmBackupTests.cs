using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Interop.Tokens;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;

namespace DnssecToolkit.Interop.Backup;

/// <summary>Keys in SoftHSM: backed up, the token destroyed, restored from the medium alone, and a zone signed under the old DS.</summary>
public sealed class SoftHsmBackupTests : IDisposable
{
    private const string Zone = """
        $TTL 3600
        @ SOA ns hostmaster 1 7200 3600 1209600 600
        @ NS ns
        ns A 192.0.2.1
        www A 192.0.2.2

        """;

    private readonly TemporaryDirectory _directory = new();
    private readonly string _pin;
    private readonly string _passphrase;

    public SoftHsmBackupTests()
    {
        _pin = KeybackupRun.Secret(_directory, "pin", SoftHsm.Pin);
        _passphrase = KeybackupRun.Secret(_directory, "pass", KeybackupRun.Passphrase);
        _directory.Write("zone", Zone);
        Directory.CreateDirectory(_directory["keys"]);
        Directory.CreateDirectory(_directory["tokens"]);
        Configure("tokens");
    }

    public void Dispose() => _directory.Dispose();

    [ForeignToolFact(SoftHsm.Program, "dnssec-verify", "ldns-verify-zone")]
    public void A_destroyed_token_comes_back_from_the_medium_and_signs_under_the_old_ds()
    {
        MakeTokenWithKeys();
        string ds = Tool("keyall", "ds", "--zone", "example.", "--keys", _directory["keys"])
            .MustSucceed().Output;
        BackUp();

        Directory.Delete(_directory["tokens"], recursive: true);
        Directory.Delete(_directory["keys"], recursive: true);
        KeybackupRun.Run("restore", _directory["set"], "--output", _directory["restored"], "--passphrase",
            _passphrase).MustSucceed();
        Configure("restored/tokens/softhsm");

        Tool("signall", "--zone-file", _directory["zone"], "--origin", "example.", "--keys",
            _directory["restored/keys"],
            "--output", _directory["signed"], "--pin", _pin).MustSucceed();
        ForeignTool.Run("dnssec-verify", "-z", "-o", "example.", _directory["signed"]).MustSucceed();
        ForeignTool.Run("ldns-verify-zone", "-k", _directory.Write("ds", ds), _directory["signed"])
            .MustSucceed();
    }

    /// <summary>In a memory of its own: other proofs of this machine have their directories in /dev/shm too.</summary>
    [TracedFact(SoftHsm.Program, "unshare")]
    public void Prove_signs_in_memory_and_leaves_nothing_behind()
    {
        MakeTokenWithKeys();
        BackUp();
        ForeignRun proven = InMemoryOfItsOwn("\"$@\" || exit 1", "--register", _directory["copies"])
            .MustSucceed();
        Assert.Equal(2, proven.Output.Split('\n')
            .Count(line => line.Contains(" proven, DS ", StringComparison.Ordinal)));
        KeybackupRun.Run("status", "--register", _directory["copies"], "-K", _directory["keys"],
            "--require-backup", "proven").MustSucceed();
        Assert.EndsWith("\nleft:\n", proven.Output, StringComparison.Ordinal);
    }

    /// <summary>Killed while it removes its directory in memory.</summary>
    [TracedFact(SoftHsm.Program, "unshare")]
    public void What_a_killed_proof_leaves_in_memory_the_next_removes()
    {
        MakeTokenWithKeys();
        BackUp();
        string killed =
            $"strace -f -o {_directory["trace"]} -e trace=rmdir -e inject=rmdir:signal=KILL \"$@\" && exit 1";
        Assert.Matches(@"left:\nkeybackup-([0-9a-f]+)\nkeybackup-\1\.lock\n$", InMemoryOfItsOwn(killed)
            .MustSucceed().Output);
        Assert.EndsWith("\nleft:\n", InMemoryOfItsOwn(killed + "; \"$@\" || exit 1").MustSucceed().Output,
            StringComparison.Ordinal);
    }

    [ForeignToolFact(SoftHsm.Program)]
    public void Prove_says_no_where_the_token_in_the_set_has_lost_its_keys()
    {
        MakeTokenWithKeys();
        LoseKeys("tokens");
        BackUp();
        ForeignRun refused = KeybackupRun.Run("prove", _directory["set"], "--passphrase", _passphrase,
            "--module", SoftHsm.Module, "--pin", _pin);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("[BACKUP-UNPROVEN]", refused.Error, StringComparison.Ordinal);
    }

    [ForeignToolFact(SoftHsm.Program, "dnssec-verify", "ldns-verify-zone")]
    public void Keys_taken_out_wrapped_come_back_in_a_fresh_token_and_sign_under_the_old_ds()
    {
        MakeTokenWithKeys("--extractable");
        string ds = Tool("keyall", "ds", "--zone", "example.", "--keys", _directory["keys"])
            .MustSucceed().Output;
        Wrap().MustSucceed();
        Directory.Delete(_directory["tokens"], recursive: true);
        Directory.Delete(_directory["keys"], recursive: true);
        Directory.CreateDirectory(_directory["tokens"]);
        MakeToken("spare");

        Restore("restored").MustSucceed();
        Tool("signall", "--zone-file", _directory["zone"], "--origin", "example.", "--keys",
            _directory["restored/keys"],
            "--output", _directory["signed"], "--pin", _pin).MustSucceed();
        ForeignTool.Run("dnssec-verify", "-z", "-o", "example.", _directory["signed"]).MustSucceed();
        ForeignTool.Run("ldns-verify-zone", "-k", _directory.Write("ds", ds), _directory["signed"])
            .MustSucceed();

        ForeignRun twice = Restore("again");
        Assert.Equal(1, twice.ExitCode);
        Assert.Contains("is in it already", twice.Error, StringComparison.Ordinal);
        Assert.False(Path.Exists(_directory["again"]));
    }

    [ForeignToolFact(SoftHsm.Program)]
    public void Prove_lends_wrapped_keys_to_a_second_token_and_refuses_the_first()
    {
        MakeTokenWithKeys("--extractable");
        Wrap().MustSucceed();
        MakeToken("spare");
        Prove("pkcs11:token=spare").MustSucceed();
        ForeignRun listed = Tool("keyall", "token", "probe", "--token", "pkcs11:token=spare", "--module",
            SoftHsm.Module, "--pin", _pin).MustSucceed();
        Assert.DoesNotContain("example", listed.Output, StringComparison.Ordinal);

        ForeignRun first = Prove("pkcs11:token=backup");
        Assert.Equal(1, first.ExitCode);
        Assert.Contains("is the token that it was copied from", first.Error, StringComparison.Ordinal);
    }

    /// <summary>The token beside is whole, and its URI has no serial number to know it by: what is proven is the set all the same.</summary>
    [ForeignToolFact(SoftHsm.Program)]
    public void The_token_beside_proves_nothing_of_a_set_whose_files_have_lost_the_keys()
    {
        MakeTokenWithKeys("--extractable");
        NameByLabelAlone();
        ForeignTool.Run("cp", "-a", _directory["tokens"], _directory["lost"]).MustSucceed();
        LoseKeys("lost");
        BackUp("lost", "--register", _directory["copies"]);
        ForeignRun refused = Prove("pkcs11:token=backup", "--register", _directory["copies"]);
        Assert.Equal(1, refused.ExitCode);
        Assert.Equal(2, refused.Error.Split("[BACKUP-UNPROVEN]").Length - 1);
        Assert.DoesNotContain(" proven, DS ", refused.Output, StringComparison.Ordinal);
        Assert.Equal(1,
            KeybackupRun.Run("status", "--register", _directory["copies"], "-K", _directory["keys"],
                "--require-backup", "proven").ExitCode);

        File.Delete(_directory["set"]);
        Wrap().MustSucceed();
        ForeignRun first = Prove("pkcs11:token=backup");
        Assert.Equal(1, first.ExitCode);
        Assert.Contains("is the token that it was copied from", first.Error, StringComparison.Ordinal);
    }

    [ForeignToolFact(SoftHsm.Program)]
    public void A_directory_without_a_token_is_no_store_and_a_key_of_another_token_is_not_in_it()
    {
        MakeTokenWithKeys();
        NameByLabelAlone();
        _directory.Write("garbage/nothing", "nothing");
        Directory.CreateDirectory(_directory["empty"]);
        foreach (string store in (string[])["softhsm=garbage", "softhsm=empty", "opencryptoki-soft=tokens",
            "tpm2-pkcs11=tokens", "smartcard-hsm=empty"])
        {
            ForeignRun refused = Create(store.Split('=')[0], _directory[store.Split('=')[1]]);
            Assert.Equal(2, refused.ExitCode);
            Assert.Contains("there is no token of this kind", refused.Error, StringComparison.Ordinal);
            Assert.False(File.Exists(_directory["set"]));
        }

        string moved = _directory["its-own"];
        Directory.Move(_directory["tokens"], moved);
        Directory.CreateDirectory(_directory["tokens"]);
        MakeToken("others");
        ForeignRun made = Create("softhsm", _directory["tokens"], "--register", _directory["copies"])
            .MustSucceed();
        Assert.Equal(2, made.Error.Split("[BACKUP-INCOMPLETE]").Length - 1);
        Assert.Equal(1,
            KeybackupRun.Run("status", "--register", _directory["copies"], "-K",
                _directory["keys"]).ExitCode);

        // The same label in the store of a chip: whose key it is, nobody can say.
        File.Delete(_directory["set"]);
        _directory.Write("chip/tpm2_pkcs11.sqlite3", "SQLite format 3 ... backup ...");
        ForeignRun ambiguous = Create("softhsm", moved, "--token-store", $"tpm2-pkcs11={_directory["chip"]}");
        Assert.Equal(2, ambiguous.ExitCode);
        Assert.Contains("could be in the stores softhsm and tpm2-pkcs11", ambiguous.Error,
            StringComparison.Ordinal);
    }

    [ForeignToolFact(SoftHsm.Program)]
    public void Keys_of_two_tokens_go_to_the_stores_of_their_own_kind()
    {
        MakeTokenWithKeys();
        _directory.Write("chip/tpm2_pkcs11.sqlite3", "SQLite format 3 ... chip ...");
        PutKey("pkcs11:token=chip;object=key?module-path=/usr/lib/x86_64-linux-gnu/pkcs11/libtpm2_pkcs11.so");
        ForeignRun made = Create(
            "softhsm", _directory["tokens"], "--token-store", $"tpm2-pkcs11={_directory["chip"]}",
            "--register", _directory["copies"]).MustSucceed();
        Assert.DoesNotContain("BACKUP-INCOMPLETE", made.Error, StringComparison.Ordinal);
        ForeignRun inspected = KeybackupRun.Run("inspect", _directory["set"]).MustSucceed();
        Assert.Equal(2, inspected.Output.Split(" in tokens/softhsm, DS").Length - 1);
        Assert.Equal(1, inspected.Output.Split(" in tokens/tpm2-pkcs11, DS").Length - 1);
        ForeignRun status = KeybackupRun.Run("status", "--register", _directory["copies"], "-K",
            _directory["keys"]);
        Assert.Equal(1, status.Error.Split("[BACKUP-MISSING]").Length - 1); // that of the chip
    }

    [ForeignToolFact(SoftHsm.Program)]
    public void A_key_that_may_not_leave_its_token_is_named_and_no_set_is_made()
    {
        MakeTokenWithKeys();
        ForeignRun refused = Wrap();
        Assert.Equal(4, refused.ExitCode);
        Assert.Contains("CKR_KEY_UNEXTRACTABLE", refused.Error, StringComparison.Ordinal);
        Assert.Contains("--extractable", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_directory["set"]));
    }

    [ForeignToolFact(SoftHsm.Program, "openssl", "unshare")]
    public void Wrapped_keys_are_rfc_5649_and_pkcs_8_to_openssl()
    {
        MakeTokenWithKeys("--extractable");
        Wrap().MustSucceed();
        KeybackupRun.RunOffline(
            null, "restore", _directory["set"], "--output", _directory["restored"], "--passphrase",
            _passphrase).MustSucceed();
        string store = _directory["restored/tokens/wrapped-softhsm"];
        string key = Convert.ToHexString(File.ReadAllBytes(Path.Combine(store, "wrapping-key")));
        string[] wrapped = Directory.GetFiles(store, "K*");
        Assert.Equal(2, wrapped.Length);
        foreach (string file in wrapped)
        {
            ForeignTool.Run("openssl", "enc", "-d", "-id-aes256-wrap-pad", "-K", key, "-iv", "A65959A6",
                "-in", file, "-out", _directory["der"]).MustSucceed();
            ForeignTool.Run("openssl", "pkey", "-inform", "DER", "-in", _directory["der"], "-pubout",
                "-outform", "DER", "-out", _directory["public"]).MustSucceed();
            string published = File.ReadAllText(Path.ChangeExtension(Path.Combine(_directory["keys"],
                Path.GetFileName(file)), ".key")).Replace(" ", "", StringComparison.Ordinal);
            Assert.Contains(Convert.ToBase64String(File.ReadAllBytes(_directory["public"]).AsSpan()[^64..]),
                published, StringComparison.Ordinal);
        }
    }

    /// <summary>A set that says its keys come from a card: SoftHSM is weaker, whatever it would give.</summary>
    [ForeignToolFact(SoftHsm.Program, "unshare")]
    public void A_ksk_of_a_card_is_tried_in_software_on_a_host_without_a_network_alone()
    {
        _directory.Write("blobs/key", "what a card gave");
        PutKey("pkcs11:token=card;object=key?module-path=/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so",
            KeyRole.KSK);
        PutKey("pkcs11:token=card;object=key?module-path=/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so",
            KeyRole.ZSK);
        KeybackupRun.Run(
            "create", "-K", _directory["keys"], "--token-store", $"smartcard-hsm={_directory["blobs"]}",
            "--output", _directory["set"],
            "--passphrase", _passphrase, "--cost", "12").MustSucceed();
        MakeToken("spare");
        ForeignRun refused = Prove("pkcs11:token=spare");
        Assert.Equal(1, refused.ExitCode);
        Assert.Single(refused.Error.Split('\n'),
            line => line.Contains("a softhsm is weaker than the smartcard-hsm that this KSK comes from",
                StringComparison.Ordinal));

        string[] offline =
        [
            "--net", Path.Combine(AppContext.BaseDirectory,
                "keybackup"), "prove", _directory["set"], "--passphrase", _passphrase,
            "--device", "pkcs11:token=spare", "--module", SoftHsm.Module, "--pin", _pin, "--offline-host",
        ];
        ForeignRun alone =
            ForeignTool.Run(new ForeignCommand("unshare", offline) { Environment = Environment() });
        Assert.DoesNotContain("is weaker than", alone.Error, StringComparison.Ordinal);
        Assert.Contains("this host has no network", alone.Error, StringComparison.Ordinal);
        Assert.Equal(2, alone.Error.Split('\n')
            .Count(line => line.Contains("it has no private key for", StringComparison.Ordinal)));
    }

    private ForeignRun Prove(string device, params string[] more) => Tool(
        "keybackup", ["prove", _directory["set"], "--passphrase", _passphrase, "--device", device, "--module",
            SoftHsm.Module, "--pin", _pin, .. more]);

    // A script that runs a proof, and then lists what is left in memory.
    private ForeignRun InMemoryOfItsOwn(string script, params string[] more) => ForeignTool.Run("unshare",
    [
        "--mount", "sh", "-c", $"mount -t tmpfs tmpfs /dev/shm || exit 1; {script}; echo left:; LC_ALL=C ls /dev/shm", "sh",
        Path.Combine(AppContext.BaseDirectory, "keybackup"), "prove", _directory["set"], "--passphrase",
        _passphrase,
        "--module", SoftHsm.Module, "--pin", _pin, .. more,
    ]);

    private ForeignRun Restore(string output) => Tool(
        "keybackup", "restore", _directory["set"], "--output", _directory[output], "--passphrase",
        _passphrase,
        "--into", "pkcs11:token=spare", "--module", SoftHsm.Module, "--pin", _pin);

    private ForeignRun Wrap() => Tool(
        "keybackup", "create", "-K", _directory["keys"], "--wrap-from", "pkcs11:token=backup", "--module",
        SoftHsm.Module, "--pin", _pin,
        "--output", _directory["set"], "--passphrase", _passphrase, "--cost", "12");

    private void BackUp(string tokens = "tokens", params string[] more) =>
        Create("softhsm", _directory[tokens], more).MustSucceed();

    private ForeignRun Create(string kind, string store, params string[] more) => KeybackupRun.Run(
        ["create", "-K", _directory["keys"], "--token-store", $"{kind}={store}", "--output",
            _directory["set"], "--passphrase", _passphrase, "--cost", "12", .. more]);

    // As an operator writes key files who knows no more than the label.
    private void NameByLabelAlone()
    {
        using KeyDirectory keys = KeyDirectory.Read(_directory["keys"], DomainName.Parse("example."),
            new FindingList());
        foreach (DirectoryKey key in keys.Keys)
        {
            Pkcs11Uri uri = key.Reference!.Token!;
            File.Delete(Path.ChangeExtension(key.File, ".private"));
            File.Delete(key.File);
            Pkcs11Uri brief = new() { Token = uri.Token, Object = uri.Object, Id = uri.Id, Type = uri.Type };
            BindKeyFiles.Write(_directory["keys"], key.Key,
                new BindTokenFile(key.Key.Algorithm, brief, key.Timing), 3600);
        }
    }

    private void PutKey(string token, KeyRole role = KeyRole.ZSK)
    {
        Assert.True(Pkcs11Uri.TryParse(token, out Pkcs11Uri? uri, out _));
        using SoftwareKey key = new KeyGeneration(DomainName.Parse("example."),
            DnssecAlgorithm.ECDSAP256SHA256, role).Generate([]);
        BindKeyFiles.Write(_directory["keys"], key.Key,
            new BindTokenFile(key.Key.Algorithm, uri, KeyTiming.None), 3600);
    }

    private void LoseKeys(string tokens)
    {
        foreach (string file in Directory.GetFiles(_directory[tokens], "*.object",
            SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "token.object"))
        {
            File.Delete(file);
        }
    }

    private void MakeToken(string label) => SoftHsm.MakeToken(Environment(), label);

    private void MakeTokenWithKeys(params string[] options)
    {
        MakeToken("backup");
        foreach (KeyRole role in (KeyRole[])[KeyRole.KSK, KeyRole.ZSK])
        {
            Tool("keyall",
                ["key", "generate", "--zone", "example.", "--keys", _directory["keys"], "--type",
                    role.ToString().ToLowerInvariant(),
                "--token", "pkcs11:token=backup", "--module", SoftHsm.Module, "--pin", _pin, .. options])
                    .MustSucceed();
        }
    }

    private ForeignRun Tool(string tool, params string[] arguments) =>
        KeybackupRun.Run(tool, Environment(), arguments);

    private void Configure(string tokens) => _directory.Write(
        "softhsm2.conf",
        $"directories.tokendir = {_directory[tokens]}\nobjectstore.backend = file\nlog.level = ERROR\n");

    private Dictionary<string, string> Environment() =>
        new() { ["SOFTHSM2_CONF"] = _directory["softhsm2.conf"] };
}
