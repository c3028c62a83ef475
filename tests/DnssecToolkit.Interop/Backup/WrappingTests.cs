using System.Security.Cryptography;
using System.Text.Json;
using DnssecToolkit.Interop.Tokens;

namespace DnssecToolkit.Interop.Backup;

/// <summary>Keys wrapped by CKM_AES_KEY_WRAP_KWP in NSS's softoken, and by CKM_AES_GCM: taken out, put into
/// another token, and a zone signed under the old DS.</summary>
public sealed class WrappingTests : IDisposable
{
    private const int Nonce = 12;
    private const int Tag = 16;

    private readonly TemporaryDirectory _directory = new();
    private readonly string _pin;
    private readonly string _passphrase;

    public WrappingTests()
    {
        _pin = KeybackupRun.Secret(_directory, "pin", SoftHsm.Pin);
        _passphrase = KeybackupRun.Secret(_directory, "pass", KeybackupRun.Passphrase);
        foreach (string directory in (string[])["keys", "tokens", "nss"])
        {
            Directory.CreateDirectory(_directory[directory]);
        }

        _directory.Write("zone",
            "$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 600\n@ NS ns\nns A 192.0.2.1\n");
        _directory.Write("softhsm2.conf",
            $"directories.tokendir = {_directory["tokens"]}\nobjectstore.backend = file\nlog.level = ERROR\n");
    }

    public void Dispose() => _directory.Dispose();

    [SoftokenFact]
    public void A_key_of_nss_leaves_by_aes_kwp_and_signs_in_softhsm_under_the_old_ds()
    {
        string module = WrappingModule.Nss(_directory, _directory["nss"], SoftHsm.Pin).Path;
        string ds = MakeKey("nss", module);
        Assert.Contains("wrapped by CKM_AES_KEY_WRAP_KWP", Wrap("nss", module).Error,
            StringComparison.Ordinal);
        Directory.Delete(_directory["nss"], recursive: true);
        AssertOpenssl(Unsealed("aes-kwp", out byte[] key), key);
        MakeToken("spare");
        ForeignRun refused = Restore("spare", SoftHsm.Module);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("a softhsm is weaker than the generic that example./", refused.Error,
            StringComparison.Ordinal);
        Assert.False(Path.Exists(_directory["restored"]));
        KeybackupRun.RunOffline(Environment(), RestoreArguments("spare", SoftHsm.Module)).MustSucceed();
        AssertSigns(ds);
    }

    [ForeignToolTheory("gcc", SoftHsm.Program, "dnssec-verify", "ldns-verify-zone", "openssl")]
    [InlineData("")]
    [InlineData("nonce=1")] // as devices do that let nobody choose it
    public void Keys_leave_by_aes_gcm_and_sign_in_a_fresh_token_under_the_old_ds(string nonce)
    {
        string module = WrappingModule.Gcm(_directory, nonce).Path;
        MakeToken("first");
        string ds = MakeKey("first", module);
        Assert.Contains("wrapped by CKM_AES_GCM", Wrap("first", module).Error, StringComparison.Ordinal);
        byte[] wrapped = Unsealed("aes-gcm", out byte[] key);
        Assert.Equal(nonce.Length > 0, wrapped.Take(Nonce).All(octet => octet == 0xA5));
        byte[] plain = new byte[wrapped.Length - Nonce - Tag];
        using (AesGcm cipher = new(key, Tag))
        {
            cipher.Decrypt(wrapped[..Nonce], wrapped[Nonce..^Tag], wrapped[^Tag..], plain);
        }

        File.WriteAllBytes(_directory["der"], plain);
        AssertIsKey();
        Directory.Delete(_directory["tokens"], recursive: true);
        Directory.CreateDirectory(_directory["tokens"]);
        MakeToken("spare");
        Restore("spare", module).MustSucceed();
        AssertSigns(ds);
    }

    [ForeignToolFact("gcc", SoftHsm.Program)]
    public void A_token_without_aes_gcm_refuses_such_a_set_by_the_mechanisms_name()
    {
        string module = WrappingModule.Gcm(_directory).Path;
        MakeToken("first");
        MakeToken("spare");
        _ = MakeKey("first", module);
        Wrap("first", module);
        ForeignRun refused = Restore("spare", SoftHsm.Module);
        Assert.Equal(4, refused.ExitCode);
        Assert.Contains("it has no CKM_AES_GCM, by which this key was wrapped", refused.Error,
            StringComparison.Ordinal);
        Assert.False(Path.Exists(_directory["restored"]));
    }

    /// <summary>SIGINT and SIGKILL between the first key and the second: by the first signal nothing is left;
    /// by the second a mark is, and the same restore again begins by taking out what was put in.</summary>
    [ForeignToolTheory("gcc", SoftHsm.Program, "dnssec-verify", "ldns-verify-zone")]
    [InlineData(2, 130)]
    [InlineData(9, 137)]
    public void A_restore_that_is_ended_between_two_keys_is_as_if_it_had_not_begun(int signal, int status)
    {
        string module = new WrappingModule(_directory, $"module={SoftHsm.Module}").Path;
        MakeToken("first");
        MakeToken("spare");
        MakeKey("first", module, "--type", "ksk");
        string ds = MakeKey("first", module, "--type", "zsk");
        Wrap("first", module);
        _directory.Write("wrapping.so.conf", $"module={SoftHsm.Module}\nsignal={signal}\n");
        ForeignRun ended = Restore("spare", module);
        Assert.True(ended.ExitCode == status, $"{ended.ExitCode}: {ended.Error}");
        Assert.False(Path.Exists(_directory["restored"]));
        string[] marks = Directory.GetFiles(_directory.FullName, ".restored.*.placing");
        if (signal == 9)
        {
            Assert.Single(marks);
            Assert.Equal(1, KeysIn("spare", module));
        }
        else
        {
            Assert.Empty(marks);
            Assert.Equal(0, KeysIn("spare", module));
        }

        _directory.Write("wrapping.so.conf", $"module={SoftHsm.Module}\n");
        Restore("spare", module).MustSucceed();
        Assert.Equal(2, KeysIn("spare", module));
        Assert.Empty(Directory.GetFiles(_directory.FullName, ".restored.*.placing"));
        AssertSigns(ds);
    }

    /// <summary>Two devices that nobody knows, of one maker and model: as strong as each other, and another
    /// by its serial number.</summary>
    [ForeignToolFact("gcc", SoftHsm.Program)]
    public void A_ksk_of_an_unknown_device_is_proven_on_a_second_of_its_model_and_on_no_other()
    {
        string module = new WrappingModule(_directory, $"module={SoftHsm.Module}", "maker=Acme").Path;
        MakeToken("first");
        MakeToken("spare");
        MakeKey("first", module, "--type", "ksk");
        Wrap("first", module);
        Assert.Matches(@"pkcs11:token=first;manufacturer=Acme;serial=[0-9a-f]{16};model=Acme;",
            KeybackupRun.Run("inspect", _directory["set"]).Output);
        using JsonDocument inspected =
            JsonDocument.Parse(KeybackupRun.Run("inspect", _directory["set"], "--json").Output);
        Assert.True(inspected.RootElement.GetProperty("stores")[0].GetProperty("survivesItsDevice")
            .GetBoolean());
        Assert.StartsWith("pkcs11:token=first;", inspected.RootElement.GetProperty("keys")[0]
            .GetProperty("token").GetString(), StringComparison.Ordinal);
        Assert.Contains(" proven, DS ", Prove("spare", module).MustSucceed().Output,
            StringComparison.Ordinal);
        AssertNotProven("is the token that it was copied from", Prove("first", module));
        _directory.Write("wrapping.so.conf", $"module={SoftHsm.Module}\nmaker=Other\n");
        AssertNotProven("a generic is weaker than the generic that this KSK comes from",
            Prove("spare", module));
    }

    /// <summary>The first is held by its module while it puts a key in; each has a directory of its
    /// own.</summary>
    [ForeignToolFact(FaultyModule.Compiler, SoftHsm.Program, "dnssec-verify", "ldns-verify-zone")]
    public async Task Of_two_restores_into_one_token_at_once_the_second_is_refused_and_the_first_is_whole()
    {
        MakeToken("first");
        string ds = MakeKey("first", SoftHsm.Module);
        Wrap("first", SoftHsm.Module);
        Directory.Delete(_directory["tokens"], recursive: true);
        Directory.CreateDirectory(_directory["tokens"]);
        MakeToken("spare");
        string held = _directory.Write("held", "");
        using FaultyModule module = new("holdcreate=" + held);
        Task<ForeignRun> first = Task.Factory.StartNew(
            () => Tool("keybackup", [.. RestoreArguments("spare", module.Path), "--token-timeout", "10m"]),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.True(SpinWait.SpinUntil(
            () => first.IsCompleted
                || (File.Exists(module.Path + ".counts") && module.Created > 0), TimeSpan.FromMinutes(2)));
        string[] again = RestoreArguments("spare", module.Path);
        again[Array.IndexOf(again, "--output") + 1] = _directory["again"];
        ForeignRun second = Tool("keybackup", again);
        Assert.False(first.IsCompleted);
        File.Delete(held);
        Assert.True(second.ExitCode == 6, second.Everything);
        Assert.Contains("another restore is putting keys into this token", second.Error,
            StringComparison.Ordinal);
        Assert.False(Path.Exists(_directory["again"]));
        (await first).MustSucceed();
        Assert.Equal(1, KeysIn("spare", SoftHsm.Module));
        AssertSigns(ds);
        ForeignRun third = Tool("keybackup", again);
        Assert.Equal(1, third.ExitCode);
        Assert.Contains("is in it already", third.Error, StringComparison.Ordinal);
    }

    private static void AssertNotProven(string why, ForeignRun run)
    {
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(why, run.Error, StringComparison.Ordinal);
    }

    private ForeignRun Prove(string token, string module) => Tool(
        "keybackup", "prove", _directory["set"], "--passphrase", _passphrase, "--device",
        $"pkcs11:token={token}", "--module", module, "--pin", _pin);

    private int KeysIn(string token, string module) => Tool("keyall", "token", "probe", "--token",
        $"pkcs11:token={token}", "--module", module, "--pin", _pin)
        .MustSucceed().Output.Split('\n')
        .Count(line => line.StartsWith("key: pkcs11:", StringComparison.Ordinal));

    private string MakeKey(string token, string module, params string[] more)
    {
        Tool("keyall",
            ["key", "generate", "--zone", "example.", "--keys", _directory["keys"], "--token",
                $"pkcs11:token={token}", "--module", module,
            "--pin", _pin, "--extractable", .. more]).MustSucceed();
        return Tool("keyall", "ds", "--zone", "example.", "--keys", _directory["keys"]).MustSucceed().Output;
    }

    private ForeignRun Wrap(string token, string module) => Tool(
        "keybackup", "create", "-K", _directory["keys"], "--wrap-from", $"pkcs11:token={token}", "--module",
        module, "--pin", _pin,
        "--output", _directory["set"], "--passphrase", _passphrase, "--cost", "12", "-v").MustSucceed();

    private ForeignRun Restore(string token, string module) =>
        Tool("keybackup", RestoreArguments(token, module));

    private string[] RestoreArguments(string token, string module) =>
    [
        "restore", _directory["set"], "--output", _directory["restored"], "--passphrase", _passphrase,
        "--into", $"pkcs11:token={token}", "--module", module, "--pin", _pin,
    ];

    // The wrapped key of the set, and what it is wrapped by.
    private byte[] Unsealed(string mechanism, out byte[] key)
    {
        string[] restore = ["restore", _directory["set"], "--output", _directory["unsealed"], "--passphrase",
            _passphrase];
        ForeignRun refused = KeybackupRun.Run(restore);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("on a disk these are keys in the clear", refused.Error, StringComparison.Ordinal);
        Assert.False(Path.Exists(_directory["unsealed"]));
        KeybackupRun.RunOffline(null, restore).MustSucceed();
        string store = Assert.Single(Directory.GetDirectories(_directory["unsealed/tokens"]));
        key = File.ReadAllBytes(Path.Combine(store, "wrapping-key"));
        return File.ReadAllBytes(Assert.Single(Directory.GetFiles(store, "K*." + mechanism)));
    }

    private void AssertOpenssl(byte[] wrapped, byte[] key)
    {
        File.WriteAllBytes(_directory["wrapped"], wrapped);
        ForeignTool.Run("openssl", "enc", "-d", "-id-aes256-wrap-pad", "-K", Convert.ToHexString(key), "-iv",
            "A65959A6", "-in", _directory["wrapped"],
            "-out", _directory["der"]).MustSucceed();
        AssertIsKey();
    }

    private void AssertIsKey()
    {
        ForeignTool.Run("openssl", "pkey", "-inform", "DER", "-in", _directory["der"], "-pubout", "-outform",
            "DER", "-out", _directory["public"]).MustSucceed();
        string published = File.ReadAllText(Directory.GetFiles(_directory["keys"], "*.key")[0])
            .Replace(" ", "", StringComparison.Ordinal);
        Assert.Contains(Convert.ToBase64String(File.ReadAllBytes(_directory["public"]).AsSpan()[^64..]),
            published, StringComparison.Ordinal);
    }

    private void AssertSigns(string ds)
    {
        Tool("signall", "--zone-file", _directory["zone"], "--origin", "example.", "--keys",
            _directory["restored/keys"],
            "--output", _directory["signed"], "--pin", _pin).MustSucceed();
        ForeignTool.Run("dnssec-verify", "-z", "-o", "example.", _directory["signed"]).MustSucceed();
        ForeignTool.Run("ldns-verify-zone", "-k", _directory.Write("ds", ds), _directory["signed"])
            .MustSucceed();
    }

    private void MakeToken(string label) => SoftHsm.MakeToken(Environment(), label);

    private ForeignRun Tool(string tool, params string[] arguments) =>
        KeybackupRun.Run(tool, Environment(), arguments);

    private Dictionary<string, string> Environment() =>
        new() { ["SOFTHSM2_CONF"] = _directory["softhsm2.conf"] };
}
