using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Signing;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>Zones that come by AXFR from a real hidden primary.</summary>
public sealed class PrimaryTests : IDisposable
{
    private const int Day = 86_400;

    private readonly Registry _registry = new(["example"]);

    /// <inheritdoc/>
    public void Dispose() => _registry.Dispose();

    [ForeignToolTheory("named", "tsig-keygen", "dig", "dnssec-verify")]
    [InlineData("hmac-sha1")]
    [InlineData("hmac-sha256")]
    [InlineData("hmac-sha384")]
    [InlineData("hmac-sha512")]
    public void A_zone_is_fetched_under_a_key_in_many_messages_and_only_when_its_serial_is_another(
        string algorithm)
    {
        _registry.WriteZone("example", Registry.TextOf(1, 4_000));
        using HiddenPrimary primary = new(_registry, algorithm);
        primary.Configure(primary.KeyFile);
        Assert.Contains("would be fetched from its primary hidden", _registry.Run("-n").MustSucceed().Error,
            StringComparison.Ordinal);
        _registry.Run().MustSucceed();
        _registry.MustBeSound("example");
        Assert.Contains("\nn3999.example. ", File.ReadAllText(_registry.Signed("example")),
            StringComparison.Ordinal);
        Assert.Matches(@"AXFR ended: (\d{2,}|[2-9]) messages", primary.Log);
        Assert.Contains("1 fresh", _registry.Run().MustSucceed().Error, StringComparison.Ordinal);
        Assert.Equal(1, primary.Log.Split("AXFR ended").Length - 1);
        primary.Load(2, 4_001);
        _registry.Run().MustSucceed();
        Assert.Contains("\nn4000.example. ", File.ReadAllText(_registry.Signed("example")),
            StringComparison.Ordinal);
        Assert.Contains(
            "\"event\":\"transferred\",\"zone\":\"example.\",\"reason\":\"its primary hidden has serial 2\"", _registry.Journal, StringComparison.Ordinal);
    }

    [ForeignToolFact("named", "tsig-keygen", "dig")]
    public void The_same_content_under_another_serial_is_not_signed_again()
    {
        using HiddenPrimary primary = new(_registry);
        primary.Configure(primary.KeyFile);
        _registry.Run().MustSucceed();
        uint before = _registry.SerialOf("example");
        primary.Load(7, 20);
        Assert.Contains("all its signatures are fresh", _registry.Run().MustSucceed().Error,
            StringComparison.Ordinal);
        Assert.Equal(before, _registry.SerialOf("example"));
    }

    [ForeignToolFact("named", "tsig-keygen", "dig")]
    public void Without_the_right_key_nothing_is_fetched_and_the_reason_is_told()
    {
        using HiddenPrimary primary = new(_registry);
        primary.Configure(key: null);
        SignallRun without = _registry.Run();
        Assert.Equal(ExitStatus.UnreadableInput, without.Status);
        Assert.Contains("does not transfer example.: it answers REFUSED", without.Error,
            StringComparison.Ordinal);

        string other = _registry.Files.Write("other.key",
            "key transfer { algorithm hmac-sha256; secret \"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"; };");
        primary.Configure(other);
        SignallRun open = _registry.Run();
        Assert.Equal(ExitStatus.KeyUnavailable, open.Status);
        Assert.Contains("everybody may read or write this key", open.Error, StringComparison.Ordinal);
        File.SetUnixFileMode(other, UnixFileMode.UserRead);
        SignallRun wrong = _registry.Run();
        Assert.Equal(ExitStatus.UnreadableInput, wrong.Status);
        Assert.Contains("the server does not accept the signature by key hmac-sha256:transfer.", wrong.Error,
            StringComparison.Ordinal);
        Assert.False(File.Exists(_registry.Signed("example")));
    }

    [ForeignToolFact("named", "tsig-keygen", "dig")]
    public void While_the_primary_is_silent_the_last_content_goes_on_being_signed_and_each_run_says_so()
    {
        using HiddenPrimary primary = new(_registry);
        primary.Configure(primary.KeyFile);
        _registry.Run().MustSucceed();
        string before = File.ReadAllText(_registry.Signed("example"));
        primary.Stop();
        SignallRun silent = _registry.Run();
        Assert.Equal(ExitStatus.UnreadableInput, silent.Status);
        Assert.Contains("does not give the serial of example.: connection refused", silent.Error,
            StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(_registry.Signed("example")));
        _registry.Now += 11 * Day;
        SignallRun later = _registry.Run();
        Assert.Equal(ExitStatus.UnreadableInput, later.Status);
        Assert.Contains("its primary does not give it, so the content accepted", later.Error,
            StringComparison.Ordinal);
        Assert.NotEqual(before, File.ReadAllText(_registry.Signed("example")));
        Assert.Contains("\nn19.example. ", File.ReadAllText(_registry.Signed("example")),
            StringComparison.Ordinal);

        using HiddenPrimary again = new(_registry);
        again.Configure(again.KeyFile);
        _registry.Run().MustSucceed();
        Assert.DoesNotContain("\"problem\": \"INPUT",
            File.ReadAllText(Path.Combine(_registry.State,
                "zones/example/state.json")), StringComparison.Ordinal);
    }

    [ForeignToolFact("named", "tsig-keygen", "dig")]
    public void A_primary_that_signs_inline_is_recognised_and_explained()
    {
        using HiddenPrimary primary = new(_registry,
            zoneOptions: "dnssec-policy default; inline-signing yes; key-directory \".\";");
        primary.Configure(primary.KeyFile);
        SignallRun run = _registry.Run();
        Assert.Equal(ExitStatus.Refused, run.Status);
        Assert.Contains("[DNSSEC-UNEXPECTED]", run.Error, StringComparison.Ordinal);
        Assert.Contains("another signer has signed it: take dnssec-policy out there", run.Error,
            StringComparison.Ordinal);
        Assert.False(File.Exists(_registry.Signed("example")));

        // The file itself is unsigned; what named keeps beside it gives the signer away.
        _registry.Configure();
        SignallRun file = _registry.Run().MustSucceed();
        Assert.Contains("[INPUT-SIGNED-INLINE]", file.Error, StringComparison.Ordinal);
    }

    [ForeignToolFact("named", "tsig-keygen", "dig", "nsupdate")]
    public void A_file_whose_journal_is_newer_is_refused_until_the_server_has_written_it()
    {
        _registry.Run().MustSucceed();
        using HiddenPrimary primary = new(_registry, zoneOptions: "allow-update { key transfer; };");
        ForeignTool.Run("sh", "-c",
            $"printf 'server 127.0.0.1 {primary.Port}\\nzone example.\\nupdate add fresh.example. 300 A 192.0.2.77\\nsend\\n' | nsupdate -k {primary.KeyFile}")
            .MustSucceed();
        Assert.True(File.Exists(_registry.Files["unsigned/example.jnl"]));
        _registry.Files.Write("dnssec.yaml", $$"""
            state: {{_registry.State}}
            settle: 0
            zones: [{ zone: example, file: {{_registry.Files["unsigned/example"]}}, keys: {{_registry.Files["keys"]}}, output: {{_registry.Signed("example")}} }]
            """);
        File.SetLastWriteTimeUtc(_registry.Files["unsigned/example"], DateTime.UnixEpoch.AddDays(20_000)); // another stamp, so that it is looked at
        SignallRun behind = _registry.Run();
        Assert.Equal(ExitStatus.Refused, behind.Status);
        Assert.Contains("[INPUT-JOURNAL]", behind.Error, StringComparison.Ordinal);
        Assert.Contains("rndc sync -clean example", behind.Error, StringComparison.Ordinal);

        primary.Configure(primary.KeyFile); // what the hint says
        _registry.Run().MustSucceed();
        Assert.Contains("\nfresh.example. ", File.ReadAllText(_registry.Signed("example")),
            StringComparison.Ordinal);
    }

    [ForeignToolFact("named-compilezone")]
    public void A_raw_file_is_recognised_and_explained()
    {
        string raw = _registry.Files["unsigned/example"];
        string text = _registry.Files.Write("text", File.ReadAllText(raw));
        ForeignTool.Run("named-compilezone", "-q", "-k", "ignore", "-F", "raw", "-o", raw, "example", text)
            .MustSucceed();
        SignallRun run = _registry.Run();
        Assert.Equal(ExitStatus.UnreadableInput, run.Status);
        Assert.Contains("the file is in BIND's raw format", run.Error, StringComparison.Ordinal);
        Assert.Contains("named-compilezone -f raw", run.Error, StringComparison.Ordinal);
    }
}
